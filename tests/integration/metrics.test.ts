import { randomUUID } from 'node:crypto'
import type postgres from 'postgres'
import { describe, expect, it } from 'vitest'
import { rollupMetrics } from '@/lib/metrics/commands'
import { sketchQuantile } from '@/lib/sketch'
import { addDays, MINUTE } from '@/lib/time'
import { type Call, makeCalls, markBuckets, randomNumbers, storeCalls } from '../support/calls'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'

const database = useDatabase()
const now = new Date('2026-03-10T14:20:00Z')
const at = (text: string) => new Date(`${text}Z`)

const rollup = (stillMine = async () => true) => rollupMetrics(jobContext(now), { now, stillMine })

/** Tools that no other test writes to. */
function strangers(tools: number, consumers: number) {
  return {
    organization: randomUUID(),
    tools: Array.from({ length: tools }, () => randomUUID()),
    consumers: Array.from({ length: consumers }, () => randomUUID()),
  }
}

interface Bucket {
  toolId: string
  bucketAt: Date
  [column: string]: unknown
}

const tables = { '5 minutes': 'tool_metrics_5m', '1 hour': 'tool_metrics_hourly', '1 day': 'tool_metrics_daily' } as const

/** What the raw calls say, in plain SQL, written apart from the product's statements. */
function recount(owner: postgres.Sql, step: keyof typeof tables, tools: string[]) {
  return owner<(Bucket & { exact: number[] | null })[]>`
    select tool_id as "toolId", date_bin(${step}, occurred_at, '2000-01-01') as "bucketAt", min(organization_id::text) as organization_id,
      count(*)::int as invocations,
      sum(case when outcome is null then 0 else 1 end)::int as rated,
      sum(case when outcome = 'error' then 1 else 0 end)::int as errors,
      sum(case when outcome = 'error' and status_code >= 400 and status_code < 500 and status_code <> 429 then 1 else 0 end)::int as errors4xx,
      sum(case when outcome = 'error' and status_code = 429 then 1 else 0 end)::int as errors429,
      sum(case when outcome = 'error' and status_code >= 500 and status_code < 600 then 1 else 0 end)::int as errors5xx,
      sum(case when fault = 'developer' then 1 else 0 end)::int as errors_developer,
      sum(case when fault = 'consumer' then 1 else 0 end)::int as errors_consumer,
      sum(case when fault = 'platform' then 1 else 0 end)::int as errors_platform,
      sum(case when fault = 'upstream' then 1 else 0 end)::int as errors_upstream,
      sum(case when outcome is not null and not excused then 1 else 0 end)::int as fair_rated,
      sum(case when outcome = 'error' and fault = 'developer' and not excused then 1 else 0 end)::int as fair_errors,
      sum(case when latency_ms is null then 0 else 1 end)::int as latency_count,
      coalesce(sum(latency_ms::float8), 0) as latency_sum_ms,
      sum(cost_micros)::text as revenue_micros,
      count(distinct consumer_id)::int as consumers,
      percentile_disc(array[0.5, 0.95, 0.99]) within group (order by latency_ms)::float8[] as exact
    from invocations where tool_id = any(${tools}) group by 1, 2 order by 1, 2`
}

function stored(owner: postgres.Sql, step: keyof typeof tables, tools: string[]) {
  return owner<(Bucket & { sketch_keys: number[]; sketch_counts: number[] })[]>`
    select *, tool_id as "toolId", bucket_at as "bucketAt" from ${owner(tables[step])} where tool_id = any(${tools}) order by 1, bucket_at`
}

async function expectRecount(tools: string[]): Promise<void> {
  const owner = database.owner()
  for (const step of Object.keys(tables) as (keyof typeof tables)[]) {
    const [exact, rows] = await Promise.all([recount(owner, step, tools), stored(owner, step, tools)])
    expect(rows.map((row) => [row.toolId, row.bucketAt])).toEqual(exact.map((row) => [row.toolId, row.bucketAt]))
    for (const [i, truth] of exact.entries()) {
      const row = rows[i]
      const { exact: percentiles, ...counts } = truth
      expect(row).toMatchObject(counts)
      const sketch = { keys: row?.sketch_keys ?? [], counts: row?.sketch_counts ?? [] }
      expect(sketch.counts.reduce((sum, n) => sum + n, 0)).toBe(truth.latency_count)
      for (const [j, q] of [0.5, 0.95, 0.99].entries()) {
        const expected = percentiles?.[j] ?? null
        const told = sketchQuantile(sketch, q)
        if (expected === null || told === null) expect(told).toBe(expected)
        else expect(Math.abs(told - expected) / expected).toBeLessThanOrEqual(0.02)
      }
    }
  }
}

