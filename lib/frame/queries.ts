import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { type Unseen, unseenOf } from '@/lib/alerts/queries/bell'
import { judgedTo } from '@/lib/alerts/queries/evaluator-health'
import { pressingOf } from '@/lib/anomalies/queries/list-stories'
import { pendingExemptions } from '@/lib/gates/queries/list-exemptions'
import { openGatesOf } from '@/lib/gates/queries/list-gates'
import { graveOpen } from '@/lib/incidents/queries/list-incidents'

// What stands around every page of a console. Each page waits for it, so it is one statement, put together from
// the parts of those who know what counts.

/** Around the pages of the staff. */
export interface StaffFrame {
  organizations: number
  /** Of them, those of the demo marketplace. */
  simulated: number
  /** Stories of the platform that somebody has to look at. */
  anomalies: number
  /** Exemptions from gates that wait for a decision. */
  exemptions: number
  /** Open incidents of the two gravest severities. */
  grave: number
  bell: Unseen
  /** End of the newest minute that alert rules were judged by; null before the first. */
  judgedTo: Date | null
}

/** Needs the platform's rights. */
export async function readStaffFrame(tx: Tx, { userId, now }: { userId: string; now: Date }): Promise<StaffFrame> {
  const [row] = await tx.execute<Record<Exclude<keyof StaffFrame, 'bell' | 'judgedTo'>, number> & { bell: Unseen; judgedTo: string | null }>(sql`
    select (select count(*)::integer from organizations) as organizations, (select count(*)::integer from organizations where simulated) as simulated,
      ${pressingOf({ of: 'platform' })} as anomalies, ${pendingExemptions} as exemptions, ${graveOpen} as grave,
      ${unseenOf({ userId, organizationId: null }, now)} as bell, ${judgedTo} as "judgedTo"`)
  if (!row) throw new Error('A statement without a table gave no row.')
  return { ...row, judgedTo: row.judgedTo === null ? null : new Date(row.judgedTo) }
}

/** Around the pages of an organization. */
export interface TenantFrame {
  name: string
  simulated: boolean
  shiftedWeeks: number | null
  /** Stories of its tools that somebody has to look at. */
  anomalies: number
  /** Gates in grace or in force. */
  gates: number
  bell: Unseen
}

/** Null when there is no such organization, or row-level security hides it. */
export async function findTenantFrame(
  tx: Tx,
  { organizationId, userId, now }: { organizationId: string; userId: string; now: Date },
): Promise<TenantFrame | null> {
  const [row] = await tx.execute<{ [Key in keyof TenantFrame]: TenantFrame[Key] }>(sql`
    select o.name, o.simulated, o.shifted_weeks as "shiftedWeeks", ${pressingOf({ organizationId })} as anomalies, ${openGatesOf(organizationId)} as gates,
      ${unseenOf({ userId, organizationId }, now)} as bell
    from organizations o where o.id = ${organizationId}`)
  return row ?? null
}
