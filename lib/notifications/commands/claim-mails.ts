import { sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { defaultMailSettings, type MailClass } from '@/lib/outbox/model'
import { type MailStanding, readMailStandings } from '@/lib/outbox/queries'
import { decideTiming, type Timing } from '@/lib/outbox/timing'
import { MINUTE } from '@/lib/time'
import type { OutgoingMail } from '../model'
import { findOutdated } from '../queries/find-outdated'
import { listTouchedOrganizations } from '../queries/touched'

const BATCH = 20
/** Claims take turns, so that two senders cannot both take a person's last mail of the week. */
const CLAIM_LOCK = 'pulsegrid:claim-mails'
/** Younger mails are taken at their word; what waited longer may have been overtaken. */
const FRESH_MS = 10 * MINUTE

export interface Claimed extends OutgoingMail {
  attempt: number
  /** Why it must never leave, as of now; null when it may. */
  obstacle: string | null
  timing: Timing
  /** Mail of the simulated marketplace: its addresses are nobody's. */
  simulated: boolean
}

interface Due extends Record<string, unknown> {
  id: string
  template: string
  fresh: boolean
  organization_id: string | null
  user_id: string | null
  class: MailClass
  guarded: boolean
  to_address: string
  subject: string
  html: string
  text: string
  headers: Record<string, string>
  attempts: number
  obstacle: string | null
  simulated: boolean
}

/**
 * Takes up to BATCH mails that are due and not claimed, or claimed by somebody whose claim ran out, each
 * with the verdict on whether it may leave at `now`. Sending goes on side by side; only the claims take turns.
 */
export async function claimMails(claim: string, now: Date, claimSeconds: number): Promise<Claimed[]> {
  return withPlatform(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${CLAIM_LOCK}))`)
    const rows = await tx.execute<Due>(sql`
      with due as (
        select id, next_attempt_at from outbox
        where state in ('pending', 'sending') and next_attempt_at <= ${now} and (lease_until is null or lease_until <= clock_timestamp())
        order by next_attempt_at, id
        limit ${BATCH}
        for update skip locked
      ), claimed as (
        update outbox o
        set state = 'sending', attempts = o.attempts + 1, lease_owner = ${claim}, lease_until = clock_timestamp() + make_interval(secs => ${claimSeconds})
        from due
        where o.id = due.id
        returning o.*, due.next_attempt_at as due_at
      )
      select o.id, o.template, o.created_at > ${new Date(now.getTime() - FRESH_MS)} as fresh, o.organization_id, o.user_id, o.class, o.guarded, o.to_address, o.subject, o.html, o.text, o.headers, o.attempts,
        coalesce((select org.simulated from organizations org where org.id = o.organization_id), false) as simulated,
        case
          when exists (select from suppressions s where s.address = lower(trim(o.to_address)))
            then (select 'The address is suppressed: ' || s.reason || '.' from suppressions s where s.address = lower(trim(o.to_address)))
          when o.class <> 'critical' and exists (
            select from notification_preferences p
            where p.user_id = o.user_id and p.category = o.category and p.channel = 'email' and not p.enabled
          ) then 'The person has opted out since it was written.'
        end as obstacle
      from claimed o
      order by o.due_at, o.id`)
    const timingOf = await readTimings(tx, rows, claim, now)
    return rows.map((row) => ({
      id: row.id,
      toAddress: row.to_address,
      subject: row.subject,
      html: row.html,
      text: row.text,
      headers: row.headers,
      attempt: row.attempts,
      obstacle: row.obstacle,
      timing: row.obstacle === null ? timingOf(row) : { kind: 'now' },
      simulated: row.simulated,
    }))
  })
}

/** The verdict on each mail of a batch, in their order: one that may leave counts for those after it. */
async function readTimings(tx: Tx, rows: Due[], claim: string, now: Date): Promise<(row: Due) => Timing> {
  const people = [...new Set(rows.flatMap(({ user_id, class: mailClass }) => (user_id && mailClass !== 'critical' ? [user_id] : [])))]
  const standings = await readMailStandings(tx, people, now)
  // What other senders have in hand counts as sent.
  for (const userId of people.length > 0 ? await listInFlight(tx, claim) : []) standings.get(userId)?.recent.push(now)
  // One that was offered before may have arrived: it is not said to be unsent.
  const waited = rows
    .filter((row) => !row.fresh && row.attempts === 1)
    .map((row) => ({ id: row.id, template: row.template, organizationId: row.organization_id }))
  const outdated = await findOutdated(tx, waited, now)
  const touched = rows.some((row) => row.guarded) ? await listTouchedOrganizations(tx, now) : new Set<string>()
  return (row) => {
    const standing: MailStanding | undefined = row.user_id ? standings.get(row.user_id) : undefined
    if (row.class !== 'critical' && !standing) return { kind: 'now' }
    const isTouched = row.organization_id !== null && touched.has(row.organization_id)
    // A repeat of an attempt had its room already, and must come while the provider still knows its key.
    const recent = row.attempts > 1 ? [] : (standing?.recent ?? [])
    const timing = decideTiming(
      { class: row.class, guarded: row.guarded, touched: isTouched, settings: standing?.settings ?? defaultMailSettings, recent },
      now,
    )
    const overtaken = outdated.get(row.id)
    if (timing.kind === 'now' && overtaken) return { kind: 'drop', reason: overtaken }
    if (timing.kind === 'now' && row.class !== 'critical') standing?.recent.push(now)
    return timing
  }
}

async function listInFlight(tx: Tx, claim: string): Promise<string[]> {
  const rows = await tx.execute<{ user_id: string }>(
    sql`select user_id from outbox where state = 'sending' and lease_owner <> ${claim} and class <> 'critical' and user_id is not null`,
  )
  return rows.map((row) => row.user_id)
}
