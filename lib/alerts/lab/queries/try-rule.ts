import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { anomalyEvents } from '@/db/schema/anomalies'
import { developerHealthScores } from '@/db/schema/scores'
import { tools } from '@/db/schema/tools'
import { addDays, DAY, floorTo, MINUTE } from '@/lib/time'
import { findMetric } from '../../metrics/catalogue'
import type { Aggregation, CatalogueMetric } from '../../metrics/model'
import type { RuleInput } from '../../rule-input'
import { withinSentence } from '../../words'
import { LAB_DAYS, type LabAlert, type LabResult, type LabValues } from '../model'
import { draftRule, replay } from '../replay'
import { joinSeries, valuesOf } from '../values'
import { BUCKET_MINUTES, readParts } from './read-parts'

/** Series that one try judges, the busiest; distributions weigh more than sums. */
const MOST_SERIES = { sums: 12, distributions: 5 }
/** Series and points that the chart draws. */
const DRAWN = 3
const DRAWN_POINTS = 360
/** A story and an alert of the same tool belong together when they are at most so far apart. */
const STORY_REACH_MS = 60 * MINUTE

/**
 * What a draft would have done in the last 28 days, of an organization's stored figures. Of what is not kept
 * minute by minute it says so instead. In a tenant's transaction, or for the organization of a rule.
 */
export async function tryRule(tx: Tx, { organizationId, input, now }: { organizationId: string | null; input: RuleInput; now: Date }): Promise<LabResult> {
  const metric = input.metric === null ? null : findMetric(input.metric)
  if (input.kind === 'schedule') return { outcome: 'cannot', reason: 'A schedule reminds at its times, whatever the figures: there is nothing to try.' }
  if (input.kind === 'burn_rate')
    return { outcome: 'cannot', reason: 'Burn rates are read from series that are kept for 48 hours: too short to say how often one would have fired.' }
  if (metric?.source === 'tool') return tryOnTools(tx, { organizationId, input, metric, now })
  if (metric?.key === 'developer_health_score' && organizationId !== null) return tryOnScores(tx, { organizationId, input, now })
  return {
    outcome: 'cannot',
    reason: `Of ${metric ? withinSentence(metric.label) : 'this metric'} only the newest values are kept, so it cannot be tried on the past. It can be saved and watched.`,
  }
}

interface Draft {
  organizationId: string | null
  input: RuleInput
  now: Date
}

async function tryOnTools(tx: Tx, { organizationId, input, metric, now }: Draft & { metric: CatalogueMetric }): Promise<LabResult> {
  const aggregation: Aggregation = input.aggregation ?? metric.aggregations[0] ?? 'sum'
  const distribution = /^p\d+$/.test(aggregation)
  const to = floorTo(now, BUCKET_MINUTES * MINUTE)
  const from = addDays(to, -LAB_DAYS)
  const most = distribution ? MOST_SERIES.distributions : MOST_SERIES.sums
  const busiest = await listBusiest(tx, { organizationId, toolId: input.toolId ?? input.filter.tool ?? null, from, most })
  if (busiest.tools.length === 0) return { outcome: 'cannot', reason: 'No tool of these was called in the last 28 days, so there is nothing to try it on.' }
  const series = await readParts(tx, { tools: busiest.tools, metric: metric.key, from, to, distribution })
  // Where figures begin later than that, it is tried from there: nobody knows what would have fired before.
  const known = Math.min(...series.flatMap(({ parts }) => parts[0]?.at ?? []))
  const since = Number.isFinite(known) ? floorTo(new Date(known - BUCKET_MINUTES * MINUTE), BUCKET_MINUTES * MINUTE) : from
  const apart = input.groupBy.includes('tool') || input.toolId !== null || input.kind === 'absence'
  const judged = apart ? series : [joinSeries(series, 'all tools')]
  // A long window is looked at less often than every bucket: twelve times in its length shows the same.
  const stepMinutes = Math.max(BUCKET_MINUTES, Math.floor(input.windowMinutes / 12 / BUCKET_MINUTES) * BUCKET_MINUTES)
  const values = judged.map((one) => valuesOf(one, { aggregation, windowMinutes: input.windowMinutes, stepMinutes, from: since, to }))
  return { ...(await judge(tx, { organizationId, input, values, from: since, to })), leftOut: apart ? busiest.leftOut : 0 }
}

