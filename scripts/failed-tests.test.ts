import { describe, expect, it } from 'vitest'
import { failedInPlaywright, failedInVitest, tellFailures } from './failed-tests.mjs'

const RED = '\u001b[31m'

describe('failures in the reports of the test runners', () => {
  it('are the failed tests of vitest with their files, and the files that could not be run', () => {
    const report = {
      testResults: [
        {
          name: '/repo/lib/time.test.ts',
          status: 'failed',
          message: '',
          assertionResults: [
            { status: 'passed', fullName: 'a day has 24 hours', failureMessages: [] },
            { status: 'failed', fullName: 'a week has seven days', failureMessages: ['AssertionError: expected 6 to be 7', 'another'] },
          ],
        },
        { name: '/repo/lib/broken.test.ts', status: 'failed', message: 'Cannot find module', assertionResults: [] },
        { name: '/repo/lib/good.test.ts', status: 'passed', message: '', assertionResults: [{ status: 'passed', fullName: 'is good', failureMessages: [] }] },
      ],
    }
    expect(failedInVitest(report, '/repo')).toEqual([
      { name: 'lib/time.test.ts › a week has seven days', error: 'AssertionError: expected 6 to be 7\nanother' },
      { name: 'lib/broken.test.ts', error: 'Cannot find module' },
    ])
    expect(failedInVitest(null, '/repo')).toEqual([])
  })

  it('are the unexpected outcomes of Playwright with where they stand, and what broke outside of tests', () => {
    const passed = { status: 'expected', results: [{ status: 'passed', errors: [] }] }
    const failed = { status: 'unexpected', results: [{ status: 'failed', errors: [{ message: 'not visible' }, { message: 'and more' }] }] }
    const report = {
      errors: [{ message: 'the server did not start' }],
      suites: [
        {
          title: 'alerts.spec.ts',
          specs: [
            { title: 'fires', file: 'alerts.spec.ts', line: 3, tests: [passed] },
            { title: 'resolves', file: 'alerts.spec.ts', line: 9, tests: [failed] },
          ],
          suites: [{ title: 'on a phone', specs: [{ title: 'is read', file: 'alerts.spec.ts', line: 20, tests: [failed] }] }],
        },
      ],
    }
    expect(failedInPlaywright(report)).toEqual([
      { name: 'outside of the tests', error: 'the server did not start' },
      { name: 'alerts.spec.ts:9 › resolves', error: 'not visible\nand more' },
      { name: 'alerts.spec.ts:20 › on a phone › is read', error: 'not visible\nand more' },
    ])
    expect(failedInPlaywright(null)).toEqual([])
  })

  it('are told without colours and with no more than the first lines of what went wrong', () => {
    const error = `${RED}Error:${RED} it is red\n\n\n\nExpected: 1  \n${Array.from({ length: 40 }, (_, n) => `at line ${n}`).join('\n')}`
    const told = tellFailures([
      { name: 'a.test.ts › is green', error },
      { name: 'b.test.ts', error: 'short' },
    ])
    const lines = told.split('\n')
    expect(lines.slice(0, 6)).toEqual(['', 'FAILED  a.test.ts › is green', '        Error: it is red', '', '        Expected: 1', '        at line 0'])
    expect(lines).toHaveLength(2 + 25 + 3 + 1)
    expect(told.endsWith('\nFAILED  b.test.ts\n        short\n')).toBe(true)
    expect(tellFailures([])).toBe('')
  })
})
