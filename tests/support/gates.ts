import { randomUUID } from 'node:crypto'
import type postgres from 'postgres'
import { addDays, DAY, startOfDay } from '@/lib/time'

export interface GatePublisher {
  organizationId: string
  developerId: string
  toolId: string
}

/** A publisher with one tool and one owner, published long before. */
export async function seedGatePublisher(
  owner: postgres.Sql,
  {
    name = `p-${randomUUID().slice(0, 8)}`,
    publishedAt,
    dependsOn = [],
    endpoint = false,
  }: { name?: string; publishedAt: Date; dependsOn?: string[]; endpoint?: boolean },
): Promise<GatePublisher> {
  const one = async (rows: PromiseLike<{ id: string }[]>) => (await rows)[0]?.id ?? ''
  const organizationId = await one(owner<{ id: string }[]>`insert into organizations (name, slug) values (${name}, ${name}) returning id`)
  const developerId = await one(owner<{ id: string }[]>`insert into developers (organization_id) values (${organizationId}) returning id`)
  const toolId = await addTool(owner, { organizationId, developerId, name, publishedAt, dependsOn, endpoint })
  const userId = await one(owner<{ id: string }[]>`insert into users (name, email) values ('Robin Vale', ${`${name}@example.org`}) returning id`)
  await owner`insert into members (organization_id, user_id, role) values (${organizationId}, ${userId}, 'owner')`
  return { organizationId, developerId, toolId }
}

/** One more tool of a publisher. */
export async function addTool(
  owner: postgres.Sql,
  tool: { organizationId: string; developerId: string; name: string; publishedAt: Date; dependsOn?: string[]; endpoint?: boolean },
): Promise<string> {
  const [row] = await owner<{ id: string }[]>`
    insert into tools (organization_id, developer_id, external_id, slug, name, published_at, depends_on, health_endpoint)
    values (${tool.organizationId}, ${tool.developerId}, ${tool.name}, ${tool.name}, ${tool.name}, ${tool.publishedAt}, ${tool.dependsOn ?? []},
      ${tool.endpoint ? 'https://example.com/health' : null})
    returning id`
  return row?.id ?? ''
}

/** One whole day of calls, of which these failed by the publisher's fault. Again for the same day: instead. */
export async function seedDay(
  owner: postgres.Sql,
  { organizationId, toolId }: { organizationId: string; toolId: string },
  day: Date,
  { calls, errors }: { calls: number; errors: number },
): Promise<void> {
  await owner`delete from tool_metrics_daily where tool_id = ${toolId} and bucket_at = ${startOfDay(day)}`
  await owner`
    insert into tool_metrics_daily (tool_id, organization_id, bucket_at, invocations, rated, errors, errors4xx, errors429, errors5xx, errors_developer,
      errors_consumer, errors_platform, errors_upstream, fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers, sketch_keys, sketch_counts)
    values (${toolId}, ${organizationId}, ${startOfDay(day)}, ${calls}, ${calls}, ${errors}, 0, 0, ${errors}, ${errors}, 0, 0, 0, ${calls}, ${errors}, 0, 0, 0, 1, '{}', '{}')`
}

/** Whole days of 100 calls before a moment, all with the same share of failures. */
export async function seedDays(
  owner: postgres.Sql,
  tool: { organizationId: string; toolId: string },
  { from, to, percent, calls = 100 }: { from: Date; to: Date; percent: number; calls?: number },
): Promise<void> {
  for (let at = startOfDay(from).getTime(); at < to.getTime(); at += DAY)
    await seedDay(owner, tool, new Date(at), { calls, errors: Math.round((calls * percent) / 100) })
}

/** A scored receipt as of the day's midnight. */
export async function seedReceipt(owner: postgres.Sql, publisher: GatePublisher, day: Date, score: number): Promise<void> {
  await owner`
    insert into developer_health_scores (organization_id, developer_id, as_of, state, score, formula_version, inputs, inputs_hash, breakdown)
    values (${publisher.organizationId}, ${publisher.developerId}, ${startOfDay(day)}, 'scored', ${score}, 'test', '{}', '', '{}')
    on conflict (developer_id, as_of) do update set score = excluded.score`
}

/** Probes every five minutes over the stretch. */
export async function seedProbes(
  owner: postgres.Sql,
  tool: { organizationId: string; toolId: string },
  { from, to, state }: { from: Date; to: Date; state: 'up' | 'degraded' | 'down' },
): Promise<void> {
  await owner`
    insert into tool_health_checks (tool_id, organization_id, window_at, state, checked_at)
    select ${tool.toolId}, ${tool.organizationId}, at, ${state}::probe_state, at
    from generate_series(${from}::timestamptz, ${new Date(to.getTime() - 1)}::timestamptz, interval '5 minutes') at
    on conflict (tool_id, window_at) do update set state = excluded.state`
}

/** An incident of the whole platform, or of a provider. */
export async function seedIncident(
  owner: postgres.Sql,
  { label, from, to, provider }: { label: string; from: Date; to: Date | null; provider?: string; severity?: number },
  severity = 3,
): Promise<void> {
  await owner`
    insert into fault_windows (kind, source, label, severity, provider, from_at, to_at)
    values (${provider ? 'upstream' : 'platform'}, ${label}, ${label}, ${severity}, ${provider ?? null}, ${from}, ${to})
    on conflict (source) do update set to_at = excluded.to_at`
}

/** The day at 04:00 UTC. */
export function atFour(day: Date, days = 0): Date {
  return new Date(addDays(startOfDay(day), days).getTime() + 4 * 3_600_000)
}
