import { expect, it } from 'vitest'
import { someRule } from '@/tests/support/alert-rule'
import { cannotFire } from './can-fire'
import type { AlertRule } from './rule'

const now = new Date('2026-03-01T00:00:00Z')
const ratio = { bad: { metric: 'api_errors_total', filter: {} }, total: { metric: 'api_requests_total', filter: {} } }

it.each<[string, Partial<AlertRule>, RegExp | null]>([
  ['a plain rule', {}, null],
  ['a ratio above 1', { metric: 'api_error_ratio', threshold: 1 }, /never above 100/],
  ['a ratio just below 1', { metric: 'api_error_ratio', threshold: 0.99 }, null],
  ['a count below 0', { operator: 'lt', threshold: 0 }, /never below 0/],
  ['a count below 1', { operator: 'lt', threshold: 1 }, null],
  ['a balance below 0', { metric: 'consumer_balance_usd', operator: 'lt', threshold: -5 }, null],
  ['a score above 100', { metric: 'developer_health_score', threshold: 100 }, /never above 100/],
  ['a score that fell', { metric: 'developer_health_score_change', operator: 'lt', threshold: -10 }, null],
  ['a score that fell by more than there is', { metric: 'developer_health_score_change', operator: 'lt', threshold: -100 }, /never below −100/],
  ['a ratio that equals 2', { metric: 'api_error_ratio', operator: 'eq', threshold: 2 }, /never 200/],
  ['a window that is not whole', { metric: 'tool_invocations', aggregation: 'sum', windowMinutes: 7 }, /multiple/],
  ['a window that is', { metric: 'tool_invocations', aggregation: 'sum', windowMinutes: 10 }, null],
  ['a metric that is not there', { metric: 'nothing' }, /names no metric/],
  ['a fall by more than everything', { kind: 'change', options: { percent: 101, direction: 'down' } }, /cannot fall/],
  ['a fall by everything', { kind: 'change', options: { percent: 100, direction: 'down' } }, null],
  ['a rise by more than everything', { kind: 'change', options: { percent: 300, direction: 'up' } }, null],
  ['a change of a score', { kind: 'change', metric: 'developer_health_score', options: { percent: 10 } }, /use a threshold/],
  ['an anomaly of a balance', { kind: 'anomaly', metric: 'consumer_balance_usd', options: { z: 3 } }, /use a threshold/],
  ['an absence', { kind: 'absence', options: { minutes: 5 } }, null],
  ['an absence without its minutes', { kind: 'absence' }, /how long/],
  ['a schedule', { kind: 'schedule', options: { cron: '0 9 * * 1' } }, null],
  ['a day that never comes', { kind: 'schedule', options: { cron: '0 9 31 2 *' } }, /no moment|cannot be read/],
  ['no schedule', { kind: 'schedule', options: { cron: 'every monday' } }, /cannot be read/],
  ['no zone', { kind: 'schedule', options: { cron: '0 9 * * 1', timeZone: 'Europe/Nowhere' } }, /cannot be read/],
  ['a budget of 1 %', { kind: 'burn_rate', options: { objective: 0.99, windowDays: 7, ratio } }, null],
  ['a budget of 80 %: even all bad is slower than 1.4 times', { kind: 'burn_rate', options: { objective: 0.2, windowDays: 7, ratio } }, /1.25 times too fast/],
  ['a budget of 20 % over 30 days', { kind: 'burn_rate', options: { objective: 0.8, windowDays: 30, ratio } }, /5 times too fast; it fires from 6/],
  ['the same over 7 days', { kind: 'burn_rate', options: { objective: 0.8, windowDays: 7, ratio } }, null],
  ['with a number of bad events it can', { kind: 'burn_rate', options: { objective: 0.8, windowDays: 30, ratio, minBad: 3 } }, null],
])('%s', (_, rule, reason) => {
  const said = cannotFire(someRule({ metric: 'queue_depth', ...rule }), now)
  if (reason === null) expect(said).toBeNull()
  else expect(said).toMatch(reason)
})
