import { describe, expect, it } from 'vitest'
import { dataOf, fromHeaders, storable } from './envelope'

describe('fromHeaders', () => {
  const headers = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/a%20b', 'ce-type': 't', 'content-type': 'application/json' }
  it.each<[string, Record<string, string>, string, unknown]>([
    ['no event in the headers', { 'content-type': 'application/json' }, '{}', null],
    [
      'attributes are percent-decoded, the body is the data',
      headers,
      '{"a":1}',
      { value: { specversion: '1.0', id: '1', source: '/a b', type: 't', datacontenttype: 'application/json', data: { a: 1 } } },
    ],
    ['an empty body is no data', headers, '', { value: { specversion: '1.0', id: '1', source: '/a b', type: 't', datacontenttype: 'application/json' } }],
    ['a body that is not JSON', headers, '{', { problem: 'The body is not valid JSON.' }],
    ['a header that is not percent-encoded', { ...headers, 'ce-subject': '%zz' }, '{}', { problem: 'The header ce-subject is not percent-encoded.' }],
  ])('%s', (_name, given, body, expected) => {
    expect(fromHeaders(new Headers(given), Buffer.from(body))).toEqual(expected)
  })
})

describe('dataOf', () => {
  const envelope = { specversion: '1.0' as const, id: '1', source: 's', type: 't' }
  it.each<[string, object, unknown]>([
    ['plain data', { data: { a: 1 } }, { value: { a: 1 } }],
    ['data in base64', { data_base64: Buffer.from('{"a":1}').toString('base64') }, { value: { a: 1 } }],
    ['base64 of something else', { data_base64: 'AAAA' }, { problem: 'data_base64 does not hold JSON.' }],
    ['both', { data: {}, data_base64: 'e30=' }, { problem: 'The event has both data and data_base64.' }],
  ])('%s', (_name, data, expected) => {
    expect(dataOf({ ...envelope, ...data })).toEqual(expected)
  })
})

describe('storable', () => {
  it.each<[unknown, boolean]>([
    [{ a: ['ok', { b: 'whole 😀' }], c: 1, d: null, e: false }, true],
    [{ a: [{ b: '\u0000' }] }, false],
    [{ '\u0000': 1 }, false],
    [['\ud83d'], false],
    ['text with \\u0000 spelled out', true],
  ])('%j: %s', (value, expected) => {
    expect(storable(value)).toBe(expected)
  })
})
