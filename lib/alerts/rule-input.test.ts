import { describe, expect, it } from 'vitest'
import { judgedDifferently, type RuleInput, ruleInputSchema, ruleProblems } from './rule-input'

const now = new Date('2026-03-10T12:00:00Z')
const rule = (change: Partial<RuleInput> = {}): RuleInput => ({
  ...ruleInputSchema.parse({ name: 'Errors', kind: 'threshold', metric: 'tool_fair_error_ratio', aggregation: 'avg', operator: 'gt', threshold: 0.05 }),
  ...change,
})
const problemsOf = (change: Partial<RuleInput>, scope: 'platform' | 'organization' = 'organization') =>
  ruleProblems(rule(change), { scope, now }).map(({ pointer, message }) => `${pointer} ${message}`)
const calls = { metric: 'tool_invocations', aggregation: 'sum' } as const
const score = { metric: 'developer_health_score', aggregation: 'last' } as const
const burn = {
  objective: 0.99,
  windowDays: 28 as const,
  ratio: { bad: { metric: 'tool_invocations', filter: {} }, total: { metric: 'tool_invocations', filter: {} } },
}

describe('a rule is refused', () => {
  it.each<[string, Partial<RuleInput>, RegExp]>([
    ['without a metric', { metric: null }, /^\/metric Choose what is watched/],
    ['of a metric that is not there', { metric: 'nothing' }, /^\/metric There is no metric nothing/],
    ['of a metric of the platform', { metric: 'api_error_ratio' }, /^\/metric There is no metric api_error_ratio/],
    ['with an aggregation that the metric lacks', { aggregation: 'p95' }, /^\/aggregation .* can be taken as .*; not as p95/],
    ['with a window between two values', { windowMinutes: 7 }, /^\/windowMinutes .* every 5.minutes/],
    ['with a dimension that the metric lacks, as filter', { filter: { route: '/x' } }, /^\/filter\/route .* has no dimension route\. It has .*tool/],
    ['with a dimension that the metric lacks, as group', { groupBy: ['route'] }, /^\/groupBy/],
    ['for one tool, of what is not counted by tool', { ...score, threshold: 50, toolId: '7b7a4f0a-93f5-4e76-a3b5-57a4b0a9f111' }, /^\/toolId/],
    ['without a threshold', { threshold: null }, /^\/threshold Enter/],
    ['without a direction', { operator: null }, /^\/operator/],
    ['when no ratio is so high', { threshold: 1 }, /^\/threshold This rule could never fire/],
    ['when nothing is so low', { operator: 'lt', threshold: 0 }, /could never fire/],
    ['when everything is so low', { operator: 'lt', threshold: 1.1 }, /would always fire/],
    ['when everything is so high', { threshold: -0.1 }, /would always fire/],
    ['when no score is so high', { ...score, threshold: 100 }, /could never fire/],
    ['when counts are never broken', { ...calls, operator: 'eq', threshold: 1.5 }, /counted in whole numbers/],
    ['an anomaly without a measure', { kind: 'anomaly' }, /^\/options\/z/],
    ['an anomaly of what has no history', { ...score, kind: 'anomaly', options: { z: 3 } }, /^\/metric This rule could never fire/],
    ['a change without a measure', { kind: 'change' }, /^\/options\/percent Say/],
    ['an absence without a time', { kind: 'absence' }, /^\/options\/minutes Say/],
    ['an absence shorter than the pause between values', { kind: 'absence', options: { minutes: 4 } }, /would always fire/],
    ['a schedule without a time', { kind: 'schedule' }, /^\/options\/cron Enter when/],
    ['a schedule that is none', { kind: 'schedule', options: { cron: 'every day' } }, /^\/options\/cron "every day" is not/],
    ['a schedule that never comes', { kind: 'schedule', options: { cron: '0 0 30 2 *' } }, /^\/options\/cron "0 0 30 2 \*" never comes/],
    ['a schedule in no zone', { kind: 'schedule', options: { cron: '0 9 * * 1', timeZone: 'Mars/Base' } }, /^\/options\/timeZone/],
    ['a burn rate without objective', { kind: 'burn_rate', options: { ...burn, objective: undefined } }, /^\/options\/objective/],
    ['a burn rate without window', { kind: 'burn_rate', options: { ...burn, windowDays: undefined } }, /^\/options\/windowDays/],
    ['a burn rate without events', { kind: 'burn_rate', options: { ...burn, ratio: undefined } }, /^\/options\/ratio/],
    [
      'a burn rate that even ruin does not reach',
      { kind: 'burn_rate', options: { ...burn, objective: 0.5 } },
      /^\/options\/objective This rule could never fire/,
    ],
    [
      'a burn rate of what makes no sum',
      { kind: 'burn_rate', options: { ...burn, ratio: { ...burn.ratio, bad: { metric: 'developer_health_score', filter: {} } } } },
      /cannot be summed/,
    ],
    [
      'a burn rate by a dimension that is none',
      { kind: 'burn_rate', options: { ...burn, ratio: { ...burn.ratio, bad: { metric: 'tool_invocations', filter: { x: 'y' } } } } },
      /no dimension x/,
    ],
    ['quiet hours without an end', { quietFromMinute: 60 }, /^\/quietToMinute Quiet hours have/],
    ['quiet hours of nothing', { quietFromMinute: 60, quietToMinute: 60 }, /^\/quietToMinute Quiet hours that end/],
    ['quiet hours in no zone', { quietZone: 'Mars/Base' }, /^\/quietZone/],
  ])('%s', (_name, change, expected) => {
    expect(problemsOf(change).join('\n')).toMatch(expected)
  })
})

