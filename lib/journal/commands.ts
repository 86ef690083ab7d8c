import type { Tx } from '@/db/client'
import { journal } from '@/db/schema/journal'
import { actorId, type Context } from '@/lib/auth/model'

export interface JournalEntry {
  /** `noun.verb`, for example `api_key.revoked`. */
  action: string
  subjectKind: string
  subjectId: string
  organizationId: string | null
  /** Ids, states and figures only: no names, addresses or secrets (they could never be erased). */
  before?: Record<string, unknown>
  after?: Record<string, unknown>
  reason?: string
}

/** Writes history in the transaction of the change itself: either both are kept or neither. */
export async function appendJournal(tx: Tx, ctx: Context, entry: JournalEntry): Promise<void> {
  await tx.insert(journal).values({
    at: ctx.now,
    actorKind: ctx.actor.kind,
    actorId: actorId(ctx.actor),
    requestId: ctx.requestId,
    ip: ctx.ip,
    ...entry,
  })
}