async function tryOnScores(tx: Tx, { organizationId, input, now }: Draft): Promise<LabResult> {
  const to = floorTo(now, DAY)
  const from = addDays(to, -LAB_DAYS)
  const rows = await tx.execute<{ at: string; score: number | null }>(sql`
    select as_of as at, score::float8 as score from ${developerHealthScores}
    where organization_id = ${organizationId} and as_of > ${from} and as_of <= ${to} order by as_of`)
  if (rows.length === 0) return { outcome: 'cannot', reason: 'No score of the last 28 days is known, so there is nothing to try it on.' }
  const values = [{ labels: {}, name: 'health score', points: rows.map(({ at, score }) => ({ at: Date.parse(at), value: score })) }]
  return { ...(await judge(tx, { organizationId, input, values, from, to })), leftOut: 0 }
}

async function judge(
  tx: Tx,
  { organizationId, input, values, from, to }: { organizationId: string | null; input: RuleInput; values: LabValues[]; from: Date; to: Date },
): Promise<Extract<LabResult, { outcome: 'replayed' }>> {
  const rule = draftRule(input, organizationId, from)
  const replayed = values.map((one) => ({ one, alerts: replay(rule, one, from) }))
  const alerts = replayed.flatMap((each) => each.alerts).toSorted((a, b) => a.firedAt.getTime() - b.firedAt.getTime())
  const drawn = replayed
    .toSorted((a, b) => b.alerts.length - a.alerts.length)
    .slice(0, DRAWN)
    .map(({ one }) => thinned(one, input.operator === 'lt' ? 'low' : 'high'))
  return { outcome: 'replayed', from, to, alerts: await withStories(tx, alerts, { from, to }), drawn, judged: values.length, leftOut: 0 }
}

async function listBusiest(
  tx: Tx,
  { organizationId, toolId, from, most }: { organizationId: string | null; toolId: string | null; from: Date; most: number },
): Promise<{ tools: { id: string; name: string }[]; leftOut: number }> {
  const rows = await tx.execute<{ id: string; name: string; total: number }>(sql`
    select t.id, t.name, count(*) over ()::int as total
    from ${tools} t
    join lateral (select sum(m.invocations)::float8 as calls from tool_metrics_hourly m where m.tool_id = t.id and m.bucket_at >= ${from}) c on c.calls > 0
    where t.archived_at is null ${organizationId === null ? sql`` : sql`and t.organization_id = ${organizationId}`} ${toolId === null ? sql`` : sql`and t.id::text = ${toolId}`}
    order by c.calls desc, t.id limit ${most}`)
  return { tools: rows.map(({ id, name }) => ({ id, name })), leftOut: Math.max(0, (rows[0]?.total ?? 0) - rows.length) }
}

/** Which of them were also stories: those that were confirmed about the same tool at about the same time. */
async function withStories(tx: Tx, alerts: LabAlert[], { from, to }: { from: Date; to: Date }): Promise<LabAlert[]> {
  const ids = [...new Set(alerts.flatMap(({ labels }) => labels.tool ?? []))]
  if (ids.length === 0) return alerts
  const events = await tx.execute<{ toolId: string; storyId: string; startedAt: string; endedAt: string }>(sql`
    select tool_id as "toolId", story_id as "storyId", started_at as "startedAt", coalesce(ended_at, last_bad_at) as "endedAt" from ${anomalyEvents}
    where tool_id in (${sql.join(
      ids.map((id) => sql`${id}::uuid`),
      sql`, `,
    )}) and story_id is not null and started_at < ${to} and coalesce(ended_at, last_bad_at) > ${from}
    order by started_at`)
  return alerts.map((alert) => {
    const end = (alert.resolvedAt ?? to).getTime() + STORY_REACH_MS
    const found = events.find(
      (event) =>
        event.toolId === alert.labels.tool && Date.parse(event.startedAt) <= end && Date.parse(event.endedAt) >= alert.firedAt.getTime() - STORY_REACH_MS,
    )
    return found ? { ...alert, story: { id: found.storyId, startedAt: new Date(found.startedAt) } } : alert
  })
}

/** As many points as a chart can show; of each stretch the worst, so that no peak is lost. */
function thinned({ labels, name, points }: LabValues, keep: 'low' | 'high'): LabValues {
  const stretch = Math.ceil(points.length / DRAWN_POINTS)
  if (stretch <= 1) return { labels, name, points }
  const kept = Array.from({ length: Math.ceil(points.length / stretch) }, (_, index) => {
    const inside = points.slice(index * stretch, (index + 1) * stretch)
    const known = inside.flatMap(({ value }) => (value === null ? [] : [value]))
    return { at: inside[0]?.at ?? 0, value: known.length === 0 ? null : keep === 'low' ? Math.min(...known) : Math.max(...known) }
  })
  return { labels, name, points: kept }
}
