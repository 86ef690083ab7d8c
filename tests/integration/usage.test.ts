import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { withPlatform, withTenant } from '@/db/client'
import { rollupMetrics } from '@/lib/metrics/commands'
import { addDays } from '@/lib/time'
import { aggregateUsage } from '@/lib/usage/commands'
import { countActiveConsumers, listConsumerUsage } from '@/lib/usage/queries'
import { makeCalls, randomNumbers, seedConsumers, seedTools, storeCalls } from '../support/calls'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'

const database = useDatabase()
const now = new Date('2026-03-10T02:00:00Z')
const at = (text: string) => new Date(`${text}Z`)
const always = async () => true

const rollup = () => rollupMetrics(jobContext(now), { now, stillMine: always })
const aggregate = (stillMine = always) => aggregateUsage(jobContext(now), { now, stillMine })

let consumers: { id: string; organization: string }[] = []
beforeAll(async () => {
  consumers = await seedConsumers(database.owner(), 12)
})

/** Tools that no other test writes to, called by the consumers. */
async function publisher(tools: number) {
  return { ...(await seedTools(database.owner(), tools)), consumers: consumers.map(({ id }) => id) }
}

/** The stored usage beside what the raw calls say, in plain SQL. */
async function expectRecount(tools: string[]): Promise<void> {
  const owner = database.owner()
  const exact = await owner`
    select i.tool_id, i.consumer_id, date_trunc('day', i.occurred_at) as day_at, i.organization_id, c.organization_id as consumer_organization_id,
      count(*)::int as invocations, sum(case when outcome is null then 0 else 1 end)::int as rated,
      sum(case when outcome = 'error' then 1 else 0 end)::int as errors,
      sum(case when outcome = 'error' and fault = 'consumer' then 1 else 0 end)::int as errors_consumer, sum(case when latency_ms is null then 0 else 1 end)::int as latency_count,
      coalesce(sum(latency_ms::float8), 0) as latency_sum_ms, sum(cost_micros)::text as spend_micros
    from invocations i join consumers c on c.id = i.consumer_id
    where tool_id = any(${tools}) group by 1, 2, 3, 4, 5 order by 1, 3, 2`
  const stored = await owner`select * from consumer_usage_daily where tool_id = any(${tools}) order by tool_id, day_at, consumer_id`
  expect(stored.map((row) => ({ ...row }))).toEqual(exact.map((row) => ({ ...row })))
}

describe('aggregating usage', () => {
  it('equals an independent recount, whatever the order in which calls, rollups and runs come', async () => {
    const owner = database.owner()
    const who = await publisher(4)
    const calls = makeCalls(randomNumbers(11), 2_400, at('2026-03-07T20:00:00'), now, who)
    for (let i = 0; i < calls.length; i += 300) {
      const ingest = storeCalls(owner, [...calls.slice(i, i + 300), ...calls.slice(Math.max(0, i - 80), i)])
      await Promise.all([ingest, rollup(), aggregate(), ...(i % 600 === 0 ? [aggregate()] : [])])
    }
    await rollup()
    await Promise.all([aggregate(), aggregate()])
    await expectRecount(who.tools)
    expect(await owner`select from usage_marks`).toHaveLength(0)
  })

  it('corrects a past day when late calls arrive, and writes only what changed', async () => {
    const owner = database.owner()
    const who = await publisher(2)
    await storeCalls(owner, makeCalls(randomNumbers(12), 200, at('2026-03-05T00:00:00'), at('2026-03-06T00:00:00'), who))
    await rollup()
    await aggregate()
    const [tool = '', consumer = ''] = [who.tools[0], who.consumers[0]]
    await storeCalls(owner, [{ tool, consumer, organization: who.organization, at: at('2026-03-05T12:00:00') }])
    await rollup()
    expect(await aggregate()).toEqual({ checked: 1, changed: 1, failed: 0 })
    await expectRecount(who.tools)
  })

  it('does nothing once its lease is lost, and nothing where no day is marked', async () => {
    const who = await publisher(1)
    await storeCalls(database.owner(), makeCalls(randomNumbers(13), 20, at('2026-03-05T00:00:00'), at('2026-03-06T00:00:00'), who))
    await rollup()
    expect(await aggregate(async () => false)).toEqual({ checked: 0, changed: 0, failed: 0 })
    expect(await aggregate()).toMatchObject({ checked: 1 })
    expect(await aggregate()).toEqual({ checked: 0, changed: 0, failed: 0 })
    await expectRecount(who.tools)
  })

  it('keeps the usage of days whose raw calls are gone', async () => {
    const owner = database.owner()
    const { organization, tools } = await publisher(1)
    const [tool = ''] = tools
    const [consumer] = consumers
    const day = at('2025-12-20T00:00:00')
    await owner`
      insert into consumer_usage_daily (tool_id, consumer_id, day_at, organization_id, consumer_organization_id, invocations, rated, errors, latency_count, latency_sum_ms, spend_micros)
      values (${tool}, ${consumer?.id ?? ''}, ${day}, ${organization}, ${consumer?.organization ?? ''}, 5, 5, 1, 5, 500, 50)`
    await owner`insert into usage_marks (tool_id, organization_id, day_at) values (${tool}, ${organization}, ${day})`
    expect(await aggregate()).toEqual({ checked: 1, changed: 0, failed: 0 })
    expect(await owner`select invocations from consumer_usage_daily where tool_id = ${tool}`).toMatchObject([{ invocations: 5 }])
  })
})

