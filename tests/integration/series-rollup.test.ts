import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { withPlatform, withTenant } from '@/db/client'
import { recordMetricsJob } from '@/lib/jobs/record-metrics'
import { meter } from '@/lib/meter'
import { countSamples } from '@/lib/metrics/series/commands/count-samples'
import { flushMeter } from '@/lib/metrics/series/commands/flush-meter'
import { rollupSeries } from '@/lib/metrics/series/commands/rollup-series'
import { storeRows } from '@/lib/metrics/series/commands/store-rows'
import { listMetrics, listSeries, listSeriesTotals } from '@/lib/metrics/series/queries'
import { SKETCH_ALPHA, sketchOf, sketchQuantile } from '@/lib/sketch'
import { DAY, HOUR, MINUTE } from '@/lib/time'
import { randomNumbers } from '../support/calls'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'

const database = useDatabase()
const now = new Date('2026-03-10T14:20:30Z')
const stillMine = async () => true
const work = (at = now) => ({ now: at, stillMine })

const histogram = (metric: string, atMs: number, values: number[]) => ({
  metric,
  kind: 'histogram' as const,
  dimensions: { route: '/a' },
  atMs,
  count: values.length,
  sum: values.reduce((sum, value) => sum + value, 0),
  min: Math.min(...values),
  max: Math.max(...values),
  last: values.at(-1) ?? 0,
  sketch: sketchOf(values),
})

const store = (rows: ReturnType<typeof histogram>[], writer: string, how: 'replace' | 'add' = 'replace', at = now) =>
  withPlatform((tx) => storeRows(tx, { organizationId: null, writer, rows, how, now: at }))

function hours(metric: string) {
  return database.owner()`
    select h.at, h.count, h.sum, h.min, h.max, h.last, h.sketch_keys as keys, h.sketch_counts as counts
    from metric_series s join metric_hours h on h.series_id = s.id where s.metric = ${metric} order by h.at`
}

describe('hours', () => {
  it('are their minutes, of all writers, added up; sketches are merged', async () => {
    const random = randomNumbers(7)
    const all: number[] = []
    for (const writer of [randomUUID(), randomUUID()]) {
      const rows = Array.from({ length: 20 }, (_, minute) => {
        const values = Array.from({ length: 50 }, () => 1 + random() * 1000)
        all.push(...values)
        return histogram('hour_ms', Date.parse('2026-03-10T13:00:00Z') + minute * 3 * MINUTE, values)
      })
      await store(rows, writer)
    }
    await rollupSeries(work())
    const [hour, ...others] = await hours('hour_ms')
    expect(others).toEqual([])
    expect(hour).toMatchObject({ at: new Date('2026-03-10T13:00:00Z'), count: 2000, min: Math.min(...all), max: Math.max(...all) })
    expect(hour?.sum).toBeCloseTo(
      all.reduce((sum, value) => sum + value, 0),
      3,
    )
    const exact = all.toSorted((a, b) => a - b)[Math.ceil(0.95 * all.length) - 1] ?? 0
    expect(Math.abs((sketchQuantile({ keys: hour?.keys, counts: hour?.counts }, 0.95) ?? 0) - exact) / exact).toBeLessThanOrEqual(SKETCH_ALPHA + 1e-9)
  })

  it('are the same when the rollup runs twice, or two at once', async () => {
    await store([histogram('twice_ms', now.getTime() - HOUR, [1, 2, 3])], randomUUID())
    const later = new Date(now.getTime() + 10 * MINUTE)
    await Promise.all([rollupSeries(work(later)), rollupSeries(work(later))])
    const before = await hours('twice_ms')
    await rollupSeries(work(new Date(later.getTime() + 5 * MINUTE)))
    expect(await hours('twice_ms')).toEqual(before)
    expect(before).toMatchObject([{ count: 3 }])
  })

  it('long closed are corrected by minutes that come late; those whose minutes are gone stay', async () => {
    const at = new Date(now.getTime() + DAY)
    const writer = randomUUID()
    await store([histogram('late_ms', at.getTime() - 20 * HOUR, [5])], writer, 'replace', at)
    await rollupSeries(work(at))
    await store([histogram('late_ms', at.getTime() - 20 * HOUR + MINUTE, [7])], writer, 'replace', at)
    await rollupSeries(work(new Date(at.getTime() + 5 * MINUTE)))
    expect(await hours('late_ms')).toMatchObject([{ count: 2, sum: 12 }])

    const muchLater = new Date(at.getTime() + 4 * DAY)
    await store([histogram('late_ms', at.getTime() - 20 * HOUR + 2 * MINUTE, [100])], writer, 'replace', muchLater)
    await rollupSeries(work(muchLater))
    expect(await hours('late_ms')).toMatchObject([{ count: 2, sum: 12 }])
    expect(await database.owner()`select seq from metric_marks`).toEqual([])
  })
})

