import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { addDays, startOfDay } from '@/lib/time'
import { DORMANT_DAYS, type DormantPublisher, LONGEST_SPELL_DAYS, NEVER_CALLED } from '../dormant/spell'
import { touchedOrganizations } from './touched'

/** The template, and the type under which the notification log knows it. */
export const DORMANT_TYPE = 'dormant'

/** A person may own two publishers: each has its own spells. Keys of one publisher stand in the order of the days. */
export function dormantKey({ organizationId, spell }: { organizationId: string; spell: string }): string {
  return `${organizationId}:${spell}`
}

/**
 * Publishers none of whose published tools was called on the last 14 whole days, nor today, who have not
 * been told in this spell and whom no incident touches. A tool that was never called counts from 14
 * days after it was published. Spells of more than 60 days are left to the gate that has spoken by then.
 */
export async function listDormantPublishers(tx: Tx, now: Date): Promise<DormantPublisher[]> {
  const quietFrom = addDays(startOfDay(now), -DORMANT_DAYS)
  const spellsFrom = addDays(startOfDay(now), -LONGEST_SPELL_DAYS)
  return tx.execute<DormantPublisher & Record<string, unknown>>(sql`
    with counted as (
      select t.id, t.organization_id, t.name, t.published_at, last.day
      from tools t
      left join lateral (
        select d.bucket_at as day from tool_metrics_daily d
        where d.tool_id = t.id and d.invocations > 0 and d.bucket_at <= ${now} order by d.bucket_at desc limit 1
      ) last on true
      where t.archived_at is null and t.published_at <= ${now} and (last.day is not null or t.published_at <= ${addDays(now, -DORMANT_DAYS)})
    ), spells as (
      select organization_id, coalesce(to_char(max(day), 'YYYY-MM-DD'), ${NEVER_CALLED}) as spell
      from counted group by organization_id
      having coalesce(max(day) < ${quietFrom}, true) and coalesce(max(day), max(published_at)) >= ${spellsFrom}
    )
    select o.id as "organizationId", o.name as "organizationName", o.simulated, s.spell,
      (
        select jsonb_agg(jsonb_build_object(
          'toolId', c.id, 'name', c.name, 'lastDay', to_char(c.day, 'YYYY-MM-DD'), 'publishedAt', c.published_at, 'calls', calls.n,
          'probe', (
            select jsonb_build_object('state', p.state, 'at', p.checked_at) from tool_health_checks p
            where p.tool_id = c.id and p.window_at <= ${now} order by p.window_at desc limit 1
          )) order by calls.n desc, c.name)
        from counted c, lateral (
          select coalesce(sum(d.invocations), 0)::float8 as n from tool_metrics_daily d
          where d.tool_id = c.id and d.bucket_at > c.day - interval '28 days' and d.bucket_at <= c.day
        ) calls
        where c.organization_id = o.id
      ) as tools
    from spells s
    join organizations o on o.id = s.organization_id
    where not exists (
        select from notification_log n
        where n.recipient_kind = 'organization' and n.recipient_id = o.id and n.type = ${DORMANT_TYPE} and n.key >= o.id || ':' || s.spell
      )
      and o.id not in (${touchedOrganizations(now)})
    order by o.id`)
}

/** Was a tool of the organization called after the spell of this key began? Then a mail about it is out of date. */
export async function hasBeenCalledSince(tx: Tx, { organizationId, key, now }: { organizationId: string; key: string; now: Date }): Promise<boolean> {
  const spell = key.slice(organizationId.length + 1)
  const since = spell === NEVER_CALLED ? addDays(startOfDay(now), -LONGEST_SPELL_DAYS) : addDays(new Date(`${spell}T00:00:00Z`), 1)
  const [row] = await tx.execute<{ called: boolean }>(
    sql`select exists (
      select from tool_metrics_daily where organization_id = ${organizationId} and bucket_at >= ${since} and bucket_at <= ${now} and invocations > 0
    ) as called`,
  )
  return row?.called === true
}
