import { describe, expect, it } from 'vitest'
import { compileMatchers, matchersProblem } from './matchers'
import type { Labels, Matcher } from './model'

const labels: Labels = { rule: 'Queue too long', queue: 'mail', severity: 'warning' }
const matcher = (name: string, op: Matcher['op'], value: string): Matcher => ({ name, op, value })

describe('a list of matchers', () => {
  it.each<[string, Matcher[], boolean]>([
    ['equal', [matcher('queue', '=', 'mail')], true],
    ['not equal', [matcher('queue', '=', 'webhook')], false],
    ['unequal', [matcher('queue', '!=', 'webhook')], true],
    ['all of them', [matcher('queue', '=', 'mail'), matcher('severity', '=', 'critical')], false],
    ['the whole value', [matcher('queue', '=~', 'ma')], false],
    ['an expression', [matcher('queue', '=~', 'ma.*|webhook')], true],
    ['no expression', [matcher('queue', '!~', 'ma.*')], false],
    ['a label that is not there is empty', [matcher('tool', '=', '')], true],
    ['and unequal to anything', [matcher('tool', '!=', 'x')], true],
    ['an empty list matches nothing', [], false],
  ])('%s', (_, matchers, expected) => {
    expect(compileMatchers(matchers)(labels)).toBe(expected)
  })
})

it.each<[string, Matcher[], RegExp | null]>([
  ['none', [], /At least one/],
  ['a broken expression', [matcher('tool', '=', 'x'), matcher('queue', '=~', '(')], /^queue =~ \(:/],
  ['a good one', [matcher('queue', '=~', '.*')], null],
])('what is wrong: %s', (_, matchers, problem) => {
  if (problem === null) expect(matchersProblem(matchers)).toBeNull()
  else expect(matchersProblem(matchers)).toMatch(problem)
})
