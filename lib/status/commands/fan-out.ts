import { sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { addDays } from '@/lib/time'
import { TELL_WITHIN_DAYS } from '../model'

/**
 * Writes one notice for each public update of the last days and each subscriber that had confirmed before it and
 * wants to hear of one of its systems. The unique key decides between runs: whoever comes second writes nothing.
 * @returns how many were written
 */
export async function fanOut(now: Date): Promise<number> {
  const since = addDays(now, -TELL_WITHIN_DAYS)
  return withPlatform(async (tx) => {
    const written = await tx.execute(sql`
      with news as (
        select 'incident:' || e.seq as key, e.recorded_at as at, i.simulated,
          array(select distinct x.system_key from incident_systems x where x.incident_id = e.incident_id) as systems
        from incident_entries e join incidents i on i.id = e.incident_id and i.public
        where e.visibility = 'public' and e.recorded_at > ${since}
          -- What says nothing is not shown on the page either (compose-snapshot.ts).
          and (e.body ~ '\\S' or e.facts ? 'status' or e.type in ('opened', 'reopened'))
        union all
        select 'maintenance:' || e.seq, e.at, m.simulated, m.systems
        from status_maintenance_entries e join status_maintenances m on m.id = e.maintenance_id
        where e.at > ${since}
      )
      insert into status_notices (subscriber_id, key, next_attempt_at, created_at)
      select s.id, n.key, ${now}, ${now}
      from news n join status_subscribers s on s.state = 'active' and s.confirmed_at <= n.at
      where (cardinality(s.systems) = 0 or s.systems && n.systems)
        -- Nobody real is told what did not happen.
        and (s.simulated or not n.simulated)
      on conflict (subscriber_id, key) do nothing`)
    // Those of the demo are told to nobody: their addresses are nobody's.
    await tx.execute(sql`
      update status_notices n set sent_at = ${now}, next_attempt_at = null, last_answer = 'Simulated: nothing was sent.'
      from status_subscribers s where s.id = n.subscriber_id and s.simulated and n.next_attempt_at is not null`)
    return written.count
  })
}

/**
 * Ends subscribers whose mails come back, what waits for those that have ended, and forgets addresses that have
 * not confirmed in time or ended long ago.
 * @returns how many subscribers ended or were forgotten
 */
export async function tendSubscribers(now: Date, { pendingDays, endedDays }: { pendingDays: number; endedDays: number }): Promise<number> {
  return withPlatform(async (tx) => {
    const bounced = await tx.execute(sql`
      update status_subscribers s set state = 'ended', end_reason = 'bounced', ended_at = ${now}, updated_at = ${now}
      from suppressions x where s.kind = 'email' and s.state <> 'ended' and x.address = lower(s.address)`)
    await tx.execute(sql`
      update status_notices n set next_attempt_at = null, failed_at = ${now}
      from status_subscribers s where s.id = n.subscriber_id and s.state = 'ended' and n.next_attempt_at is not null`)
    const forgotten = await tx.execute(sql`
      delete from status_subscribers
      where (state = 'pending' and updated_at <= ${addDays(now, -pendingDays)}) or (state = 'ended' and ended_at <= ${addDays(now, -endedDays)})`)
    return bounced.count + forgotten.count
  })
}