describe('minutes that are added', () => {
  it('merge their sketches with what is there', async () => {
    const writer = randomUUID()
    await store([histogram('added_ms', now.getTime(), [1, 100])], writer, 'add')
    await store([histogram('added_ms', now.getTime(), [100, 5000])], writer, 'add')
    const [row] = await database.owner()`
      select count, sum, min, max, last, sketch_keys as keys, sketch_counts as counts from metric_minutes m join metric_series s on s.id = m.series_id where s.metric = 'added_ms'`
    const expected = sketchOf([1, 100, 100, 5000])
    expect(row).toEqual({ count: 4, sum: 5201, min: 1, max: 5000, last: 5000, keys: expected.keys, counts: expected.counts })
  })
})

describe('custom metrics', () => {
  const sample = (organizationId: string | null, metric: string, value: number, at: string, receivedAt: Date, dimensions = {}) =>
    database.owner()`
      insert into metric_samples (organization_id, external_id, metric, value, dimensions, at, received_at)
      values (${organizationId}, ${randomUUID()}, ${metric}, ${value}, ${database.owner().json(dimensions)}, ${new Date(at)}, ${receivedAt})`

  it('become series of their organization, counted once and again when late ones come', async () => {
    const [organization] = await database.owner()<{ id: string }[]>`insert into organizations (name, slug) values ('Custom', 'custom') returning id`
    const id = organization?.id ?? ''
    await sample(id, 'cart_total', 2, '2026-03-10T14:00:10Z', now, { plan: 'pro' })
    await sample(id, 'cart_total', 3, '2026-03-10T14:00:40Z', now, { plan: 'pro' })
    await sample(id, 'temperature', -4, '2026-03-10T14:00:40Z', now)
    const first = new Date(now.getTime() + MINUTE)
    await countSamples(work(first))
    await countSamples(work(first))
    await sample(id, 'cart_total', 10, '2026-03-10T14:00:50Z', first, { plan: 'pro' })
    await countSamples(work(new Date(first.getTime() + MINUTE)))
    const window = { from: new Date('2026-03-10T14:00:00Z'), to: new Date('2026-03-10T14:02:00Z') }
    const read = { organizationId: id, step: 'minute', window } as const
    expect(await withTenant(id, (tx) => listSeries(tx, { ...read, metric: 'cart_total', groupBy: ['plan'], aggregation: 'sum' }))).toEqual([
      {
        group: { plan: 'pro' },
        points: [
          { at: window.from, value: 15 },
          { at: new Date('2026-03-10T14:01:00Z'), value: null },
        ],
      },
    ])
    expect(await withTenant(id, (tx) => listSeriesTotals(tx, { ...read, metric: 'temperature', aggregation: 'min' }))).toEqual([{ group: {}, value: -4 }])
    expect(await withTenant(id, (tx) => listMetrics(tx, id))).toMatchObject([
      { metric: 'cart_total', kind: 'counter', series: 1, dimensions: ['plan'], capped: false },
      { metric: 'temperature', kind: 'gauge', dimensions: [] },
    ])
    const other = randomUUID()
    expect(await withTenant(other, (tx) => listSeriesTotals(tx, { ...read, metric: 'cart_total', aggregation: 'sum' }))).toEqual([])
  })
})