describe('a rule is taken', () => {
  it.each<[string, Partial<RuleInput>]>([
    ['with a threshold in range', {}],
    ['just below the most', { threshold: 0.999 }],
    ['just above the least', { operator: 'lt', threshold: 0.001 }],
    ['for a debt', { metric: 'consumer_balance_usd', aggregation: 'last', operator: 'lt', threshold: 0 }],
    ['for a score that falls', { metric: 'developer_health_score_change', aggregation: 'last', operator: 'lt', threshold: -10 }],
    ['of a score, whatever the window', { ...score, operator: 'lt', threshold: 70, windowMinutes: 1 }],
    ['for a rise by twice', { kind: 'change', options: { percent: 200, direction: 'up' } }],
    ['for a fall by nearly all', { kind: 'change', options: { percent: 99, direction: 'down' } }],
    ['for an absence as long as the pause between values', { kind: 'absence', options: { minutes: 5 } }],
    ['for a deviation', { kind: 'anomaly', options: { z: 4 } }],
    ['on a schedule', { kind: 'schedule', options: { cron: '0 9 * * 1', timeZone: 'Europe/Berlin' } }],
    ['for a burn rate', { kind: 'burn_rate', options: burn }],
    ['with quiet hours over midnight', { quietFromMinute: 1320, quietToMinute: 360, quietZone: 'Europe/Berlin' }],
    ['by tool', { groupBy: ['tool'] }],
  ])('%s', (_name, change) => {
    expect(problemsOf(change)).toEqual([])
  })

  it('of the platform on what only the platform has', () => {
    expect(problemsOf({ metric: 'api_error_ratio', threshold: 0.02 }, 'platform')).toEqual([])
  })
})

describe('judgedDifferently', () => {
  it.each<[string, Partial<RuleInput>, boolean]>([
    ['nothing', {}, false],
    ['the name', { name: 'Other' }, false],
    ['the rest after a message', { cooldownMinutes: 5 }, false],
    ['the severity', { severity: 'critical' }, false],
    ['quiet hours', { quietFromMinute: 0, quietToMinute: 60 }, false],
    ['the order of groups', { groupBy: ['organization', 'tool'] }, false],
    ['the order of filters', { filter: { tool: 'a', organization: 'b' } }, false],
    ['the threshold', { threshold: 0.1 }, true],
    ['the window', { windowMinutes: 10 }, true],
    ['how long', { forMinutes: 1 }, true],
    ['a filter', { filter: { tool: 'b', organization: 'b' } }, true],
    ['what missing data means', { noData: 'alert' }, true],
    ['an option', { options: { z: 3 } }, true],
  ])('%s: %s', (_name, change, expected) => {
    const before = rule({ groupBy: ['tool', 'organization'], filter: { organization: 'b', tool: 'a' } })
    expect(judgedDifferently(before, { ...before, ...change })).toBe(expected)
  })
})
