import { and, asc, eq, gt, isNull, lte, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { alerts, silences } from '@/db/schema/alerts'
import { users } from '@/db/schema/auth'
import type { AlertOwner } from '../owner'
import { FORGOTTEN_AFTER_MS, isForgottenAcknowledgement, isForgottenSilence, type SilenceDebt } from '../silence-debt'
import { ownedBy } from './owned'

/** Read of each of the two; who has more to look at has enough to begin with. */
const MOST = 200

/**
 * What an owner keeps quiet and may have forgotten (lib/alerts/silence-debt.ts), the oldest first.
 * @param owner an organization, or with null the platform
 */
export async function listSilenceDebt(tx: Tx, { now, ...owner }: AlertOwner & { now: Date }): Promise<SilenceDebt[]> {
  const oldEnough = new Date(now.getTime() - FORGOTTEN_AFTER_MS)
  const [acknowledged, holding] = [
    await tx
      .select({
        id: alerts.id,
        organizationId: alerts.organizationId,
        title: alerts.title,
        since: alerts.acknowledgedAt,
        acknowledgement: alerts.acknowledgement,
        byName: users.name,
      })
      .from(alerts)
      .leftJoin(users, eq(users.id, alerts.acknowledgedBy))
      .where(and(ownedBy(alerts.organizationId, owner), eq(alerts.state, 'acknowledged'), lte(alerts.acknowledgedAt, oldEnough)))
      .orderBy(asc(alerts.acknowledgedAt), asc(alerts.id))
      .limit(MOST),
    await tx
      .select({
        id: silences.id,
        organizationId: silences.organizationId,
        matchers: silences.matchers,
        reason: silences.reason,
        since: silences.startsAt,
        endsAt: silences.endsAt,
        byName: users.name,
        alerts: sql<number>`count(${alerts.id})::integer`,
        oldestFiredAt: sql<string | null>`min(${alerts.firedAt})`,
      })
      .from(silences)
      .leftJoin(users, eq(users.id, silences.createdBy))
      .leftJoin(alerts, and(eq(alerts.silenceId, silences.id), eq(alerts.state, 'firing')))
      .where(and(ownedBy(silences.organizationId, owner), isNull(silences.endedAt), lte(silences.startsAt, oldEnough), gt(silences.endsAt, now)))
      .groupBy(silences.id, users.name)
      .orderBy(asc(silences.startsAt), asc(silences.id))
      .limit(MOST),
  ]
  const debts: SilenceDebt[] = [
    ...acknowledged.flatMap(({ since, acknowledgement, ...row }): SilenceDebt[] =>
      since === null || !isForgottenAcknowledgement(since, acknowledgement, now)
        ? []
        : [
            {
              ...row,
              kind: 'acknowledgement',
              matchers: null,
              reason: acknowledgement?.reason ?? '',
              since,
              endsAt: acknowledgement?.until === 'time' ? new Date(acknowledgement.at) : null,
              alerts: 1,
            },
          ],
    ),
    ...holding.flatMap(({ oldestFiredAt, ...row }): SilenceDebt[] =>
      isForgottenSilence(row.since, oldestFiredAt === null ? null : new Date(oldestFiredAt), now) ? [{ ...row, kind: 'silence', title: null }] : [],
    ),
  ]
  return debts.sort((a, b) => a.since.getTime() - b.since.getTime())
}