describe('rolling up calls', () => {
  it('equals an independent recount, whatever the order in which calls and rollups come', async () => {
    const owner = database.owner()
    const who = strangers(6, 25)
    const random = randomNumbers(7)
    // Two days and a bit, shuffled, so that every request brings late calls; some are sent twice.
    const calls = makeCalls(random, 4_000, at('2026-03-08T20:00:00'), now, who)
    for (let i = 0; i < calls.length; i += 400) {
      const request = calls.slice(i, i + 400)
      const repeats = calls.slice(Math.max(0, i - 150), i)
      const ingest = storeCalls(owner, [...request, ...repeats, ...request.slice(0, 20)])
      // Rollups run into the middle of ingests, one alone or two at once.
      if (i % 1_200 === 0) await Promise.all([ingest, rollup(), rollup()])
      else if (i % 800 === 0) await Promise.all([ingest, rollup()])
      else await ingest
    }
    await Promise.all([rollup(), rollup()])
    await expectRecount(who.tools)
    expect(await owner`select from rollup_marks`).toHaveLength(0)
    const days = await owner`select distinct tool_id, day_at from usage_marks where tool_id = any(${who.tools})`
    expect(days).toHaveLength((await recount(owner, '1 day', who.tools)).length)
  })

  it('counts each edge of a bucket once', async () => {
    const who = strangers(1, 1)
    const [tool = '', consumer = ''] = [who.tools[0], who.consumers[0]]
    const edges = [
      '2026-03-09T00:00:00.000',
      '2026-03-09T00:04:59.999',
      '2026-03-09T00:05:00.000',
      '2026-03-09T00:59:59.999',
      '2026-03-09T01:00:00.000',
      '2026-03-09T23:59:59.999',
    ]
    await storeCalls(
      database.owner(),
      edges.map((edge) => ({ tool, consumer, organization: who.organization, at: at(edge) })),
    )
    await rollup()
    await expectRecount(who.tools)
    const hours = await stored(database.owner(), '1 hour', who.tools)
    expect(hours.map((row) => row.invocations)).toEqual([4, 1, 1])
  })

  it('corrects past buckets when late calls arrive, and leaves the others alone', async () => {
    const owner = database.owner()
    const who = strangers(2, 5)
    await storeCalls(owner, makeCalls(randomNumbers(1), 300, at('2026-03-09T10:00:00'), at('2026-03-09T12:00:00'), who))
    await rollup()
    const before = await stored(owner, '1 hour', who.tools)
    await storeCalls(owner, makeCalls(randomNumbers(2), 40, at('2026-03-09T11:10:00'), at('2026-03-09T11:15:00'), who))
    const { changed } = await rollup()
    await expectRecount(who.tools)
    const after = await stored(owner, '1 hour', who.tools)
    expect(after.filter((row) => row.bucketAt < at('2026-03-09T11:00:00'))).toEqual(before.filter((row) => row.bucketAt < at('2026-03-09T11:00:00')))
    // One 5-minute bucket, one hour and one day of each tool.
    expect(changed).toBe(6)
  })

  it('follows a call that is charged to somebody else', async () => {
    const owner = database.owner()
    const who = strangers(1, 3)
    const calls = makeCalls(randomNumbers(3), 200, at('2026-03-09T10:00:00'), at('2026-03-09T10:30:00'), who)
    await storeCalls(owner, calls)
    await rollup()
    await owner.begin(async (tx) => {
      await tx`update invocations set fault = 'platform', excused = true where tool_id = any(${who.tools}) and fault = 'developer' and occurred_at < ${at('2026-03-09T10:15:00')}`
      await markBuckets(tx, calls)
    })
    await rollup()
    await expectRecount(who.tools)
  })

  it('loses nothing when it is killed half way', async () => {
    const owner = database.owner()
    const who = strangers(3, 5)
    await storeCalls(owner, makeCalls(randomNumbers(4), 500, at('2026-03-09T22:00:00'), at('2026-03-10T02:00:00'), who))
    // Holding the daily table stops the run after it has written hours; then its connection dies.
    const killed = await owner.begin(async (holder) => {
      await holder`lock table tool_metrics_daily in share mode`
      const run = rollup().catch((error: unknown) => error)
      let pid: number | undefined
      while (pid === undefined) {
        const [waiting] = await owner<{ pid: number }[]>`select pid from pg_locks where relation = 'tool_metrics_daily'::regclass and not granted`
        pid = waiting?.pid
      }
      await owner`select pg_terminate_backend(${pid})`
      return run
    })
    expect(killed).toBeInstanceOf(Error)
    expect(await stored(owner, '1 hour', who.tools)).toHaveLength(0)
    await rollup()
    await expectRecount(who.tools)
  })

  it('does nothing once its lease is lost', async () => {
    const who = strangers(1, 1)
    await storeCalls(database.owner(), makeCalls(randomNumbers(5), 10, at('2026-03-09T10:00:00'), at('2026-03-09T10:30:00'), who))
    expect(await rollup(async () => false)).toEqual({ checked: 0, changed: 0, failed: 0 })
    expect(await rollup()).toMatchObject({ failed: 0 })
    await expectRecount(who.tools)
  })

  it('empties a bucket whose calls are gone', async () => {
    const owner = database.owner()
    const who = strangers(1, 2)
    const calls = makeCalls(randomNumbers(6), 50, at('2026-03-09T10:00:00'), at('2026-03-09T13:00:00'), who)
    await storeCalls(owner, calls)
    await rollup()
    await owner`delete from invocations where tool_id = any(${who.tools})`
    await owner.begin((tx) => markBuckets(tx, calls))
    await rollup()
    await expectRecount(who.tools)
  })

  it('survives latencies and prices that nobody should have sent', async () => {
    const owner = database.owner()
    const who = strangers(1, 1)
    const [tool = '', consumer = ''] = [who.tools[0], who.consumers[0]]
    const call: Call = { tool, consumer, organization: who.organization, at: at('2026-03-09T10:00:00'), costMicros: Number.MAX_SAFE_INTEGER }
    await storeCalls(owner, [call, { ...call, latencyMs: 0 }, { ...call, latencyMs: 3e38 }])
    await owner`update invocations set cost_micros = 9223372036854775807 where tool_id = ${tool}`
    await owner`update invocations set latency_ms = 'NaN' where tool_id = ${tool} and latency_ms > 1e38`
    await rollup()
    const [hour] = await stored(owner, '1 hour', who.tools)
    expect(hour).toMatchObject({ invocations: 3, revenue_micros: '9223372036854775807', sketch_keys: [-121, 122, 546], sketch_counts: [1, 1, 1] })
  })
})

