import { describe, expect, it } from 'vitest'
import { templates } from './metrics/templates'
import { pickRuleFields, readRuleFields, ruleFieldsOf } from './rule-form'
import { ruleProblems } from './rule-input'
import { ruleSentence } from './sentence'
import { templateInput } from './template-input'

const now = new Date('2026-03-10T12:00:00Z')
const fields = (change: Record<string, string> = {}) =>
  pickRuleFields({
    name: 'Errors',
    kind: 'threshold',
    metric: 'tool_fair_error_ratio',
    operator: 'gt',
    threshold: '0.05',
    windowMinutes: '10',
    groupBy: 'tool',
    ...change,
  })

describe('readRuleFields', () => {
  it('reads back what it shows', () => {
    const rule = readRuleFields(fields({ quietFrom: '22:00', quietTo: '06:30', filterName: 'tool', filterValue: 'x', forMinutes: '5' }))
    expect(rule).toMatchObject({ quietFromMinute: 1320, quietToMinute: 390, filter: { tool: 'x' }, forMinutes: 5, aggregation: 'avg', groupBy: ['tool'] })
    expect(readRuleFields(ruleFieldsOf(rule))).toEqual(rule)
  })

  it('leaves out what belongs to another kind', () => {
    const rule = readRuleFields(fields({ kind: 'schedule', cron: '0 9 * * 1', z: '3' }))
    expect(rule).toMatchObject({ metric: null, threshold: null, options: { cron: '0 9 * * 1' }, groupBy: [] })
    expect(readRuleFields(fields({ kind: 'burn_rate', objective: '99.9', windowDays: '28', badMetric: 'a', totalMetric: 'b' })).options).toMatchObject({
      objective: 0.999,
      windowDays: 28,
    })
  })

  it.each([
    ['a threshold that is no number', { threshold: 'five' }],
    ['no name', { name: ' ' }],
    ['a runbook that is no address', { runbookUrl: 'javascript:alert(1)' }],
    ['a time of day that is none', { quietFrom: '25:00' }],
  ])('refuses %s', (_name, change) => {
    expect(() => readRuleFields(fields(change))).toThrow()
  })
})

describe('every template', () => {
  it.each(templates.flatMap((template) => template.scopes.map((scope) => [template.key, scope, template] as const)))(
    '%s, for the %s, is a rule that can be saved',
    (_key, scope, template) => {
      const input = templateInput(template)
      expect(ruleProblems(input, { scope, now })).toEqual([])
      expect(readRuleFields(ruleFieldsOf(input))).toEqual(input)
      expect(ruleSentence(input)).toMatch(/^Fires when .+; (critical|a warning)\.$/)
    },
  )
})

describe('ruleSentence', () => {
  it.each([
    [{}, 'Fires when the mean of fair error ratio over 10 minutes, by tool, is above 5 %; a warning.'],
    [{ kind: 'absence', minutes: '30', severity: 'critical' }, 'Fires when fair error ratio, by tool, has had no value for 30 minutes; critical.'],
    [
      { kind: 'anomaly', z: '4', direction: 'up', groupBy: '' },
      'Fires when the mean of fair error ratio over 10 minutes is 4 standard deviations above what is usual at that hour; a warning.',
    ],
    [
      { kind: 'change', percent: '50', direction: 'down', against: 'week', groupBy: '' },
      'Fires when the mean of fair error ratio over 10 minutes falls by 50 % against a week before; a warning.',
    ],
    [{ kind: 'schedule', cron: '0 9 * * 1' }, 'Fires at the times "0 9 * * 1" (UTC); a warning.'],
    [
      { kind: 'burn_rate', objective: '99', windowDays: '7' },
      'Fires when the error budget of 99 % over 7 days burns 3.36 times too fast over 1 hour or 1.4 times too fast over 6 hours; a warning.',
    ],
    [{ metric: 'nothing' }, 'Fires when the metric that you choose is bad; a warning.'],
  ])('%o', (change, expected) => {
    expect(ruleSentence(readRuleFields(fields(change))).replaceAll('\u00a0', ' ')).toBe(expected)
  })
})
