import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { ProofFacts } from '../proof'

/** A follow-up that is said to be done, with what is known of its signal. */
interface Claim {
  followupId: string
  incidentId: string
  version: number
  title: string
  facts: ProofFacts
}

/** Follow-ups that wait for their signal to stay quiet. */
export async function listClaims(tx: Tx, now: Date): Promise<Claim[]> {
  const rows = await tx.execute<{
    id: string
    incident_id: string
    version: number
    title: string
    claimed_ms: number
    clean_days: number
    off_ms: number | null
    alerts: [firedMs: number, resolvedMs: number | null][] | null
  }>(sql`
    select f.id, f.incident_id, f.version, f.title, (extract(epoch from f.claimed_at) * 1000)::float8 as claimed_ms, (f.signal ->> 'cleanDays')::integer as clean_days,
      case when r.id is null then 0 when r.deleted_at is not null then extract(epoch from r.deleted_at) * 1000
        when not r.enabled then extract(epoch from greatest(r.updated_at, f.claimed_at)) * 1000 end::float8 as off_ms,
      fired.alerts
    from incident_followups f
    left join alert_rules r on r.id = (f.signal ->> 'ruleId')::uuid
    left join lateral (
      select jsonb_agg(jsonb_build_array((extract(epoch from a.fired_at) * 1000)::float8, (extract(epoch from a.resolved_at) * 1000)::float8)) as alerts
      from alerts a
      where a.rule_id = r.id and a.fired_at <= ${now} and (a.fired_at > f.claimed_at or a.resolved_at is null or a.resolved_at > f.claimed_at)
    ) fired on true
    where f.state = 'open' and f.claimed_at is not null and f.signal is not null
    order by f.id`)
  return rows.map((row) => ({
    followupId: row.id,
    incidentId: row.incident_id,
    version: row.version,
    title: row.title,
    facts: {
      claimedAt: new Date(row.claimed_ms),
      cleanDays: row.clean_days,
      offSince: row.off_ms === null ? null : new Date(row.off_ms),
      alerts: (row.alerts ?? []).map(([firedMs, resolvedMs]) => ({
        firedAt: new Date(firedMs),
        resolvedAt: resolvedMs === null ? null : new Date(resolvedMs),
      })),
    },
  }))
}
