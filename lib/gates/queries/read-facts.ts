import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { addDays, DAY, startOfDay } from '@/lib/time'
import type { NamedSpan, StoryStop } from '../clock'
import type { ProbeFacts, RateDay } from '../judge'
import { errorThresholds, MINIMUM_DAY_CALLS, RATE_DAYS, RECEIPT_DAYS } from '../model'

// The facts that gates are judged by, of a stretch of subjects at once. Figures of days are read up to
// the last midnight, probes and first calls up to `now`.

/** Subjects with ids from the first to the last, both included; in a tenant's transaction only its own are seen. */
export interface Stretch {
  from: string
  upto: string
}

/** A tool that can have gates: live, or archived with one that is still open. */
export interface ToolSubject {
  toolId: string
  developerId: string
  organizationId: string
  name: string
  archived: boolean
  hasEndpoint: boolean
  publishedMs: number
  route: string | null
  dependsOn: string[]
}

/** The next tools by id after the given one. */
export async function listToolSubjects(
  tx: Tx,
  { after, limit, organizationId, only }: { after: string; limit: number; organizationId?: string; only?: 'simulated' },
): Promise<ToolSubject[]> {
  const rows = await tx.execute<Record<string, unknown> & Omit<ToolSubject, 'publishedMs'> & { published_ms: number }>(sql`
    select t.id as "toolId", t.developer_id as "developerId", t.organization_id as "organizationId", t.name,
      t.archived_at is not null as archived, t.health_endpoint is not null as "hasEndpoint",
      (extract(epoch from t.published_at) * 1000)::float8 as published_ms, t.route, t.depends_on as "dependsOn"
    from tools t
    where t.id > ${after} ${ofOrganization(sql`t.organization_id`, organizationId, only)}
      and (t.archived_at is null or exists (select from quality_gates g where g.tool_id = t.id and g.state <> 'lifted'))
    order by t.id
    limit ${limit}`)
  return rows.map(({ published_ms, ...row }) => ({ ...row, publishedMs: published_ms }))
}

/**
 * Rated calls by day and tool over RATE_DAYS, oldest first. Only of tools of which a day breaches the lower
 * threshold, or an error gate is open: the others have nothing to be judged.
 */
export async function readRateDays(tx: Tx, { from, upto }: Stretch, now: Date): Promise<Map<string, RateDay[]>> {
  const midnight = startOfDay(now)
  const lowest = Math.min(...Object.values(errorThresholds))
  const rows = await tx.execute<{ tool_id: string; days: [day: number, calls: number, errors: number][] }>(sql`
    select m.tool_id,
      jsonb_agg(jsonb_build_array((extract(epoch from m.bucket_at) * 1000)::float8, m.fair_rated, m.fair_errors) order by m.bucket_at) as days
    from tool_metrics_daily m
    where m.tool_id >= ${from} and m.tool_id <= ${upto} and m.bucket_at >= ${addDays(midnight, -RATE_DAYS)} and m.bucket_at < ${midnight}
    group by m.tool_id
    having bool_or(m.fair_rated >= ${MINIMUM_DAY_CALLS} and m.fair_errors > ${lowest}::float8 * m.fair_rated)
    union all
    select g.tool_id, coalesce((
      select jsonb_agg(jsonb_build_array((extract(epoch from m.bucket_at) * 1000)::float8, m.fair_rated, m.fair_errors))
      from tool_metrics_daily m where m.tool_id = g.tool_id and m.bucket_at >= ${addDays(midnight, -RATE_DAYS)} and m.bucket_at < ${midnight}
    ), '[]')
    from (
      select distinct tool_id from quality_gates
      where tool_id >= ${from} and tool_id <= ${upto} and state <> 'lifted' and type in ('error_rate_elevated', 'error_rate_critical')
    ) g`)
  return new Map(
    rows.map(({ tool_id, days }) => {
      const known = new Map(days.map(([dayMs, calls, errors]) => [dayMs, { calls, errors }]))
      const all = Array.from({ length: RATE_DAYS }, (_, i) => {
        const dayMs = midnight.getTime() - (RATE_DAYS - i) * DAY
        return { dayMs, ...(known.get(dayMs) ?? { calls: 0, errors: 0 }) }
      })
      return [tool_id, all]
    }),
  )
}

