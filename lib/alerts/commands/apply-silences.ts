import { and, desc, inArray, isNull, lte, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { alerts, silences } from '@/db/schema/alerts'
import { compileMatchers } from '../matchers'
import { openStates } from '../model'
import type { AlertOwner } from '../owner'
import { ownedBy } from '../queries/owned'

/** Notes at once on open alerts which silence keeps them quiet; the evaluation does the same every minute. */
export async function applySilences(tx: Tx, owner: AlertOwner, now: Date): Promise<void> {
  const rows = await tx
    .select({ id: silences.id, matchers: silences.matchers })
    .from(silences)
    .where(and(ownedBy(silences.organizationId, owner), isNull(silences.endedAt), lte(silences.startsAt, now), sql`${silences.endsAt} > ${now}`))
    .orderBy(desc(silences.endsAt))
  const standing = rows.map(({ id, matchers }) => ({ id, holds: compileMatchers(matchers) }))
  const open = await tx
    .select({ id: alerts.id, labels: alerts.labels, silenceId: alerts.silenceId })
    .from(alerts)
    .where(and(ownedBy(alerts.organizationId, owner), inArray(alerts.state, [...openStates])))
  const changed = new Map<string | null, string[]>()
  for (const { id, labels, silenceId } of open) {
    const holder = standing.find(({ holds }) => holds(labels))?.id ?? null
    if (holder !== silenceId) changed.set(holder, [...(changed.get(holder) ?? []), id])
  }
  for (const [holder, ids] of changed) {
    await tx
      .update(alerts)
      .set({ silenceId: holder, updatedAt: now })
      .where(and(inArray(alerts.id, ids), ownedBy(alerts.organizationId, owner)))
  }
}
