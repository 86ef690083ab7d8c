import { beforeEach, describe, expect, it } from 'vitest'
import { withTenant } from '@/db/client'
import { evaluateAlerts } from '@/lib/alerts/commands/evaluate-alerts'
import { tryRule } from '@/lib/alerts/lab/queries/try-rule'
import type { RuleInput } from '@/lib/alerts/rule-input'
import { newId } from '@/lib/ids'
import { addDays, DAY, HOUR, MINUTE } from '@/lib/time'
import { makeRule } from '../support/alert-series'
import { ruleInput } from '../support/alerts'
import { useDatabase } from '../support/database'
import { jobContext, seedPublisher } from '../support/ingest'
import { type Bucket, countedUntil, storeBuckets } from '../support/rollups'

const database = useDatabase()
const { owner } = database
const now = new Date('2026-03-04T12:00:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)
const stillMine = async () => true

interface Publisher {
  organizationId: string
  developerId: string
  tools: string[]
}

async function publisher(name: string, tools = 1): Promise<Publisher> {
  const { organizationId, developerId } = await seedPublisher(owner(), name, tools)
  const rows = await owner()<{ id: string }[]>`select id from tools where organization_id = ${organizationId} order by external_id`
  // Only what was called in the last days is looked at.
  await owner()`
    insert into tool_metrics_daily (tool_id, organization_id, bucket_at, invocations, rated, errors, errors4xx, errors429, errors5xx, errors_developer, errors_consumer,
      errors_platform, errors_upstream, fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers, sketch_keys, sketch_counts)
    select id, organization_id, '2026-03-04', 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 0, 1, '{}', '{}' from tools where organization_id = ${organizationId}`
  return { organizationId, developerId, tools: rows.map(({ id }) => id) }
}

const bucket = (of: Publisher, tool: number, at: Date, over: Partial<Bucket> = {}): Bucket => ({
  tool: of.tools[tool] ?? '',
  organization: of.organizationId,
  at: at.getTime(),
  calls: 100,
  errors: 0,
  latencyMs: 120,
  revenueMicros: 0,
  ...over,
})

/** What the rules of the table say now: titles and values of what fired. */
async function judge(at = now): Promise<{ ruleId: string; value: number }[]> {
  await evaluateAlerts(jobContext(at), { now: at, stillMine })
  return owner()<{ ruleId: string; value: number }[]>`select rule_id as "ruleId", value from alerts where state = 'firing' order by value`
}

const errorsOf = async () => (await owner()<{ e: string | null }[]>`select last_error as e from alert_rules where last_error is not null`).map(({ e }) => e)

beforeEach(async () => {
  await owner()`
    truncate alert_events, alerts, alert_states, alert_rules, alert_cursor, alert_runs, channel_inbox, live_events, metric_progress, tool_metrics_5m, tool_metrics_hourly,
      tool_metrics_daily, developer_health_scores, consumer_health_scores, consumer_hours, consumers, tools, developers, organizations cascade`
})

describe('readings of tools', () => {
  const rule = (of: Publisher, metric: string, aggregation: 'sum' | 'avg' | 'p95' | 'rate', threshold: number) =>
    makeRule(owner(), { organizationId: of.organizationId, metric, aggregation, threshold, operator: 'gt', windowMinutes: 10, groupBy: ['tool'] })

  it('add up and are weighed over the window, one for each tool, and stop where buckets are counted', async () => {
    const [mine, other] = [await publisher('alpha', 2), await publisher('beta')]
    await storeBuckets(owner(), [
      bucket(mine, 0, ago(10 * MINUTE), { calls: 100, errors: 30, latencyMs: 100, revenueMicros: 2_000_000 }),
      bucket(mine, 0, ago(5 * MINUTE), { calls: 300, errors: 10, latencyMs: 900, revenueMicros: 1_000_000 }),
      // Before the window, after what is counted, and of somebody else.
      bucket(mine, 0, ago(15 * MINUTE), { calls: 999, errors: 999 }),
      bucket(mine, 0, now, { calls: 999, errors: 999 }),
      bucket(other, 0, ago(5 * MINUTE), { calls: 100, errors: 100 }),
    ])
    await countedUntil(owner(), now)
    const [errors, fair, calls, perMinute, mean, revenue] = [
      await rule(mine, 'tool_error_ratio', 'avg', 0.05),
      await rule(mine, 'tool_fair_error_ratio', 'avg', 0.05),
      await rule(mine, 'tool_invocations', 'sum', 300),
      await rule(mine, 'tool_invocations', 'rate', 30),
      await rule(mine, 'tool_latency_ms', 'avg', 500),
      await rule(mine, 'tool_revenue_usd', 'sum', 2),
    ]
    const slow = await rule(mine, 'tool_latency_ms', 'p95', 500)
    const fired = new Map((await judge()).map(({ ruleId, value }) => [ruleId, value]))
    expect(fired.get(errors)).toBeCloseTo(0.1)
    expect(fired.get(fair)).toBeCloseTo(0.1)
    expect(fired.get(calls)).toBe(400)
    expect(fired.get(perMinute)).toBe(40)
    expect(fired.get(mean)).toBe(700)
    expect(fired.get(revenue)).toBe(3)
    // Of merged sketches, to within 2 %.
    expect(Math.abs((fired.get(slow) ?? 0) / 900 - 1)).toBeLessThan(0.02)
    expect(fired.size).toBe(7)
    expect(await owner()`select distinct labels ->> 'tool' as tool from alerts`).toEqual([{ tool: mine.tools[0] }])
  })

  it('say that nobody calls, and say nothing when counting is far behind', async () => {
    const mine = await publisher('alpha')
    const silent = await makeRule(owner(), {
      organizationId: mine.organizationId,
      metric: 'tool_invocations',
      aggregation: 'sum',
      operator: 'lt',
      threshold: 1,
      windowMinutes: 30,
      groupBy: ['tool'],
    })
    await countedUntil(owner(), ago(21 * MINUTE))
    expect(await judge()).toEqual([])
    expect(await errorsOf()).toEqual([expect.stringContaining('were last counted at')])
    await countedUntil(owner(), now)
    expect(await judge(new Date(now.getTime() + MINUTE))).toEqual([{ ruleId: silent, value: 0 }])
    expect(await errorsOf()).toEqual([])
  })
})

describe('readings of scores', () => {
  const score = async (of: Publisher, daysAgo: number, value: number | null) =>
    owner()`
      insert into developer_health_scores (organization_id, developer_id, as_of, state, score, formula_version, inputs, inputs_hash, breakdown)
      values (${of.organizationId}, ${of.developerId}, ${addDays(new Date('2026-03-04T00:00:00Z'), -daysAgo)}, 'scored', ${value}, '1', '{}', 'x', '{}')`

  it('are the newest of the last three days, and their change against seven days before', async () => {
    const [mine, stale, fine] = [await publisher('alpha'), await publisher('beta'), await publisher('gamma')]
    for (const [of, daysAgo, value] of [
      [mine, 7, 82],
      [mine, 1, 40],
      [mine, 0, 61.5],
      [stale, 3, 12],
      [fine, 7, 90],
      [fine, 0, 91],
    ] as const)
      await score(of, daysAgo, value)
    const platform = { organizationId: null, aggregation: 'last' as const, operator: 'lt' as const, groupBy: ['organization'], windowMinutes: 1440 }
    const low = await makeRule(owner(), { ...platform, metric: 'developer_health_score', threshold: 70 })
    const fallen = await makeRule(owner(), { ...platform, metric: 'developer_health_score_change', threshold: -10 })
    const own = await makeRule(owner(), { ...platform, organizationId: fine.organizationId, metric: 'developer_health_score', threshold: 95, groupBy: [] })
    expect(await judge()).toEqual([
      { ruleId: fallen, value: -20.5 },
      { ruleId: low, value: 61.5 },
      { ruleId: own, value: 91 },
    ])
    expect(await owner()`select labels ->> 'organization' as of from alerts where rule_id in (${low}, ${fallen})`).toEqual([
      { of: mine.organizationId },
      { of: mine.organizationId },
    ])
  })
})

describe('readings of usage', () => {
  it('are what a caller has left, has spent of its budget this month, and today', async () => {
    const consumer = async (name: string, balance: number | null, budget: number | null) => {
      const [organizationId, id] = [newId(), newId()]
      await owner()`insert into organizations (id, name, slug) values (${organizationId}, ${name}, ${name})`
      await owner()`
        insert into consumers (id, organization_id, external_id, balance_micros, budget_micros)
        values (${id}, ${organizationId}, ${name}, ${balance === null ? null : balance * 1e6}, ${budget === null ? null : budget * 1e6})`
      return { organizationId, id }
    }
    const spend = (of: { organizationId: string; id: string }, at: Date, usd: number) =>
      owner()`insert into consumer_hours (consumer_id, hour_at, organization_id, invocations, spend_micros) values (${of.id}, ${at}, ${of.organizationId}, 1, ${usd * 1e6})`
    const [near, unlimited] = [await consumer('near', 4, 50), await consumer('unlimited', null, null)]
    await spend(near, ago(2 * HOUR), 10)
    await spend(near, ago(2 * DAY), 35)
    // Of the month before.
    await spend(near, ago(5 * DAY), 500)
    await spend(unlimited, ago(HOUR), 90)
    const own = { organizationId: near.organizationId, aggregation: 'last' as const, windowMinutes: 5 }
    const balance = await makeRule(owner(), { ...own, metric: 'consumer_balance_usd', operator: 'lt', threshold: 5 })
    const budget = await makeRule(owner(), { ...own, metric: 'consumer_budget_percent', operator: 'gt', threshold: 80 })
    const today = await makeRule(owner(), { ...own, metric: 'consumer_spend_today_usd', operator: 'gt', threshold: 5 })
    const everybody = await makeRule(owner(), {
      organizationId: null,
      metric: 'consumer_budget_percent',
      aggregation: 'last',
      operator: 'gt',
      threshold: 50,
      groupBy: ['organization'],
      windowMinutes: 5,
    })
    expect(await judge()).toEqual([
      { ruleId: balance, value: 4 },
      { ruleId: today, value: 10 },
      { ruleId: expect.toBeOneOf([budget, everybody]), value: 90 },
      { ruleId: expect.toBeOneOf([budget, everybody]), value: 90 },
    ])
  })
})

describe('a rule that is tried on the past', () => {
  const tried = (of: Publisher, input: Partial<RuleInput>) =>
    withTenant(of.organizationId, (tx) => tryRule(tx, { organizationId: of.organizationId, input: ruleInput(input), now }))
  const slow: Partial<RuleInput> = { metric: 'tool_latency_ms', aggregation: 'p95', threshold: 1000, windowMinutes: 5, forMinutes: 5, groupBy: ['tool'] }

  it('fires where it would have, by tool, with how long it lasted, and nothing of others', async () => {
    const [mine, other] = [await publisher('alpha', 2), await publisher('beta')]
    const day = Array.from({ length: 288 }, (_, i) => ago((288 - i) * 5 * MINUTE))
    const isBad = (at: Date) => at >= ago(6 * HOUR) && at < ago(5 * HOUR)
    await storeBuckets(owner(), [
      ...day.map((at) => bucket(mine, 0, at, { latencyMs: isBad(at) ? 2_500 : 150 })),
      ...day.map((at) => bucket(mine, 1, at)),
      ...day.map((at) => bucket(other, 0, at, { latencyMs: 9_000 })),
    ])
    const result = await tried(mine, slow)
    if (result.outcome !== 'replayed') throw new Error(`it was not tried: ${JSON.stringify(result)}`)
    expect(result.alerts).toMatchObject([{ labels: { tool: mine.tools[0] }, severity: 'warning', story: null }])
    const [alert] = result.alerts
    expect(Math.abs((alert?.worst ?? 0) / 2_500 - 1)).toBeLessThan(0.02)
    // Bad from six hours ago on, for five minutes before it fires; fine an hour later.
    expect(alert?.firedAt.getTime()).toBeGreaterThan(ago(6 * HOUR).getTime())
    expect(alert?.firedAt.getTime()).toBeLessThanOrEqual(ago(6 * HOUR - 15 * MINUTE).getTime())
    expect(Math.abs((alert?.resolvedAt?.getTime() ?? 0) - ago(5 * HOUR).getTime())).toBeLessThanOrEqual(10 * MINUTE)
    expect(result.judged).toBe(2)
    expect(await owner()`select count(*)::int as n from alerts`).toEqual([{ n: 0 }])

    const never = await tried(mine, { ...slow, threshold: 20_000 })
    expect(never).toMatchObject({ outcome: 'replayed', alerts: [] })
    const one = await tried(mine, { ...slow, toolId: mine.tools[1], groupBy: [] })
    expect(one).toMatchObject({ outcome: 'replayed', alerts: [], judged: 1 })
  })

  it('says why it cannot be tried', async () => {
    const mine = await publisher('alpha')
    for (const [input, reason] of [
      [slow, /No tool of these was called/],
      [{ kind: 'schedule', metric: null, options: { cron: '0 9 * * *' } }, /nothing to try/],
      [{ metric: 'consumer_balance_usd', groupBy: [] }, /only the newest values are kept/],
      [{ metric: 'developer_health_score', operator: 'lt', groupBy: [] }, /No score of the last 28 days/],
    ] as const)
      expect(await tried(mine, input as Partial<RuleInput>)).toEqual({ outcome: 'cannot', reason: expect.stringMatching(reason) })
  })
})