describe('where raw calls are no longer kept', () => {
  const cases = [
    { name: 'inside 35 days: 5-minute buckets too', daysAgo: 34, fives: 1, hours: 1 },
    { name: 'beyond 35 days: hours and days only', daysAgo: 36, fives: 0, hours: 1 },
    { name: 'the last day of the raw retention', daysAgo: 120, fives: 0, hours: 1 },
    { name: 'beyond the raw retention: nothing is touched', daysAgo: 121, fives: 0, hours: 0 },
  ]
  it.each(cases)('$name', async ({ daysAgo, fives, hours }) => {
    const owner = database.owner()
    const who = strangers(1, 1)
    const [tool = '', consumer = ''] = [who.tools[0], who.consumers[0]]
    await storeCalls(owner, [{ tool, consumer, organization: who.organization, at: new Date(addDays(now, -daysAgo).getTime() - MINUTE) }])
    const { checked } = await rollup()
    expect(checked).toBe(1)
    expect(await stored(owner, '5 minutes', who.tools)).toHaveLength(fives)
    expect(await stored(owner, '1 hour', who.tools)).toHaveLength(hours)
    expect(await stored(owner, '1 day', who.tools)).toHaveLength(hours)
  })

  it('a day without a partition keeps its rollups', async () => {
    const owner = database.owner()
    const who = strangers(1, 1)
    const [tool = ''] = who.tools
    const day = at('2026-01-05T00:00:00')
    await owner`
      insert into tool_metrics_daily (tool_id, organization_id, bucket_at, invocations, rated, errors, errors4xx, errors429, errors5xx, errors_developer,
        errors_consumer, errors_platform, errors_upstream, fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers, sketch_keys, sketch_counts)
      values (${tool}, ${who.organization}, ${day}, 7, 7, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 1, '{}', '{}')`
    await owner.begin((tx) => markBuckets(tx, [{ tool, organization: who.organization, at: day }]))
    await rollup()
    expect(await stored(owner, '1 day', who.tools)).toMatchObject([{ invocations: 7 }])
    expect(await owner`select from usage_marks where tool_id = ${tool}`).toHaveLength(0)
  })
})
