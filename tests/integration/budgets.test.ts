import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { GET as getSummary } from '@/app/api/dashboard/consumer/usage-summary/route'
import { POST as postEvents } from '@/app/api/ingest/events/route'
import { withTenant } from '@/db/client'
import { setOwnBudget } from '@/lib/accounts/commands/set-budget'
import { checkBudgets } from '@/lib/budgets/commands'
import type { UsagePeriod } from '@/lib/budgets/model'
import { findUsageSummary, getUsageSummary } from '@/lib/budgets/queries/usage-summary'
import { checkBudgetsJob } from '@/lib/jobs/check-budgets'
import { rollupMetrics } from '@/lib/metrics/commands'
import { addDays, HOUR, MINUTE } from '@/lib/time'
import { countConsumerHours } from '@/lib/usage/commands'
import { makeCalls, randomNumbers, seedConsumers, seedTools, storeCalls } from '../support/calls'
import { useDatabase } from '../support/database'
import { jobContext, seedKey } from '../support/ingest'
import { createPerson } from '../support/people'

const database = useDatabase()
const DOLLAR = 1_000_000
const now = new Date('2026-03-20T12:00:00Z')
const always = async () => true
const check = (at = now, stillMine = always) => checkBudgets(jobContext(at), { now: at, stillMine })

/** A consumer with a tool to call; a dollar a day for so many whole days before `now`. */
async function seedCaller(facts: { balance?: number | null; budget?: number | null; autoRefill?: boolean; days?: number; perDay?: number } = {}) {
  const owner = database.owner()
  const [consumer] = await seedConsumers(owner, 1)
  const { organization: publisher, tools } = await seedTools(owner, 1)
  const { id = '', organization = '' } = consumer ?? {}
  const tool = tools[0] ?? ''
  const micros = (dollars: number | null | undefined) => (dollars === null || dollars === undefined ? null : Math.round(dollars * DOLLAR))
  await owner`
    update consumers set balance_micros = ${micros(facts.balance)}, budget_micros = ${micros(facts.budget)}, auto_refill = ${facts.autoRefill ?? false} where id = ${id}`
  const spend = (day: Date, dollars: number) => owner`
    insert into consumer_usage_daily as u (tool_id, consumer_id, day_at, organization_id, consumer_organization_id, invocations, rated, errors, latency_count, latency_sum_ms, spend_micros)
    values (${tool}, ${id}, ${day}, ${publisher}, ${organization}, 10, 10, 0, 10, 900, ${micros(dollars)})
    on conflict (tool_id, day_at, consumer_id) do update set spend_micros = u.spend_micros + excluded.spend_micros`
  const midnight = new Date('2026-03-20T00:00:00Z')
  for (let day = 1; day <= (facts.days ?? 0); day++) await spend(addDays(midnight, -day), facts.perDay ?? 1)
  return { id, organization, publisher, tool, spend: (dollars: number, day = midnight) => spend(day, dollars) }
}

const alerts = (id: string) =>
  database.owner()`select kind, fired_at, resolved_at, value, threshold from consumer_alerts where consumer_id = ${id} order by fired_at, kind`
const warnings = (id: string) => database.owner()`select month_at, level, resolved_at from usage_warnings where consumer_id = ${id} order by month_at, level`
const levels = async (id: string) => (await warnings(id)).map((row) => `${row.level}${row.resolved_at ? ' over' : ''}`)

describe('warnings of the budget', () => {
  it('come level by level, once a month, however often and at once it is looked', async () => {
    const caller = await seedCaller({ budget: 100 })
    await caller.spend(49)
    await check()
    expect(await levels(caller.id)).toEqual([])
    await caller.spend(1)
    await Promise.all([check(), check(), check()])
    expect(await levels(caller.id)).toEqual(['50'])
    await caller.spend(45)
    await check(new Date(now.getTime() + 5 * MINUTE))
    // Two levels at once: both are noted at the same moment.
    expect(await levels(caller.id)).toEqual(['50', '80', '90'])
    expect(await check(new Date(now.getTime() + 10 * MINUTE))).toMatchObject({ changed: 0, failed: 0 })
  })

  it('end when the budget is raised or the spend corrected, and do not come again in the month', async () => {
    const caller = await seedCaller({ budget: 100 })
    await caller.spend(92)
    await check()
    const { actor } = await createPerson({ organizationId: caller.organization })
    const ctx = { actor, now, requestId: randomUUID(), ip: null, organizationId: caller.organization }
    await setOwnBudget(ctx, { budgetMicros: 150 * DOLLAR })
    await check()
    expect(await levels(caller.id)).toEqual(['50', '80 over', '90 over'])
    await caller.spend(45)
    await check()
    expect(await levels(caller.id)).toEqual(['50', '80 over', '90 over'])
    await caller.spend(13)
    await check()
    expect(await levels(caller.id)).toEqual(['50', '80 over', '90 over', '100'])
    await caller.spend(-1)
    await check()
    expect(await levels(caller.id)).toEqual(['50', '80 over', '90 over', '100 over'])
    await database.owner()`update consumers set budget_micros = null, own_budget_micros = null where id = ${caller.id}`
    await check()
    expect(await levels(caller.id)).toEqual(['50 over', '80 over', '90 over', '100 over'])
  })

  it('begin anew with the month, and leave the old month as it was', async () => {
    const caller = await seedCaller({ budget: 100 })
    await caller.spend(95)
    await check()
    const april = new Date('2026-04-01T00:05:00Z')
    await check(april)
    expect(await levels(caller.id)).toEqual(['50', '80', '90'])
    await caller.spend(60, new Date('2026-04-01T00:00:00Z'))
    await check(april)
    expect((await warnings(caller.id)).map((row) => [row.month_at.toISOString().slice(0, 7), row.level])).toEqual([
      ['2026-03', 50],
      ['2026-03', 80],
      ['2026-03', 90],
      ['2026-04', 50],
    ])
    expect((await alerts(caller.id)).map((alert) => alert.kind)).toEqual([])
  })
})

