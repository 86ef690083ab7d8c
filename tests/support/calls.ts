import { randomUUID } from 'node:crypto'
import type postgres from 'postgres'
import { MINUTE } from '@/lib/time'

/** A raw call, as a test states it; what it leaves out is a successful call of 100 ms. */
export interface Call {
  id?: string
  tool: string
  organization: string
  consumer: string
  at: Date
  latencyMs?: number | null
  outcome?: 'ok' | 'error' | null
  fault?: 'developer' | 'consumer' | 'platform' | 'upstream' | null
  statusCode?: number | null
  errorCode?: string | null
  apiKeyPrefix?: string | null
  excused?: boolean
  costMicros?: number
}

/** Stores calls and marks their buckets in one transaction, as ingest does: one mark a bucket and request; repeats are left out. */
export async function storeCalls(owner: postgres.Sql, calls: Call[]): Promise<void> {
  const rows = calls.map((call) => ({
    id: call.id ?? randomUUID(),
    tool_id: call.tool,
    organization_id: call.organization,
    consumer_id: call.consumer,
    occurred_at: call.at.toISOString(),
    cost_micros: call.costMicros ?? 0,
    latency_ms: call.latencyMs === undefined ? 100 : call.latencyMs,
    outcome: call.outcome === undefined ? 'ok' : call.outcome,
    fault: call.fault ?? null,
    status_code: call.statusCode ?? null,
    error_code: call.errorCode ?? null,
    api_key_prefix: call.apiKeyPrefix ?? null,
    excused: call.excused ?? false,
  }))
  const times = calls.map((call) => call.at.getTime())
  if (times.length === 0) return
  await owner`select ensure_partitions('invocations', ${new Date(Math.min(...times))}, ${new Date(Math.max(...times))})`
  await owner.begin(async (tx) => {
    await tx`
      insert into invocations (id, tool_id, organization_id, consumer_id, occurred_at, cost_micros, latency_ms, outcome, fault, status_code, error_code, api_key_prefix, excused, fault_stated)
      select id, tool_id, organization_id, consumer_id, occurred_at, cost_micros, latency_ms, outcome, fault, status_code, error_code, api_key_prefix, excused, false
      from jsonb_to_recordset(${tx.json(rows)}) as r (id uuid, tool_id uuid, organization_id uuid, consumer_id uuid, occurred_at timestamptz,
        cost_micros bigint, latency_ms real, outcome outcome, fault fault, status_code smallint, error_code text, api_key_prefix text, excused boolean)
      on conflict do nothing`
    await markBuckets(tx, calls)
  })
}

/** Marks the buckets of calls, as ingest and re-attribution do. */
export async function markBuckets(tx: postgres.TransactionSql, calls: Pick<Call, 'tool' | 'organization' | 'at'>[]): Promise<void> {
  const buckets = new Map(
    calls.map((call) => {
      const bucketAt = new Date(Math.floor(call.at.getTime() / (5 * MINUTE)) * 5 * MINUTE).toISOString()
      return [`${call.tool} ${bucketAt}`, { tool_id: call.tool, organization_id: call.organization, bucket_at: bucketAt }]
    }),
  )
  await tx`
    insert into rollup_marks (tool_id, organization_id, bucket_at)
    select tool_id, organization_id, bucket_at
    from jsonb_to_recordset(${tx.json([...buckets.values()])}) as r (tool_id uuid, organization_id uuid, bucket_at timestamptz)`
}

/** A publisher with tools, straight into the tables. */
export async function seedTools(owner: postgres.Sql, count: number): Promise<{ organization: string; developer: string; tools: string[] }> {
  const organization = randomUUID()
  await owner`insert into organizations (id, name, slug) values (${organization}, 'Publisher', ${`publisher-${organization}`})`
  const [developer] = await owner<{ id: string }[]>`insert into developers (organization_id) values (${organization}) returning id`
  if (!developer) throw new Error('no developer')
  const tools = Array.from({ length: count }, () => randomUUID())
  for (const id of tools) {
    await owner`
      insert into tools (id, organization_id, developer_id, external_id, slug, name)
      values (${id}, ${organization}, ${developer.id}, ${id}, ${id}, 'Tool')`
  }
  return { organization, developer: developer.id, tools }
}

/** Consumers, each an organization of its own. */
export async function seedConsumers(owner: postgres.Sql, count: number): Promise<{ id: string; organization: string }[]> {
  const consumers = Array.from({ length: count }, () => ({ id: randomUUID(), organization: randomUUID() }))
  for (const { id, organization } of consumers) {
    await owner`insert into organizations (id, name, slug) values (${organization}, 'Consumer', ${`consumer-${organization}`})`
    await owner`insert into consumers (id, organization_id, external_id) values (${id}, ${organization}, ${id})`
  }
  return consumers
}

/** A repeatable source of numbers in [0, 1) (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Calls as they come: long-tailed latencies, some without one, failures of every kind, some without an outcome. */
export function makeCalls(
  random: () => number,
  count: number,
  from: Date,
  to: Date,
  who: { organization: string; tools: string[]; consumers: string[] },
): Call[] {
  const pick = <T>(values: readonly T[]): T => {
    const value = values[Math.floor(random() * random() * values.length)]
    if (value === undefined) throw new Error('nothing to pick from')
    return value
  }
  return Array.from({ length: count }, () => {
    const outcome = random() < 0.1 ? null : random() < 0.2 ? 'error' : 'ok'
    return {
      id: randomUUID(),
      tool: pick(who.tools),
      organization: who.organization,
      consumer: pick(who.consumers),
      at: new Date(from.getTime() + Math.floor(random() * (to.getTime() - from.getTime()))),
      // Eighths: exact as a 32-bit float, and so are their sums in any order.
      latencyMs: random() < 0.05 ? null : Math.round(8 * (5 + 40 * Math.exp(random() * 6))) / 8,
      outcome,
      fault: outcome === 'error' ? pick(['developer', 'consumer', 'platform', 'upstream']) : null,
      statusCode: outcome === null || random() < 0.1 ? null : outcome === 'ok' ? 200 : pick([500, 429, 404, 503, 302]),
      excused: random() < 0.08,
      costMicros: Math.floor(random() * 5_000),
    }
  })
}
