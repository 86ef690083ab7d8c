import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { withPlatform } from '@/db/client'
import { evaluateAlerts } from '@/lib/alerts/commands/evaluate-alerts'
import type { Aggregation } from '@/lib/alerts/metrics/model'
import { listBatches } from '@/lib/alerts/metrics/queries/due'
import { readBatch } from '@/lib/alerts/metrics/queries/read-batch'
import type { NoDataPolicy, Operator } from '@/lib/alerts/model'
import { MINUTE } from '@/lib/time'
import { makeRule, makeSeries, setMinute } from '../support/alert-series'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'

const { owner } = useDatabase()
const minute = new Date('2026-03-04T12:00:00Z')
const ago = (minutes: number) => new Date(minute.getTime() - minutes * MINUTE)

beforeEach(async () => {
  await owner()`truncate alert_events, alerts, alert_states, alert_rules, alert_cursor, alert_runs, channel_inbox, live_events, metric_series, metric_minutes cascade`
})

/** What is read of the rules, as the evaluator does it and with every fingerprint put together. */
async function readBoth(): Promise<{ asIs: string[]; whole: string[]; looked: number }> {
  return withPlatform(async (tx) => {
    const asIs: string[] = []
    const whole: string[] = []
    let looked = 0
    for (const batch of await listBatches(tx, null)) {
      const read = await readBatch(tx, { ...batch, source: 'system' }, minute)
      looked += read.looked
      asIs.push(...read.reads.map((one) => JSON.stringify(one)))
      whole.push(...(await readBatch(tx, { ...batch, source: 'system', each: false }, minute)).reads.map((one) => JSON.stringify(one)))
    }
    return { asIs: asIs.sort(), whole: whole.sort(), looked }
  })
}

const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -3, max: 3, noNaN: true }))

describe('what is read of series', () => {
  it('is the same whether every fingerprint is put together or only those with a value beyond the line', async () => {
    let bad = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.option(fc.array(value, { minLength: 1, maxLength: 3 })), { minLength: 3, maxLength: 3 }), { minLength: 4, maxLength: 4 }),
        fc.array(
          fc.record({
            aggregation: fc.constantFrom<Aggregation>('min', 'max', 'avg', 'last', 'sum', 'rate'),
            operator: fc.constantFrom<Operator>('gt', 'lt', 'eq'),
            threshold: fc.integer({ min: -3, max: 3 }),
            windowMinutes: fc.constantFrom(1, 3),
            noData: fc.constantFrom<NoDataPolicy>('keep', 'resolve', 'alert'),
            groupBy: fc.constantFrom([], ['type'], ['type', 'queue']),
          }),
          { minLength: 1, maxLength: 8 },
        ),
        async (series, rules) => {
          await owner()`truncate alert_rules, metric_series, metric_minutes cascade`
          for (const [i, values] of series.entries()) {
            const id = await makeSeries(owner(), 'depth', { type: `t${i % 2}`, queue: `q${i >> 1}` })
            for (const [age, measured] of values.entries()) if (measured !== null) await setMeasured(id, ago(age), measured)
          }
          for (const rule of rules) await makeRule(owner(), { ...rule, metric: 'custom:depth', forMinutes: 5 })
          await matchOnly()
          const { asIs, whole, looked } = await readBoth()
          expect(asIs).toEqual(whole)
          expect(looked).toBe(rules.length * series.length)
          bad += whole.length
        },
      ),
      { numRuns: 40 },
    )
    expect(bad).toBeGreaterThan(40)
  })

  it('holds what is remembered, fine or gone', async () => {
    const fine = await makeSeries(owner(), 'depth', { type: 'a' })
    const gone = await makeSeries(owner(), 'depth', { type: 'b' })
    await makeRule(owner(), { metric: 'custom:depth', aggregation: 'last', operator: 'gt', threshold: 10, groupBy: ['type'], forMinutes: 0 })
    for (const id of [fine, gone]) await setMinute(owner(), id, ago(1), 20)
    await evaluateAlerts(jobContext(ago(1)), { now: ago(1), stillMine: async () => true })
    await setMinute(owner(), fine, minute, 5)
    const { asIs, whole } = await readBoth()
    expect(asIs.map((one) => JSON.parse(one).reading)).toEqual(
      expect.arrayContaining([
        { type: 'value', value: 5 },
        { type: 'value', value: null },
      ]),
    )
    expect(asIs).toEqual(whole)
  })
})

/** Several values of one minute. */
async function setMeasured(seriesId: number, end: Date, values: readonly number[]): Promise<void> {
  const sum = values.reduce((all, one) => all + one, 0)
  await setMinute(owner(), seriesId, end, values.at(-1) ?? 0)
  await owner()`
    update metric_minutes set count = ${values.length}, sum = ${sum}, min = ${Math.min(...values)}, max = ${Math.max(...values)}
    where series_id = ${seriesId} and at = ${new Date(end.getTime() - MINUTE)}`
}

/** Which series a rule is about is looked for by an evaluation; it is undone but for that. */
async function matchOnly(): Promise<void> {
  await evaluateAlerts(jobContext(minute), { now: minute, stillMine: async () => true })
  await owner()`truncate alert_events, alerts, alert_states, alert_cursor, alert_runs, channel_inbox, live_events cascade`
}
