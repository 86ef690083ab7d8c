import type postgres from 'postgres'
import { beforeAll, describe, expect, it } from 'vitest'
import { withPlatform, withTenant } from '@/db/client'
import { rollupMetrics } from '@/lib/metrics/commands'
import type { Step, Totals } from '@/lib/metrics/model'
import { listToolSeries, listToolTotals, sumWindow } from '@/lib/metrics/queries'
import { sketchKey, sketchOf, sketchQuantile, sketchValue } from '@/lib/sketch'
import type { Window } from '@/lib/time'
import { makeCalls, randomNumbers, seedConsumers, seedTools, storeCalls } from '../support/calls'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'

const database = useDatabase()
const now = new Date('2026-03-10T14:20:00Z')
const at = (text: string) => new Date(`${text}Z`)

let publisher: Awaited<ReturnType<typeof seedTools>>
let neighbour: Awaited<ReturnType<typeof seedTools>>

beforeAll(async () => {
  const owner = database.owner()
  publisher = await seedTools(owner, 4)
  neighbour = await seedTools(owner, 1)
  const consumers = (await seedConsumers(owner, 15)).map(({ id }) => id)
  await storeCalls(owner, makeCalls(randomNumbers(21), 5_000, at('2026-03-05T03:00:00'), now, { ...publisher, consumers }))
  await storeCalls(owner, makeCalls(randomNumbers(22), 500, at('2026-03-05T03:00:00'), now, { ...neighbour, consumers }))
  await rollupMetrics(jobContext(now), { now, stillMine: async () => true })
})

interface Recount {
  key: string
  [measure: string]: unknown
  exact: number[] | null
}

/** The figures by a key, straight from the raw calls. */
function recount(owner: postgres.Sql, key: postgres.Fragment, tools: string[], { from, to }: Window) {
  return owner<Recount[]>`
    select ${key} as key, count(*)::int as invocations, count(outcome)::int as rated,
      sum(case when outcome = 'error' then 1 else 0 end)::int as errors,
      sum(case when outcome = 'error' and status_code between 400 and 499 and status_code <> 429 then 1 else 0 end)::int as "errors4xx",
      sum(case when outcome = 'error' and status_code = 429 then 1 else 0 end)::int as "errors429",
      sum(case when outcome = 'error' and status_code between 500 and 599 then 1 else 0 end)::int as "errors5xx",
      sum(case when fault = 'developer' then 1 else 0 end)::int as "errorsDeveloper",
      sum(case when fault = 'consumer' then 1 else 0 end)::int as "errorsConsumer",
      sum(case when fault = 'platform' then 1 else 0 end)::int as "errorsPlatform",
      sum(case when fault = 'upstream' then 1 else 0 end)::int as "errorsUpstream",
      sum(case when outcome is not null and not excused then 1 else 0 end)::int as "fairRated",
      sum(case when fault = 'developer' and not excused then 1 else 0 end)::int as "fairErrors",
      sum(case when outcome = 'error' then 1.0 else 0 end)::float8 / nullif(count(outcome), 0) as "rawErrorRatio",
      sum(case when fault = 'developer' and not excused then 1.0 else 0 end)::float8
        / nullif(sum(case when outcome is not null and not excused then 1 else 0 end), 0) as "fairErrorRatio",
      count(latency_ms)::int as "latencyCount", avg(latency_ms::float8) as "avgLatencyMs", sum(cost_micros)::float8 as "revenueMicros",
      count(distinct consumer_id)::int as consumers,
      percentile_disc(array[0.5, 0.95, 0.99]) within group (order by latency_ms)::float8[] as exact
    from invocations where tool_id = any(${tools}) and occurred_at >= ${from} and occurred_at < ${to} group by 1 order by 1`
}

function expectSame(told: Totals & { consumers: number | null }, truth: Recount | undefined): void {
  const {
    key: _key,
    exact,
    avgLatencyMs,
    rawErrorRatio,
    fairErrorRatio,
    consumers,
    ...counts
  } = truth ?? { key: '', exact: null, invocations: 0, consumers: 0 }
  expect(told).toMatchObject(counts)
  if (told.consumers !== null) expect(told.consumers).toBe(consumers)
  for (const [figure, truth] of [
    [told.avgLatencyMs, avgLatencyMs],
    [told.rawErrorRatio, rawErrorRatio],
    [told.fairErrorRatio, fairErrorRatio],
  ]) {
    if (typeof truth === 'number') expect(figure).toBeCloseTo(truth, 8)
    else expect(figure).toBeNull()
  }
  for (const [i, told_] of [told.p50Ms, told.p95Ms, told.p99Ms].entries()) {
    const expected = exact?.[i] ?? null
    if (expected === null || told_ === null) expect(told_).toBe(expected)
    else expect(Math.abs(told_ - expected) / expected).toBeLessThanOrEqual(0.02)
  }
}

const windows = [
  { name: 'whole days', from: '2026-03-06T00:00:00', to: '2026-03-09T00:00:00' },
  { name: 'days broken at both edges', from: '2026-03-05T17:00:00', to: '2026-03-08T05:00:00' },
  { name: 'inside one day', from: '2026-03-07T09:00:00', to: '2026-03-07T15:00:00' },
  { name: 'two broken days, none whole', from: '2026-03-07T20:00:00', to: '2026-03-08T04:00:00' },
  { name: 'up to now', from: '2026-03-09T00:00:00', to: '2026-03-10T15:00:00' },
  { name: 'without calls', from: '2026-02-01T00:00:00', to: '2026-02-03T00:00:00' },
].map(({ name, from, to }) => ({ name, window: { from: at(from), to: at(to) } }))

