import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { Dimensions } from '@/lib/dimensions'
import { floorTo, HOUR, MINUTE } from '@/lib/time'
import { culpritSentence, type Finding, findCulprits, type GroupEvents, LOOK_BACK_HOURS, type Sample, silentSentence, slowSentence } from '../findings'
import type { Slo, SloRatio } from '../model'
import { findOnset, findSilence, type Minute } from '../onset'
import { findSuspects, type Suspect } from '../suspects'
import { type Ask, groupOf, matchedSeries } from './asks'
import { explainSpent } from './explain-spent'
import { scanRoutes } from './scan-routes'

/** Groups of one SLO that are looked at one by one. */
const MOST_GROUPS = 5
/** Log lines are looked for in the newest so many hours. */
const LINES_HOURS = 2
/** Share of requests that are slow by that name when all is as usual. */
const USUALLY_SLOW = 0.03
/** A route's errors are told of even where no SLO suffers: from so many in an hour on, and so many times the usual share. */
const TOLD_ERRORS = 10
const TOLD_RATIO = 0.02
const TOLD_TIMES = 3

/** Errors of all routes, whether an SLO is over them or not. */
const errorsOfRoutes: SloRatio = { bad: { metric: 'api_errors_total', filter: {} }, total: { metric: 'api_requests_total', filter: {} } }

/**
 * Why it is as it is: what the bad events of SLOs in trouble come from, routes that fail, have become slow or get no
 * traffic any more; since when, and an example. The gravest first; last what used up a budget and is over.
 */
export async function explain(tx: Tx, troubled: readonly Pick<Slo, 'id' | 'name' | 'ratio' | 'windowDays'>[], now: Date): Promise<Finding[]> {
  const asks = new Map<string, Ask & { costs: string[] }>()
  for (const { name, ratio } of [...troubled, { name: null, ratio: errorsOfRoutes }]) {
    const key = ratioKey(ratio)
    const ask = asks.get(key) ?? { of: key, ratio, costs: [] }
    if (name !== null) ask.costs.push(name)
    asks.set(key, ask)
  }
  const groups = await readGroups(tx, [...asks.values()], now)
  const bad = await explainBad(tx, [...asks.values()], groups, now)
  const routes = await explainRoutes(tx, findSuspects(await scanRoutes(tx, now)), now)
  // Not those without a finding: what fails evenly everywhere has no culprit, and is not over.
  const failing = new Set(groups.flatMap((group) => (group.bad > 0 ? [group.of] : [])))
  const over = troubled.filter(({ ratio }) => !failing.has(ratioKey(ratio)))
  return [...bad, ...routes, ...(await explainSpent(tx, over, now))]
}

interface GroupRow extends Record<string, unknown> {
  of: string
  group: Dimensions
  bad: number
  total: number
  badHour: number
  totalHour: number
  usual: number
  statusCode: string | null
}

async function explainBad(tx: Tx, asks: readonly (Ask & { costs: string[] })[], groups: readonly GroupRow[], now: Date): Promise<Finding[]> {
  const asked = asks.flatMap((ask) => {
    const own = groups.filter(({ of, bad }) => of === ask.of && bad > 0)
    // Without an SLO that suffers only what stands out is told.
    const told = ask.costs.length > 0 ? own : own.filter(standsOut)
    return told.length === 0 ? [] : [{ ask, groups: told.toSorted((a, b) => b.badHour - a.badHour || b.bad - a.bad).slice(0, MOST_GROUPS) }]
  })
  if (asked.length === 0) return []
  const minutes = await readGroupMinutes(
    tx,
    asked.map(({ ask }) => ask),
    asked.flatMap((one) => one.groups.map(({ group }) => group)),
    now,
  )
  const findings: Finding[] = []
  for (const { ask, groups: looked } of asked) {
    const of = (key: string) => minutes.filter((row) => row.of === ask.of && row.key === key)
    const known = new Set(looked.map(({ group }) => JSON.stringify(group)))
    const others = minutes.filter((row) => row.of === ask.of && !known.has(row.key))
    const given: GroupEvents[] = looked.map(({ group, usual }) => ({ group: JSON.stringify(group), usual, minutes: of(JSON.stringify(group)) }))
    for (const culprit of findCulprits(given, others)) {
      const row = looked.find(({ group }) => JSON.stringify(group) === culprit.group)
      if (!row || (ask.costs.length === 0 && culprit.onset === null)) continue
      const subject = Object.values(row.group).join(', ') || null
      const route = row.group.route ?? null
      findings.push({
        kind: 'errors',
        subject,
        route,
        costs: ask.costs,
        sentence: culpritSentence(culprit, subject),
        share: culprit.share,
        beganAt: culprit.onset?.beganAt ?? null,
        endedAt: culprit.onset?.endedAt ?? null,
        sample: await findSample(tx, route, row.statusCode, now),
      })
    }
  }
  return findings
}