describe('alerts', () => {
  it('a low balance opens one alert, also for racers, and ends when money comes', async () => {
    const caller = await seedCaller({ balance: 2.5, days: 28 })
    await Promise.all([check(), check()])
    expect(await alerts(caller.id)).toMatchObject([{ kind: 'low_balance', fired_at: now, resolved_at: null, value: 2.5 * DOLLAR, threshold: 3 * DOLLAR }])
    await database.owner()`update consumers set balance_micros = ${3.5 * DOLLAR} where id = ${caller.id}`
    expect(await check()).toMatchObject({ changed: 0 })
    await database.owner()`update consumers set balance_micros = ${4 * DOLLAR} where id = ${caller.id}`
    const later = new Date(now.getTime() + 20 * MINUTE)
    await check(later)
    expect(await alerts(caller.id)).toMatchObject([{ resolved_at: later }])
  })

  it('what comes back within the hour is the same alert; after it a new one', async () => {
    const caller = await seedCaller({ balance: 1, days: 28 })
    const balance = (dollars: number) => database.owner()`update consumers set balance_micros = ${dollars * DOLLAR} where id = ${caller.id}`
    const at = (minutes: number) => new Date(now.getTime() + minutes * MINUTE)
    await check(at(0))
    await balance(50)
    await check(at(10))
    await balance(1)
    await check(at(20))
    expect(await alerts(caller.id)).toMatchObject([{ fired_at: at(0), resolved_at: null }])
    await balance(50)
    await check(at(30))
    await balance(1)
    await check(at(60))
    expect(await alerts(caller.id)).toMatchObject([
      { fired_at: at(0), resolved_at: at(30) },
      { fired_at: at(60), resolved_at: null },
    ])
  })

  it('an exceeded budget is over when it is raised, and with the new month', async () => {
    const caller = await seedCaller({ budget: 20 })
    await caller.spend(21)
    await check()
    expect(await alerts(caller.id)).toMatchObject([{ kind: 'budget_exceeded', value: 21 * DOLLAR, threshold: 20 * DOLLAR, resolved_at: null }])
    await database.owner()`update consumers set budget_micros = ${21.5 * DOLLAR} where id = ${caller.id}`
    expect(await check()).toMatchObject({ changed: 1 }) // The level of 100 % is over, the alert holds until 95 %.
    expect(await alerts(caller.id)).toMatchObject([{ resolved_at: null }])
    const april = new Date('2026-04-01T00:05:00Z')
    await check(april)
    expect(await alerts(caller.id)).toMatchObject([{ resolved_at: april }])
  })

  it('a run that lost its lease before it began changes nothing', async () => {
    const caller = await seedCaller({ balance: 0, days: 5 })
    expect(await check(now, async () => false)).toEqual({ checked: 0, changed: 0, failed: 0 })
    expect(await alerts(caller.id)).toEqual([])
  })
})

/** Calls of one consumer in an hour. */
async function call(caller: { id: string; publisher: string; tool: string }, hourAt: Date, count: number, costMicros = 0) {
  await storeCalls(
    database.owner(),
    Array.from({ length: count }, (_, i) => ({
      tool: caller.tool,
      organization: caller.publisher,
      consumer: caller.id,
      at: new Date(hourAt.getTime() + Math.floor((i * HOUR) / count / 2)),
      costMicros,
    })),
  )
  await rollupMetrics(jobContext(now), { now, stillMine: always })
}