describe('reading', () => {
  it('groups, filters and aggregates minutes and hours', async () => {
    const at = Date.parse('2026-03-10T12:00:00Z')
    const gauge = (queue: string, minute: number, value: number) => ({
      ...{ metric: 'read_depth', kind: 'gauge' as const, dimensions: { queue }, atMs: at + minute * MINUTE, sketch: null },
      ...{ count: 1, sum: value, min: value, max: value, last: value },
    })
    const rows = [gauge('mail', 0, 4), gauge('mail', 1, 8), gauge('webhook', 0, 1)]
    await withPlatform((tx) => storeRows(tx, { organizationId: null, writer: randomUUID(), rows, how: 'replace', now }))
    const window = { from: new Date(at), to: new Date(at + 2 * MINUTE) }
    const total = (aggregation: 'avg' | 'min' | 'max' | 'last' | 'sum' | 'rate', queue?: string) =>
      withPlatform((tx) =>
        listSeriesTotals(tx, { organizationId: null, metric: 'read_depth', step: 'minute', window, aggregation, ...(queue ? { filter: { queue } } : {}) }),
      ).then(([row]) => row?.value)
    expect(await total('avg', 'mail')).toBe(6)
    expect(await total('max')).toBe(8)
    expect(await total('min')).toBe(1)
    expect(await total('last', 'mail')).toBe(8)
    expect(await total('rate', 'mail')).toBe(6)
    const grouped = await withPlatform((tx) =>
      listSeriesTotals(tx, { organizationId: null, metric: 'read_depth', step: 'minute', window, aggregation: 'sum', groupBy: ['queue'] }),
    )
    expect(grouped).toEqual([
      { group: { queue: 'mail' }, value: 12 },
      { group: { queue: 'webhook' }, value: 1 },
    ])
  })

  it('tells percentiles of several label sets from merged sketches', async () => {
    const writer = randomUUID()
    const values = Array.from({ length: 200 }, (_, i) => i + 1)
    const rows = values.map((value, i) => ({ ...histogram('quantile_ms', now.getTime(), [value]), dimensions: { route: `/${i % 7}` } }))
    await store(rows, writer)
    const window = { from: new Date(now.getTime() - MINUTE), to: new Date(now.getTime() + MINUTE) }
    const [p95] = await withPlatform((tx) =>
      listSeriesTotals(tx, { organizationId: null, metric: 'quantile_ms', step: 'minute', window: { from: window.from, to: window.to }, aggregation: 'p95' }),
    )
    expect(Math.abs((p95?.value ?? 0) - 190) / 190).toBeLessThanOrEqual(SKETCH_ALPHA + 1e-9)
  })
})

describe('the job', () => {
  it('records how full the queues are, twice as once', async () => {
    const at = new Date('2026-03-15T15:00:20Z')
    await database.owner()`
      insert into outbox (template, category, class, to_address, subject, html, text, next_attempt_at)
      values ('t', 'sign_in', 'critical', 'a@example.org', 's', 'h', 't', ${new Date(at.getTime() - 90_000)})`
    await recordMetricsJob.run(jobContext(at), work(at))
    await recordMetricsJob.run(jobContext(at), work(at))
    const window = { from: at, to: new Date(at.getTime() + MINUTE) }
    const read = { organizationId: null, step: 'minute', window: { from: new Date('2026-03-15T15:00:00Z'), to: window.to }, groupBy: ['queue'] } as const
    const depth = await withPlatform((tx) => listSeriesTotals(tx, { ...read, metric: 'queue_depth', aggregation: 'last' }))
    expect(depth).toEqual([
      { group: { queue: 'channel' }, value: 0 },
      { group: { queue: 'mail' }, value: 1 },
      { group: { queue: 'webhook' }, value: 0 },
    ])
    const oldest = await withPlatform((tx) => listSeriesTotals(tx, { ...read, metric: 'queue_oldest_seconds', aggregation: 'max' }))
    expect(oldest.find(({ group }) => group.queue === 'mail')?.value).toBe(90)
    const [connections] = await withPlatform((tx) => listSeriesTotals(tx, { ...read, groupBy: [], metric: 'db_connections', aggregation: 'last' }))
    expect(connections?.value).toBeGreaterThan(0)
  })

  it('leaves what the process counted itself to the process', async () => {
    meter().add('own_total', {}, 1, now.getTime())
    await flushMeter(now)
    expect(await withPlatform((tx) => listMetrics(tx, null))).toContainEqual(expect.objectContaining({ metric: 'own_total', kind: 'counter' }))
  })
})