describe('usage in numbers', () => {
  const window = { from: at('2026-03-01T00:00:00'), to: at('2026-03-10T00:00:00') }
  let who: Awaited<ReturnType<typeof publisher>>
  beforeAll(async () => {
    who = await publisher(3)
    const owner = database.owner()
    await storeCalls(owner, makeCalls(randomNumbers(14), 300, at('2026-03-02T00:00:00'), at('2026-03-08T00:00:00'), who))
    await rollup()
    await aggregate()
    // Seen by rollups, not aggregated yet: today, so to say.
    await storeCalls(owner, makeCalls(randomNumbers(15), 30, at('2026-03-09T00:00:00'), at('2026-03-10T00:00:00'), who))
    await rollup()
  })

  it.each([
    { name: 'all tools over whole days', from: window.from, to: window.to, tool: null },
    { name: 'one tool', from: window.from, to: window.to, tool: 2 },
    { name: 'broken days at both edges', from: at('2026-03-02T21:30:00'), to: at('2026-03-05T01:10:00'), tool: null },
    { name: 'inside one day', from: at('2026-03-04T10:00:00'), to: at('2026-03-04T11:00:00'), tool: null },
    { name: 'one whole day that is not aggregated yet', from: at('2026-03-09T00:00:00'), to: at('2026-03-10T00:00:00'), tool: 1 },
    { name: 'nothing', from: at('2026-02-01T00:00:00'), to: at('2026-02-02T00:00:00'), tool: null },
  ])('active consumers: $name', async ({ from, to, tool }) => {
    const tools = tool === null ? who.tools : who.tools.slice(tool, tool + 1)
    const [exact] = await database.owner()<{ n: number }[]>`
      select count(distinct consumer_id)::int as n from invocations where tool_id = any(${tools}) and occurred_at >= ${from} and occurred_at < ${to}`
    const scope = { organizationId: who.organization, ...(tool === null ? {} : { toolId: who.tools[tool] }) }
    expect(await withTenant(who.organization, (tx) => countActiveConsumers(tx, { ...scope, window: { from, to } }))).toBe(exact?.n)
  })

  it("another organization's tools have no consumers to it", async () => {
    const [toolId] = who.tools
    const stranger = await publisher(1)
    expect(await withTenant(stranger.organization, (tx) => countActiveConsumers(tx, { organizationId: who.organization, window }))).toBe(0)
    expect(await withPlatform((tx) => countActiveConsumers(tx, { organizationId: stranger.organization, toolId, window }))).toBe(0)
  })

  it('a consumer sees what it used, most calls first, and only that', async () => {
    const owner = database.owner()
    const [consumer] = consumers
    if (!consumer) throw new Error('no consumer')
    await aggregate()
    const usage = await withTenant(consumer.organization, (tx) => listConsumerUsage(tx, { consumerId: consumer.id, window }))
    const exact = await owner`
      select tool_id, count(*)::int as n, sum(cost_micros)::float8 as spend, avg(latency_ms::float8) as latency,
        count(*) filter (where outcome = 'error') / nullif(count(outcome), 0)::float8 as errors
      from invocations where consumer_id = ${consumer.id} and occurred_at >= ${window.from} and occurred_at < ${window.to}
      group by 1 order by 2 desc, 1`
    expect(usage.length).toBeGreaterThan(2)
    expect(usage.map((u) => [u.toolId, u.invocations, u.spendMicros])).toEqual(exact.map((e) => [e.tool_id, e.n, e.spend]))
    for (const [i, u] of usage.entries()) {
      expect(u.avgLatencyMs).toBeCloseTo(exact[i]?.latency, 6)
      expect(u.errorRatio).toBeCloseTo(exact[i]?.errors, 9)
    }
    const other = consumers[1]
    expect(await withTenant(other?.organization ?? randomUUID(), (tx) => listConsumerUsage(tx, { consumerId: consumer.id, window }))).toEqual([])
    expect(
      await withTenant(consumer.organization, (tx) =>
        listConsumerUsage(tx, { consumerId: consumer.id, window: { from: addDays(now, -3), to: addDays(now, -3) } }),
      ),
    ).toEqual([])
  })
})