describe('the job', () => {
  const run = (at = now) => checkBudgetsJob.run(jobContext(at), { now: at, stillMine: always })

  it('knows what was spent today without the nightly aggregation, and what came late', async () => {
    const caller = await seedCaller({ budget: 10 })
    await call(caller, new Date('2026-03-20T09:00:00Z'), 6, DOLLAR)
    await run()
    expect(await levels(caller.id)).toEqual(['50'])
    // Of five days ago, known only now.
    await call(caller, new Date('2026-03-15T09:00:00Z'), 2, DOLLAR)
    await run()
    expect(await levels(caller.id)).toEqual(['50', '80'])
    const [stored] = await database.owner()`select sum(spend_micros)::float8 as spend from consumer_usage_daily where consumer_id = ${caller.id}`
    expect(stored?.spend).toBe(8 * DOLLAR)
  })

  it('tells a spike from the usual: the same hour of other days, a nightly batch, a newcomer', async () => {
    const hourAt = new Date('2026-03-20T11:00:00Z')
    // Hours are counted onwards: their past is stored before the first count here.
    await database.owner()`delete from consumer_hours`
    const [steady, batch, newcomer] = [await seedCaller(), await seedCaller(), await seedCaller()]
    for (let day = 1; day <= 8; day++) {
      await call(steady, addDays(hourAt, -day), 120)
      await call(batch, addDays(hourAt, -day), 400)
    }
    for (const caller of [steady, batch, newcomer]) await call(caller, hourAt, 420)
    const soon = new Date('2026-03-20T11:40:00Z')
    await run(soon)
    expect(await alerts(steady.id)).toMatchObject([{ kind: 'usage_spike', value: 420, threshold: 360, resolved_at: null }])
    expect(await alerts(batch.id)).toEqual([])
    expect(await alerts(newcomer.id)).toEqual([])
    // The hour after it is still looked at; the one after that is quiet.
    await run(new Date('2026-03-20T12:30:00Z'))
    expect(await alerts(steady.id)).toMatchObject([{ resolved_at: null }])
    const quiet = new Date('2026-03-20T13:05:00Z')
    await run(quiet)
    expect(await alerts(steady.id)).toMatchObject([{ resolved_at: quiet }])
  })

  it('counts hours as a recount of the calls does, from the beginning and on from where it was', async () => {
    const owner = database.owner()
    const who = { ...(await seedTools(owner, 3)), consumers: (await seedConsumers(owner, 5)).map(({ id }) => id) }
    const calls = makeCalls(randomNumbers(21), 900, new Date('2026-03-17T00:00:00Z'), now, who)
    await owner`delete from consumer_hours`
    await storeCalls(owner, calls.slice(0, 500))
    await rollupMetrics(jobContext(now), { now, stillMine: always })
    await Promise.all([1, 2].map(() => countConsumerHours(jobContext(now), { now, stillMine: always })))
    expect(await countConsumerHours(jobContext(now), { now, stillMine: always })).toMatchObject({ changed: 0 })
    const exact = await owner`
      select consumer_id, date_trunc('hour', occurred_at) as hour_at, count(*)::int as invocations, sum(cost_micros)::text as spend_micros
      from invocations where consumer_id = any(${who.consumers}) group by 1, 2 order by 1, 2`
    const stored =
      await owner`select consumer_id, hour_at, invocations, spend_micros from consumer_hours where consumer_id = any(${who.consumers}) order by 1, 2`
    expect(stored.map((row) => ({ ...row }))).toEqual(exact.map((row) => ({ ...row })))
    expect(stored.length).toBeGreaterThan(100)
  })
})

