import { describe, expect, it } from 'vitest'
import { excludesOnly, searchText } from './search-text'

describe('a search text', () => {
  it.each([
    ['timeout', 'timeout'],
    ['  upstream   timeout ', 'upstream timeout'],
    ['/api/tools/42', '"api tools 42"'],
    ['req_7f3a-b2', '"req 7f3a b2"'],
    ['db.example.com:5432', '"db example com 5432"'],
    ['"connection refused"', '"connection refused"'],
    ['"POST /v1/search"', '"POST v1 search"'],
    ['"not closed', '"not closed"'],
    ['failed -timeout', 'failed -timeout'],
    ['failed -"connection refused"', 'failed -"connection refused"'],
    ['failed -/api/tools', 'failed -"api tools"'],
    ['-', ''],
    ['- timeout', 'timeout'],
    ['deadlock or timeout', 'deadlock or timeout'],
    ['deadlock OR timeout', 'deadlock or timeout'],
    ['or timeout or', 'timeout'],
    ["don't", '"don t"'],
    ['größe', 'größe'],
    ['%_\\!&|()<>:*', ''],
    ['', ''],
  ])('%j becomes %j', (typed, expected) => expect(searchText(typed)).toBe(expected))

  it('is bounded', () => expect(searchText('a'.repeat(10_000))).toHaveLength(500))
})

describe('excluding only', () => {
  it.each([
    ['-timeout', true],
    ['-"a b" -c', true],
    ['failed -timeout', false],
    ['"a -b"', false],
    ['', false],
  ])('%j: %s', (text, expected) => expect(excludesOnly(text)).toBe(expected))
})