/** Probes are looked at this far back: gates of an endpoint that has been down for longer are long open. */
const PROBE_DAYS = 14

/** The newest probe by tool and, where it found the endpoint down, all since the last that did not. */
export async function readProbeFacts(tx: Tx, { from, upto }: Stretch, now: Date): Promise<Map<string, ProbeFacts>> {
  const rows = await tx.execute<{ tool_id: string; newest_ms: number; down: boolean; down_ms: number[] | null }>(sql`
    select t.id as tool_id, (extract(epoch from newest.window_at) * 1000)::float8 as newest_ms, newest.state = 'down' as down, streak.down_ms
    from tools t
    join lateral (
      select c.window_at, c.state from tool_health_checks c
      where c.tool_id = t.id and c.window_at <= ${now} order by c.window_at desc limit 1
    ) newest on true
    left join lateral (
      select jsonb_agg((extract(epoch from c.window_at) * 1000)::float8 order by c.window_at) as down_ms
      from tool_health_checks c
      where newest.state = 'down' and c.tool_id = t.id and c.window_at <= ${now}
        and c.window_at > coalesce(
          (select max(u.window_at) from tool_health_checks u
            where u.tool_id = t.id and u.window_at <= ${now} and u.window_at > ${addDays(now, -PROBE_DAYS)} and u.state <> 'down'),
          ${addDays(now, -PROBE_DAYS)})
    ) streak on true
    where t.id >= ${from} and t.id <= ${upto} and t.health_endpoint is not null`)
  return new Map(rows.map((row) => [row.tool_id, { newestMs: row.newest_ms, newestDown: row.down, downMs: row.down_ms ?? [] }]))
}

/** The newest day with a call, by tool; today's counts. Tools that were never called are left out. */
export async function readLastCallDays(tx: Tx, { from, upto }: Stretch, now: Date): Promise<Map<string, number>> {
  const rows = await tx.execute<{ tool_id: string; day_ms: number }>(sql`
    select t.id as tool_id, (extract(epoch from newest.bucket_at) * 1000)::float8 as day_ms
    from tools t
    join lateral (
      select m.bucket_at from tool_metrics_daily m
      where m.tool_id = t.id and m.bucket_at <= ${now} and m.invocations > 0 order by m.bucket_at desc limit 1
    ) newest on true
    where t.id >= ${from} and t.id <= ${upto}`)
  return new Map(rows.map((row) => [row.tool_id, row.day_ms]))
}

/** The first day that any call is known of, of any tool; null before the first. Needs the platform's rights to mean all. */
export async function findFirstKnownDay(tx: Tx): Promise<number | null> {
  const [row] = await tx.execute<{ day_ms: number | null }>(sql`
    select (extract(epoch from m.bucket_at) * 1000)::float8 as day_ms from tool_metrics_daily m where m.invocations > 0 order by m.bucket_at limit 1`)
  return row?.day_ms ?? null
}

/** A publisher as gates see it. */
export interface DeveloperSubject {
  developerId: string
  organizationId: string
  /** Live tools, for what covers them; empty: nothing is published (any more). */
  tools: { id: string; route: string | null; dependsOn: string[] }[]
  /** When the oldest live tool was published. */
  publishedMs: number | null
  /** Scored receipts of the last RECEIPT_DAYS, oldest first: the midnight that they are as of, and the score. */
  receipts: { dayMs: number; score: number }[]
}