function standsOut({ badHour, totalHour, usual }: GroupRow): boolean {
  return badHour >= TOLD_ERRORS && badHour / totalHour >= Math.max(TOLD_RATIO, usual * TOLD_TIMES)
}

async function readGroups(tx: Tx, asks: readonly Ask[], now: Date): Promise<GroupRow[]> {
  const hour = floorTo(now, HOUR)
  const from = new Date(now.getTime() - LOOK_BACK_HOURS * HOUR)
  // The day before what is looked at: what is bad now is not what is usual.
  const usualFrom = new Date(hour.getTime() - (LOOK_BACK_HOURS + 24) * HOUR)
  const usualTo = new Date(hour.getTime() - LOOK_BACK_HOURS * HOUR)
  return [
    ...(await tx.execute<GroupRow>(sql`
      with ${matchedSeries(asks)}, minutes as materialized (
        select series_id, sum(sum) as n, coalesce(sum(sum) filter (where at >= ${new Date(now.getTime() - HOUR)}), 0) as newest
        from metric_minutes where series_id in (select id from matched) and at >= ${from} and at <= ${now} group by series_id
      ), hours as materialized (
        select series_id, sum(sum) as n from metric_hours where series_id in (select id from matched) and at >= ${usualFrom} and at < ${usualTo} group by series_id
      )
      select x."of", ${groupOf} as "group",
        coalesce(sum(m.n) filter (where x.bad), 0)::float8 as bad, coalesce(sum(m.n) filter (where not x.bad), 0)::float8 as total,
        coalesce(sum(m.newest) filter (where x.bad), 0)::float8 as "badHour", coalesce(sum(m.newest) filter (where not x.bad), 0)::float8 as "totalHour",
        coalesce(sum(h.n) filter (where x.bad) / nullif(sum(h.n) filter (where not x.bad), 0), 0)::float8 as usual,
        (array_agg(x.dimensions ->> 'status_code' order by m.n desc nulls last) filter (where x.bad))[1] as "statusCode"
      from matched x left join minutes m on m.series_id = x.id left join hours h on h.series_id = x.id
      group by 1, 2`)),
  ]
}

/** Of the given groups one by one, of all others together. */
async function readGroupMinutes(tx: Tx, asks: readonly Ask[], groups: readonly Dimensions[], now: Date): Promise<(Minute & { of: string; key: string })[]> {
  const from = new Date(floorTo(now, MINUTE).getTime() - LOOK_BACK_HOURS * HOUR)
  const rows = await tx.execute<{ of: string; group: Dimensions | null; atMs: number; bad: number; total: number } & Record<string, unknown>>(sql`
    with ${matchedSeries(asks)}, groups as materialized (
      select x.*, case when ${groupOf} in (select value from jsonb_array_elements(${JSON.stringify(groups)}::jsonb)) then ${groupOf} end as "group" from matched x
    )
    select x."of", x."group", (extract(epoch from m.at) * 1000)::float8 as "atMs",
      coalesce(sum(m.sum) filter (where x.bad), 0)::float8 as bad, coalesce(sum(m.sum) filter (where not x.bad), 0)::float8 as total
    from groups x join metric_minutes m on m.series_id = x.id and m.at >= ${from} and m.at <= ${now}
    group by 1, 2, 3 order by 3`)
  return rows.map(({ group, ...row }) => ({ ...row, key: JSON.stringify(group) }))
}