describe('a budget set here', () => {
  it('is an owner’s, stands in the journal, and no report touches it', async () => {
    const caller = await seedCaller({ budget: 100 })
    const owner = await createPerson({ organizationId: caller.organization })
    const member = await createPerson({ organizationId: caller.organization, memberRole: 'member' })
    const ctx = (actor: typeof owner.actor) => ({ actor, now, requestId: randomUUID(), ip: null, organizationId: caller.organization })
    await expect(setOwnBudget(ctx(member.actor), { budgetMicros: DOLLAR })).rejects.toMatchObject({ code: 'forbidden' })
    await Promise.all([1, 2].map(() => setOwnBudget(ctx(owner.actor), { budgetMicros: 50 * DOLLAR })))
    expect(await database.owner()`select action, before, after from journal where subject_id = ${caller.id}`).toMatchObject([
      { action: 'consumer.budget_set', before: { budgetMicros: null }, after: { budgetMicros: 50 * DOLLAR } },
    ])
    const [known] = await database.owner()`select external_id from consumers where id = ${caller.id}`
    const reported = await postEvents(
      new Request('http://localhost/api/ingest/events', {
        method: 'POST',
        headers: { authorization: `Bearer ${await seedKey(database.owner(), null)}`, 'content-type': 'application/cloudevents-batch+json' },
        body: JSON.stringify([
          {
            specversion: '1.0',
            id: randomUUID(),
            source: 'https://market.example',
            type: 'com.pulsegrid.consumer.v1',
            data: { id: known?.external_id, budget: 300 },
          },
        ]),
      }),
    )
    expect(reported.status).toBe(200)
    const summary = await read(caller.organization)
    expect(summary.budget).toMatchObject({ budgetMicros: 50 * DOLLAR, source: 'own', reportedMicros: 300 * DOLLAR })
    await setOwnBudget(ctx(owner.actor), { budgetMicros: null })
    expect((await read(caller.organization)).budget).toMatchObject({ budgetMicros: 300 * DOLLAR, source: 'reported' })
  })

  it('needs an organization that calls tools', async () => {
    const { organization } = await seedTools(database.owner(), 1)
    const { actor } = await createPerson({ organizationId: organization })
    await expect(setOwnBudget({ actor, now, requestId: 'x', ip: null, organizationId: organization }, { budgetMicros: 1 })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

const read = (organizationId: string, period: UsagePeriod = '28d') =>
  withTenant(organizationId, (tx) => getUsageSummary(tx, { organizationId, now, period }), { accessMode: 'read only' })

describe('the summary', () => {
  it('says by tool what the daily usage says, names the tools, and shares add up', async () => {
    const owner = database.owner()
    const [consumer] = await seedConsumers(owner, 1)
    const { organization: publisher, tools } = await seedTools(owner, 3)
    const { id = '', organization = '' } = consumer ?? {}
    await storeCalls(owner, makeCalls(randomNumbers(31), 400, new Date('2026-02-15T00:00:00Z'), now, { organization: publisher, tools, consumers: [id] }))
    await rollupMetrics(jobContext(now), { now, stillMine: always })
    await checkBudgetsJob.run(jobContext(now), { now, stillMine: always })
    for (const [period, from] of [
      ['7d', '2026-03-14'],
      ['28d', '2026-02-21'],
      ['month', '2026-03-01'],
    ] as const) {
      const summary = await read(organization, period)
      const exact = await owner`
        select tool_id, count(*)::int as invocations, sum(cost_micros)::float8 as spend, count(*) filter (where outcome = 'error' and fault = 'consumer')::int as own
        from invocations where consumer_id = ${id} and occurred_at >= ${new Date(from)} group by 1 order by 2 desc, 1`
      expect(summary.tools.map((tool) => [tool.toolId, tool.invocations, tool.spendMicros, tool.ownErrors])).toEqual(
        exact.map((row) => [row.tool_id, row.invocations, row.spend, row.own]),
      )
      expect(summary.tools.map((tool) => tool.name)).toEqual(exact.map(() => 'Tool'))
      expect(summary.tools.reduce((sum, tool) => sum + (tool.spendShare ?? 0), 0)).toBeCloseTo(1, 9)
      expect(summary.totals.invocations).toBe(exact.reduce((sum, row) => sum + row.invocations, 0))
    }
  })

  it('is of the organization alone, even where the caller names another; a publisher has none', async () => {
    const [mine, other] = [await seedCaller({ days: 3 }), await seedCaller({ days: 3 })]
    expect(await withTenant(mine.organization, (tx) => findUsageSummary(tx, { organizationId: other.organization, now, period: '28d' }))).toBeNull()
    await expect(read(mine.publisher)).rejects.toMatchObject({ code: 'not_found' })
    const names = await withTenant(mine.organization, (tx) => tx.execute<{ id: string }>('select id from called_tools()'))
    expect(names.map((row) => row.id)).toEqual([mine.tool])
  })

  it('answers a key with the scope, and nobody else', async () => {
    const caller = await seedCaller({ days: 3 })
    const get = async (key: string | null, query = '') => {
      const headers = new Headers(key ? { authorization: `Bearer ${key}` } : {})
      const response = await getSummary(new Request(`http://localhost:3000/api/dashboard/consumer/usage-summary${query}`, { headers }), {
        params: Promise.resolve({}),
      })
      return { status: response.status, body: await response.json() }
    }
    const key = await seedKey(database.owner(), caller.organization, ['usage:read'])
    expect(await get(key, '?period=month')).toMatchObject({ status: 200, body: { consumerId: caller.id, period: 'month' } })
    expect((await get(key, '?period=year')).status).toBe(400)
    expect((await get(null)).status).toBe(401)
    expect((await get(await seedKey(database.owner(), caller.organization, ['scores:read']))).status).toBe(403)
    expect((await get(await seedKey(database.owner(), caller.publisher, ['usage:read']))).status).toBe(404)
  })
})
