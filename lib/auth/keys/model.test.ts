import { describe, expect, it } from 'vitest'
import { hashToken } from '../tokens'
import { addressAllowed, keyOf, newKey, parseRange } from './model'

describe('newKey', () => {
  it('gives keys that do not repeat, with what is stored of them', () => {
    const keys = Array.from({ length: 100 }, newKey)
    expect(new Set(keys.map((k) => k.key)).size).toBe(100)
    for (const { key, prefix, secretHash } of keys) {
      expect(key).toMatch(/^pgk_[\w-]{43}$/)
      expect(key.startsWith(prefix)).toBe(true)
      expect(prefix).toHaveLength(12)
      expect(secretHash).toBe(hashToken(key))
    }
  })
})

describe('keyOf', () => {
  const cases: [string, Record<string, string>, string | null][] = [
    ['no header', {}, null],
    ['a bearer', { authorization: 'Bearer pgk_a' }, 'pgk_a'],
    ['any case', { authorization: 'bearer   pgk_a ' }, 'pgk_a'],
    ['a basic header is no key', { authorization: 'Basic cGdrX2E=' }, null],
    ['x-api-key', { 'x-api-key': ' pgk_b ' }, 'pgk_b'],
    ['the bearer goes first', { authorization: 'Bearer pgk_a', 'x-api-key': 'pgk_b' }, 'pgk_a'],
    ['an empty header', { 'x-api-key': ' ' }, null],
  ]
  it.each(cases)('%s', (_name, headers, expected) => expect(keyOf(new Headers(headers))).toBe(expected))
})

describe('addressAllowed', () => {
  const cases: [string, string | null, string[], boolean][] = [
    ['an empty list allows all', '203.0.113.9', [], true],
    ['an empty list allows an unknown address', null, [], true],
    ['an unknown address is in no list', null, ['0.0.0.0/0'], false],
    ['the address itself', '203.0.113.9', ['203.0.113.9'], true],
    ['the neighbour', '203.0.113.10', ['203.0.113.9'], false],
    ['first of a range', '203.0.113.0', ['203.0.113.0/28'], true],
    ['last of a range', '203.0.113.15', ['203.0.113.0/28'], true],
    ['behind a range', '203.0.113.16', ['203.0.113.0/28'], false],
    ['any of several', '198.51.100.7', ['203.0.113.0/24', '198.51.100.7'], true],
    ['IPv6 in a range', '2001:db8:1::5', ['2001:db8:1::/48'], true],
    ['IPv6 outside', '2001:db8:2::5', ['2001:db8:1::/48'], false],
    ['an IPv4 address in IPv6 clothes', '::ffff:203.0.113.9', ['203.0.113.9'], true],
    ['IPv6 does not match IPv4', '2001:db8::1', ['0.0.0.0/0'], false],
    ['text that is no address', 'localhost', ['127.0.0.1'], false],
  ]
  it.each(cases)('%s', (_name, ip, list, expected) => expect(addressAllowed(ip, list)).toBe(expected))
})

describe('parseRange', () => {
  it.each(['203.0.113.9', '10.0.0.0/8', '::1', '2001:db8::/32'])('takes %s', (entry) => expect(parseRange(entry)).not.toBeNull())
  it.each(['', 'example.com', '10.0.0.0/33', '300.1.1.1', '12345', '10.1', '1.2.3.4/', '*'])('refuses "%s"', (entry) => expect(parseRange(entry)).toBeNull())
})