async function explainRoutes(tx: Tx, suspects: readonly Suspect[], now: Date): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const suspect of suspects) {
    const minutes = await readRouteMinutes(tx, suspect, now)
    const onset = suspect.kind === 'slow' ? findOnset(minutes, USUALLY_SLOW) : findSilence(minutes, suspect.usualPerMinute)
    // What is over is no reason for how it is now.
    if (onset === null || onset.endedAt !== null) continue
    const since = minutes.reduce((sum, { atMs, total }) => (atMs >= onset.beganAt.getTime() ? sum + total : sum), 0)
    findings.push({
      kind: suspect.kind,
      subject: suspect.route,
      route: suspect.route,
      costs: [],
      sentence: suspect.kind === 'slow' ? slowSentence(suspect) : silentSentence(suspect.usualPerMinute, since),
      share: suspect.kind === 'slow' ? suspect.share : null,
      beganAt: onset.beganAt,
      endedAt: null,
      sample: null,
    })
  }
  return findings
}

/** Every whole minute of the last hours; of a slow route bad are its slow requests. */
async function readRouteMinutes(tx: Tx, suspect: Suspect, now: Date): Promise<Minute[]> {
  const to = floorTo(now, MINUTE)
  const from = new Date(to.getTime() - LOOK_BACK_HOURS * HOUR)
  const slow = suspect.kind === 'slow'
  const bad = slow
    ? sql`(select sum(b.n) from unnest(m.sketch_keys, m.sketch_counts) as b (key, n) where sketch_value(b.key) > ${suspect.slowerThanMs}::float8)`
    : sql`0`
  const rows = await tx.execute<{ atMs: number; bad: number; total: number }>(sql`
    select (extract(epoch from m.at) * 1000)::float8 as "atMs", coalesce(sum(${bad}), 0)::float8 as bad, sum(${slow ? sql`m.count` : sql`m.sum`})::float8 as total
    from metric_series s join metric_minutes m on m.series_id = s.id and m.at >= ${from} and m.at < ${to}
    where s.organization_id is null and s.metric = ${slow ? 'api_request_duration_ms' : 'api_requests_total'} and s.dimensions ->> 'route' = ${suspect.route}
    group by m.at`)
  const known = new Map(rows.map((row) => [row.atMs, row]))
  return Array.from({ length: LOOK_BACK_HOURS * 60 }, (_, minute) => {
    const atMs = from.getTime() + minute * MINUTE
    return known.get(atMs) ?? { atMs, bad: 0, total: 0 }
  })
}

async function findSample(tx: Tx, route: string | null, statusCode: string | null, now: Date): Promise<Sample | null> {
  if (route === null) return null
  const [line] = await tx.execute<{ ms: string; message: string; requestId: string | null; service: string | null }>(sql`
    select (extract(epoch from at) * 1000)::bigint as ms, message, request_id as "requestId", service
    from log_lines
    where at >= ${new Date(now.getTime() - LINES_HOURS * HOUR)} and at <= ${now} and level in ('error', 'fatal')
      and (fields ->> 'route' = ${route} or fields ->> 'path' = ${route} or strpos(message, ${route}) > 0)
    order by at desc limit 1`)
  if (line) return { type: 'line', at: new Date(Number(line.ms)), message: line.message, requestId: line.requestId, service: line.service }
  return statusCode === null ? null : { type: 'status', statusCode }
}

// jsonb and people order the names of a filter differently.
function ratioKey({ bad, total }: SloRatio): string {
  return JSON.stringify([bad, total].map(({ metric, filter }) => [metric, Object.entries(filter).toSorted(([a], [b]) => a.localeCompare(b))]))
}