describe('sums of a window', () => {
  it.each(windows)('$name', async ({ window }) => {
    const owner = database.owner()
    const before = { from: new Date(2 * window.from.getTime() - window.to.getTime()), to: window.from }
    for (const tool of [undefined, publisher.tools[1]]) {
      const tools = tool ? [tool] : publisher.tools
      const sums = await withTenant(publisher.organization, (tx) => sumWindow(tx, { organizationId: publisher.organization, toolId: tool, window }))
      for (const [told, stretch] of [
        [sums.current, window],
        [sums.previous, before],
      ] as const) {
        const [truth] = await recount(owner, owner`''`, tools, stretch)
        expectSame(told, truth)
      }
    }
  })

  it.each(windows)('by tool: $name', async ({ window }) => {
    const owner = database.owner()
    const told = await withPlatform((tx) => listToolTotals(tx, { organizationId: publisher.organization, window }))
    const truth = await recount(owner, owner`tool_id`, publisher.tools, window)
    expect(told.map((row) => row.toolId).sort()).toEqual(truth.map((row) => row.key))
    for (const row of told) {
      expectSame(
        row,
        truth.find(({ key }) => key === row.toolId),
      )
    }
    expect(told.map((row) => row.invocations)).toEqual(told.map((row) => row.invocations).sort((a, b) => b - a))
  })
})

describe('series', () => {
  const cases = [
    { step: '5m', every: '5 minutes', from: '2026-03-09T21:00:00', to: '2026-03-10T03:00:00', points: 72 },
    { step: 'hour', every: '1 hour', from: '2026-03-08T20:00:00', to: '2026-03-10T15:00:00', points: 43 },
    { step: 'day', every: '1 day', from: '2026-03-04T00:00:00', to: '2026-03-10T00:00:00', points: 6 },
    { step: 'day', every: '1 day', from: '2026-03-05T10:00:00', to: '2026-03-10T15:00:00', points: 6 },
  ] satisfies { step: Step; every: string; from: string; to: string; points: number }[]

  it.each(cases)('by $step from $from to $to', async ({ step, every, from, to, points }) => {
    const owner = database.owner()
    const window = { from: at(from), to: at(to) }
    for (const tool of [undefined, publisher.tools[2]]) {
      const scope = { organizationId: publisher.organization, toolId: tool }
      const series = await withTenant(publisher.organization, (tx) => listToolSeries(tx, { ...scope, step, window }))
      const truth = await recount(owner, owner`date_bin(${every}, occurred_at, '2000-01-01')`, tool ? [tool] : publisher.tools, window)
      expect(series).toHaveLength(points)
      for (const point of series) {
        expectSame(
          point,
          truth.find(({ key }) => new Date(key).getTime() === point.at.getTime()),
        )
        // Consumers of several tools' hours do not add up, and are not made up.
        if (step !== 'day' && !tool && point.invocations > 0) expect(point.consumers).toBeNull()
        else expect(point.consumers).not.toBeNull()
      }
    }
  })

  it('shows the bucket in progress', async () => {
    const window = { from: at('2026-03-10T13:10:00'), to: now }
    const series = await withTenant(publisher.organization, (tx) => listToolSeries(tx, { organizationId: publisher.organization, step: 'hour', window }))
    expect(series.map((point) => point.at)).toEqual([at('2026-03-10T13:00:00'), at('2026-03-10T14:00:00')])
  })
})

describe("another organization's figures", () => {
  const window = { from: at('2026-03-05T00:00:00'), to: at('2026-03-10T15:00:00') }

  it('are never mixed in', async () => {
    const { current } = await withPlatform((tx) => sumWindow(tx, { organizationId: neighbour.organization, window }))
    expect(current.invocations).toBe(500)
    const mixed = await withPlatform((tx) => sumWindow(tx, { organizationId: neighbour.organization, toolId: publisher.tools[0], window }))
    expect(mixed.current).toMatchObject({ invocations: 0, consumers: 0, p50Ms: null })
  })

  it('are hidden by the database', async () => {
    const { current } = await withTenant(neighbour.organization, (tx) => sumWindow(tx, { organizationId: publisher.organization, window }))
    expect(current).toMatchObject({ invocations: 0, consumers: 0, revenueMicros: 0 })
    expect(await withTenant(neighbour.organization, (tx) => listToolTotals(tx, { organizationId: publisher.organization, window }))).toEqual([])
  })
})

describe('sketches in SQL', () => {
  const random = randomNumbers(23)
  const values = Array.from({ length: 2_000 }, () => Math.fround(Math.exp(random() * 30 - 8)))

  it('put every latency where the other implementation puts it', async () => {
    const rows = await database.owner()<{ value: number; key: number; estimate: number }[]>`
      select value, sketch_key(value) as key, sketch_value(sketch_key(value)) as estimate from unnest(${values}::real[]) as v (value)`
    for (const { value, key, estimate } of rows) {
      expect(key).toBe(sketchKey(value))
      expect(estimate / sketchValue(key)).toBeCloseTo(1, 12)
    }
  })

  it.each([0, 0.25, 0.5, 0.95, 0.99, 1])('agree on the quantile %d', async (q) => {
    for (const count of [0, 1, 2, 20, 2_000]) {
      const sketch = sketchOf(values.slice(0, count))
      const [row] = await database.owner()<{ told: number | null }[]>`
        select sketch_quantile(${[...sketch.keys]}::smallint[], ${[...sketch.counts]}::integer[], ${q}) as told`
      const expected = sketchQuantile(sketch, q)
      if (expected === null) expect(row?.told).toBeNull()
      else expect((row?.told ?? Number.NaN) / expected).toBeCloseTo(1, 12)
    }
  })
})
