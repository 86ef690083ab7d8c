import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { addDays, startOfDay, type Window } from '@/lib/time'
import type { Coverage } from '../model'

/** Days before an incident that say what a call usually brings. */
const PRICE_DAYS = 28

interface Covering {
  id: string
  coverage: Coverage
  routes: string[]
  tools: string[]
  provider: string | null
}

export interface MeasuredImpact {
  consumers: number
  failedCalls: number
  revenueMicros: number
  slaMinutes: number
  organizations: { organizationId: string; role: 'publisher' | 'consumer'; failedCalls: number; revenueMicros: number }[]
}

/**
 * What an incident has cost in a stretch: the calls of covered tools that failed (but those whose sender says that
 * it was the publisher's or the caller's own fault), whose they were, what they would have brought at the tool's
 * usual price of a call that succeeds, and the minutes in which one failed or a system was out.
 */
export async function measureImpact(tx: Tx, incident: Covering, { from, to }: Window): Promise<MeasuredImpact> {
  const [row] = await tx.execute<{
    consumers: number
    failed_calls: number
    revenue_micros: number
    sla_minutes: number
    organizations: [id: string, role: 'publisher' | 'consumer', failed: number, micros: number][] | null
  }>(sql`
    with covered as materialized (
      select t.id, t.organization_id from tools t where ${coveredBy(incident)}
    ), failed as materialized (
      select i.tool_id, c.organization_id, i.consumer_id, date_trunc('minute', i.occurred_at) as minute_at, count(*) as calls
      from covered c
      join invocations i on i.tool_id = c.id and i.occurred_at >= ${from} and i.occurred_at < ${to}
      where i.outcome = 'error' and not (i.fault_stated and i.fault in ('developer', 'consumer'))
      group by 1, 2, 3, 4
    ), price as (
      select hit.tool_id, coalesce(usual.micros, 0) as micros
      from (select distinct tool_id from failed) hit
      cross join lateral (
        select sum(m.revenue_micros)::numeric / nullif(sum(m.invocations - m.errors), 0) as micros
        from tool_metrics_daily m
        where m.tool_id = hit.tool_id and m.bucket_at >= ${startOfDay(addDays(from, -PRICE_DAYS))} and m.bucket_at <= ${startOfDay(from)}
      ) usual
    ), lost as (
      select f.organization_id as publisher, u.organization_id as consumer, f.consumer_id, sum(f.calls) as calls, sum(f.calls * p.micros) as micros
      from failed f
      join price p on p.tool_id = f.tool_id
      join consumers u on u.id = f.consumer_id
      group by 1, 2, 3
    ), by_organization as (
      select publisher as id, 'publisher' as role, sum(calls) as calls, sum(micros) as micros from lost group by 1
      union all
      select consumer, 'consumer', sum(calls), sum(micros) from lost group by 1
    ), bad_minutes as (
      select minute_at from failed
      union
      select generate_series(date_trunc('minute', greatest(s.from_at, ${from.toISOString()}::timestamptz)),
        least(coalesce(s.to_at, ${to.toISOString()}::timestamptz), ${to.toISOString()}::timestamptz) - interval '1 microsecond', interval '1 minute')
      from incident_systems s
      where s.incident_id = ${incident.id} and s.impact in ('partial_outage', 'major_outage')
    )
    select (select count(distinct consumer_id) from lost)::integer as consumers,
      coalesce((select sum(calls) from failed), 0)::float8 as failed_calls,
      coalesce(round((select sum(micros) from lost)), 0)::float8 as revenue_micros,
      (select count(*) from bad_minutes)::integer as sla_minutes,
      (select jsonb_agg(jsonb_build_array(id, role, calls, round(micros)) order by role, id) from by_organization) as organizations`)
  if (!row) throw new Error('the impact was not measured')
  return {
    consumers: row.consumers,
    failedCalls: row.failed_calls,
    revenueMicros: row.revenue_micros,
    slaMinutes: row.sla_minutes,
    organizations: (row.organizations ?? []).map(([organizationId, role, failedCalls, revenueMicros]) => ({
      organizationId,
      role,
      failedCalls,
      revenueMicros,
    })),
  }
}

function coveredBy({ coverage, routes, tools, provider }: Covering): SQL {
  switch (coverage) {
    case 'none':
      return sql`false`
    case 'everything':
      return sql`true`
    case 'some':
      return sql`t.route = any (${asArray(routes)}::text[]) or t.id = any (${asArray(tools)}::uuid[])`
    case 'provider':
      return sql`${provider} = any (t.depends_on)`
  }
}

/** A parameter of an array type: the elements as one JSON text. */
function asArray(values: readonly string[]): SQL {
  return sql`array(select jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`
}