/** The next publishers by id after the given one. */
export async function listDeveloperSubjects(
  tx: Tx,
  { after, limit, now, organizationId, only }: { after: string; limit: number; now: Date; organizationId?: string; only?: 'simulated' },
): Promise<DeveloperSubject[]> {
  const rows = await tx.execute<{
    developer_id: string
    organization_id: string
    tools: [id: string, route: string | null, dependsOn: string[]][] | null
    published_ms: number | null
    receipts: [dayMs: number, score: number][] | null
  }>(sql`
    select d.id as developer_id, d.organization_id, live.tools, live.published_ms, seen.receipts
    from developers d
    left join lateral (
      select jsonb_agg(jsonb_build_array(t.id, t.route, to_jsonb(t.depends_on))) as tools, (extract(epoch from min(t.published_at)) * 1000)::float8 as published_ms
      from tools t where t.developer_id = d.id and t.archived_at is null
    ) live on true
    left join lateral (
      select jsonb_agg(jsonb_build_array((extract(epoch from s.as_of) * 1000)::float8, s.score) order by s.as_of) as receipts
      from developer_health_scores s
      where s.developer_id = d.id and s.as_of > ${addDays(startOfDay(now), -RECEIPT_DAYS)} and s.as_of <= ${now} and s.score is not null
    ) seen on true
    where d.id > ${after} ${ofOrganization(sql`d.organization_id`, organizationId, only)}
    order by d.id
    limit ${limit}`)
  return rows.map((row) => ({
    developerId: row.developer_id,
    organizationId: row.organization_id,
    tools: (row.tools ?? []).map(([id, route, dependsOn]) => ({ id, route, dependsOn })),
    publishedMs: row.published_ms,
    receipts: (row.receipts ?? []).map(([dayMs, score]) => ({ dayMs, score })),
  }))
}

/** Fault windows that began by `now` and ended after the moment, with their names, oldest first. */
export async function listNamedSpans(tx: Tx, { since, now }: { since: Date; now: Date }): Promise<NamedSpan[]> {
  const rows = await tx.execute<{
    kind: 'platform' | 'upstream'
    label: string
    routes: string[]
    tools: string[]
    provider: string | null
    from_ms: number
    to_ms: number | null
  }>(sql`
    select w.kind, w.label, w.routes, w.tools, w.provider,
      (extract(epoch from w.from_at) * 1000)::float8 as from_ms, (extract(epoch from w.to_at) * 1000)::float8 as to_ms
    from fault_windows w
    where w.from_at <= ${now} and (w.to_at is null or w.to_at > ${since})
    order by w.from_at, w.id`)
  return rows.map(({ from_ms, to_ms, ...row }) => ({ ...row, fromMs: from_ms, toMs: to_ms }))
}

/**
 * Stretches in which stories of the platform covered tools, oldest first: of those that began by `now` and
 * ended after the moment. A story that turned out to be nothing covers nothing. In a tenant's transaction
 * only those of its own tools are seen.
 */
export async function listStoryStops(tx: Tx, { since, now }: { since: Date; now: Date }): Promise<StoryStop[]> {
  const rows = await tx.execute<{ tool_id: string; organization_id: string; from_ms: number; to_ms: number | null; kind: string; label: string }>(sql`
    select s.tool_id, s.organization_id, s.kind, s.label,
      (extract(epoch from s.from_at) * 1000)::float8 as from_ms, (extract(epoch from s.to_at) * 1000)::float8 as to_ms
    from platform_stretches(${since}, ${now}) s
    order by s.from_at, s.tool_id`)
  return rows.map(({ tool_id: toolId, organization_id: organizationId, from_ms: fromMs, to_ms: toMs, kind, label }) => ({
    toolId,
    organizationId,
    fromMs,
    toMs,
    label: kind === 'provider' ? `trouble of provider ${label}` : 'trouble of the platform',
  }))
}

function ofOrganization(column: SQL, organizationId?: string, only?: 'simulated'): SQL {
  const one = organizationId ? sql`and ${column} = ${organizationId}` : sql``
  return only ? sql`${one} and exists (select from organizations o where o.id = ${column} and o.simulated)` : one
}
