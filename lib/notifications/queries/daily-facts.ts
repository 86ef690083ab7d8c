import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { listSilenceDebt } from '@/lib/alerts/queries/silence-debt'
import { formatPercent } from '@/lib/format'
import { listSeriesTotals } from '@/lib/metrics/series/queries'
import { goneWords, platformSentence, platformState } from '@/lib/systems/platform'
import { listSlos } from '@/lib/systems/queries/list-slos'
import { addDays, HOUR, startOfDay, type Window } from '@/lib/time'
import { dailyWindow } from '../daily/day'
import {
  type AlertOfDay,
  AT_RISK_SCORE,
  type DailyFacts,
  type ErrorSource,
  FALL_POINTS,
  type FailedPayment,
  type IncidentOfDay,
  RENEWAL_DAYS,
  type RenewalAtRisk,
  type SlippedScore,
} from '../daily/model'

/** Read of each list; more is counted by nobody at nine in the morning. */
const MOST = 50
/** Routes, and tools, with the most failures. */
const MOST_ERRORS = 5
/** Minutes are kept for two days; of older ones there are hours. */
const MINUTES_REACH_MS = 46 * HOUR

/** Everything that the digest of a day tells, as it was at the end of its window. Needs the platform's rights. */
export async function readDailyFacts(tx: Tx, day: Date, now: Date): Promise<DailyFacts> {
  const { from, to, unfinished } = dailyWindow(day, now)
  const window = { from, to }
  const slos = (await listSlos(tx, to)).filter(({ enabled }) => enabled)
  return {
    day,
    window,
    unfinished,
    health: {
      sentence: platformSentence(slos, to),
      state: platformState(slos),
      troubled: slos.flatMap(({ name, objective, windowDays, standing: { state, value, goneAt } }) =>
        state === 'breached' || state === 'burning'
          ? [
              {
                name,
                state,
                sentence: `${formatPercent(value)} over ${windowDays} days, promised ${formatPercent(objective)}; ${state === 'breached' ? 'the error budget is gone' : goneAt ? `the error budget is ${goneWords(goneAt, to)}` : 'the error budget burns fast'}`,
              },
            ]
          : [],
      ),
    },
    fired: await countFired(tx, window),
    openAlerts: await listOpenAlerts(tx, to),
    debts: day.getTime() === startOfDay(now).getTime() ? await listSilenceDebt(tx, { organizationId: null, now: to }) : null,
    ...(await listIncidentsOf(tx, window)),
    slipped: await listSlipped(tx, day),
    renewals: await listRenewals(tx, day, to),
    payments: await listFailedPayments(tx, window),
    routes: await listFailingRoutes(tx, window, now),
    tools: await listFailingTools(tx, window),
    simulated: await hasSimulated(tx),
  }
}

// Alerts of the platform: those of tenants are theirs. The breach that the product makes to time itself concerns nobody.
const ofPlatform = sql`a.organization_id is null and not a.labels ? 'synthetic'`

async function countFired(tx: Tx, { from, to }: Window): Promise<DailyFacts['fired']> {
  const rows = await tx.execute<{ severity: 'warning' | 'critical'; fired: number }>(sql`
    select a.severity::text as severity, count(*)::integer as fired from alerts a where ${ofPlatform} and a.fired_at >= ${from} and a.fired_at < ${to} group by 1`)
  const of = (severity: string) => rows.find((row) => row.severity === severity)?.fired ?? 0
  return { critical: of('critical'), warning: of('warning') }
}

async function listOpenAlerts(tx: Tx, at: Date): Promise<AlertOfDay[]> {
  const rows = await tx.execute<Omit<AlertOfDay, 'firedAt'> & { fired_at: string }>(sql`
    select a.id, a.title, a.severity::text as severity, a.fired_at,
      coalesce(a.acknowledged_at < ${at} and (a.state = 'acknowledged' or a.resolved_at >= ${at}), false) as acknowledged
    from alerts a where ${ofPlatform} and a.fired_at < ${at} and (a.resolved_at is null or a.resolved_at >= ${at})
    order by a.severity desc, a.fired_at, a.id limit ${MOST}`)
  return rows.map(({ fired_at, ...row }) => ({ ...row, firedAt: new Date(fired_at) }))
}

async function listIncidentsOf(tx: Tx, { from, to }: Window): Promise<Pick<DailyFacts, 'openIncidents' | 'resolvedIncidents'>> {
  const rows = await tx.execute<Omit<IncidentOfDay, 'startedAt' | 'resolvedAt'> & { started_at: string; resolved_at: string | null }>(sql`
    select id, number, title, severity, started_at, resolved_at from incidents
    where created_at < ${to} and (resolved_at is null or resolved_at >= ${from}) order by severity, started_at, number limit ${MOST}`)
  const all = rows.map(({ started_at, resolved_at, ...row }) => ({
    ...row,
    startedAt: new Date(started_at),
    resolvedAt: resolved_at === null ? null : new Date(resolved_at),
  }))
  const isOpen = ({ resolvedAt }: IncidentOfDay) => resolvedAt === null || resolvedAt >= to
  return { openIncidents: all.filter(isOpen), resolvedIncidents: all.filter((incident) => !isOpen(incident)) }
}

