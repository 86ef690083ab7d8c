import { sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { liveEvents } from '@/db/schema/live'
import type { ComputedValue, LiveTopic } from '../model'

interface Announcement {
  /** Null: for staff. */
  organizationId: string | null
  topic: Exclude<LiveTopic, 'alert' | 'incident' | 'value'>
  subjectId?: string | null
  /** Small: it goes to every open page that may see it. */
  body: Record<string, string | number | boolean | null>
  at: Date
}

/**
 * Tells open pages of something when the transaction commits. Call it last: it waits for the one place in
 * the queue of announcements and keeps it until the commit, so that numbers stand in the order of commits.
 * Alerts need no call, their events announce themselves (db/security.sql).
 */
export async function publishLive(tx: Tx, { organizationId, topic, subjectId = null, body, at }: Announcement): Promise<void> {
  await write(tx, { organizationId, topic, subjectId, body, at })
}

/** Tells all open pages that something was computed anew; those that show it read it again. In a transaction of its own. */
export async function announceComputed(what: ComputedValue, now: Date): Promise<void> {
  await withPlatform((tx) => write(tx, { organizationId: null, topic: 'value', subjectId: null, body: { what }, at: now }))
}

async function write(tx: Tx, row: typeof liveEvents.$inferInsert): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('pulsegrid:live'))`)
  const [written] = await tx.insert(liveEvents).values(row).returning({ id: liveEvents.id })
  await tx.execute(sql`select pg_notify('pulsegrid_live', ${String(written?.id)})`)
}