/** Scores of the day's midnight against those of the day and the week before; both kinds of card. */
async function listSlipped(tx: Tx, day: Date): Promise<SlippedScore[]> {
  const card = (name: 'developer' | 'consumer') => sql`
    select ${name}::text as card, s.organization_id, s.score, week.score as before,
      coalesce(week.score - s.score > ${FALL_POINTS} and not coalesce(earlier.score - prior.score > ${FALL_POINTS}, false), false) as fell,
      coalesce(s.light = 'critical' and prior.light is distinct from 'critical' and prior.score is not null, false) as became_critical
    from ${sql.raw(`${name}_health_scores`)} s
    left join ${sql.raw(`${name}_health_scores`)} prior on prior.${sql.raw(`${name}_id`)} = s.${sql.raw(`${name}_id`)} and prior.as_of = ${addDays(day, -1)}
    left join ${sql.raw(`${name}_health_scores`)} week on week.${sql.raw(`${name}_id`)} = s.${sql.raw(`${name}_id`)} and week.as_of = ${addDays(day, -7)}
    left join ${sql.raw(`${name}_health_scores`)} earlier on earlier.${sql.raw(`${name}_id`)} = s.${sql.raw(`${name}_id`)} and earlier.as_of = ${addDays(day, -8)}
    where s.as_of = ${day} and s.score is not null`
  const rows = await tx.execute<{
    card: SlippedScore['card']
    organization_id: string
    organization: string
    score: number
    before: number | null
    fell: boolean
    became_critical: boolean
  }>(sql`
    select x.*, o.name as organization from (${card('developer')} union all ${card('consumer')}) x join organizations o on o.id = x.organization_id
    where x.fell or x.became_critical order by x.before - x.score desc nulls last, x.score, o.name limit ${MOST}`)
  return rows.map(({ organization_id, became_critical, ...row }) => ({ ...row, organizationId: organization_id, becameCritical: became_critical }))
}

async function listRenewals(tx: Tx, day: Date, to: Date): Promise<RenewalAtRisk[]> {
  const rows = await tx.execute<{ organization_id: string; organization: string; plan: string; renewal_at: string; score: number | null; failed: number }>(sql`
    select o.id as organization_id, o.name as organization, o.plan::text as plan, o.renewal_at, s.score, coalesce(p.failed, 0)::integer as failed
    from organizations o
    left join lateral (
      select min(score) as score from (
        select score from developer_health_scores where organization_id = o.id and as_of = ${day}
        union all select score from consumer_health_scores where organization_id = o.id and as_of = ${day}
      ) both_cards
    ) s on true
    left join lateral (
      select count(*) as failed from payments where organization_id = o.id and status = 'failed' and at >= ${addDays(to, -RENEWAL_DAYS)} and at < ${to}
    ) p on true
    where o.renewal_at >= ${to} and o.renewal_at < ${addDays(to, RENEWAL_DAYS)} and (s.score < ${AT_RISK_SCORE} or p.failed > 0)
    order by o.renewal_at, o.name limit ${MOST}`)
  return rows.map(({ organization_id, renewal_at, failed, ...row }) => ({
    ...row,
    organizationId: organization_id,
    renewalAt: new Date(renewal_at),
    failedPayments: failed,
  }))
}

async function listFailedPayments(tx: Tx, { from, to }: Window): Promise<FailedPayment[]> {
  const rows = await tx.execute<{ organization_id: string; organization: string; amount: string; reason: string | null; at: string }>(sql`
    select p.organization_id, o.name as organization, p.amount_micros::text as amount, p.failure_reason as reason, p.at
    from payments p join organizations o on o.id = p.organization_id
    where p.status = 'failed' and p.at >= ${from} and p.at < ${to} order by p.amount_micros desc, p.at, p.id limit ${MOST}`)
  return rows.map(({ organization_id, amount, at, ...row }) => ({ ...row, organizationId: organization_id, amountMicros: Number(amount), at: new Date(at) }))
}

async function listFailingRoutes(tx: Tx, window: Window, now: Date): Promise<ErrorSource[]> {
  const step = now.getTime() - window.from.getTime() <= MINUTES_REACH_MS ? 'minute' : 'hour'
  const totals = await listSeriesTotals(tx, {
    organizationId: null,
    metric: 'api_requests_total',
    groupBy: ['route', 'status_code'],
    aggregation: 'sum',
    step,
    window,
  })
  const routes = new Map<string, ErrorSource>()
  for (const { group, value } of totals) {
    const name = group.route ?? 'other'
    const route = routes.get(name) ?? { name, toolId: null, errors: 0, calls: 0 }
    route.calls += value ?? 0
    if (group.status_code?.startsWith('5')) route.errors += value ?? 0
    routes.set(name, route)
  }
  return [...routes.values()]
    .filter(({ errors }) => errors > 0)
    .sort((a, b) => b.errors - a.errors || a.name.localeCompare(b.name))
    .slice(0, MOST_ERRORS)
}

/** Failures that callers met and that were not of their own making. */
async function listFailingTools(tx: Tx, { from, to }: Window): Promise<ErrorSource[]> {
  const rows = await tx.execute<{ name: string; tool_id: string; errors: number; calls: number }>(sql`
    select t.name, m.tool_id, m.errors, m.calls
    from (
      select tool_id, sum(errors_developer + errors_platform + errors_upstream)::integer as errors, sum(invocations)::integer as calls
      from tool_metrics_hourly where bucket_at >= ${from} and bucket_at < ${to} group by tool_id
    ) m join tools t on t.id = m.tool_id
    where m.errors > 0 order by m.errors desc, t.name limit ${MOST_ERRORS}`)
  return rows.map(({ tool_id, ...row }) => ({ ...row, toolId: tool_id }))
}

async function hasSimulated(tx: Tx): Promise<boolean> {
  const [row] = await tx.execute<{ simulated: boolean }>(sql`select exists (select from organizations where simulated) as simulated`)
  return row?.simulated ?? false
}
