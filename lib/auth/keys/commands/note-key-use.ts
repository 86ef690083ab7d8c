import { and, eq, isNull, lt, or } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { apiKeys } from '@/db/schema/accounts'
import { log } from '@/lib/log'
import { MINUTE } from '@/lib/time'

const WRITTEN_EVERY_MS = MINUTE
const REMEMBERED_KEYS = 10_000

const store = globalThis as typeof globalThis & { pulsegridKeyUse?: Map<string, number> }

/** Notes that a key was used: at most one write a minute and key, and nobody waits for it. */
export function noteKeyUse(id: string, now: Date): void {
  store.pulsegridKeyUse ??= new Map()
  const written = store.pulsegridKeyUse
  if (now.getTime() - (written.get(id) ?? 0) < WRITTEN_EVERY_MS) return
  if (written.size >= REMEMBERED_KEYS) written.clear()
  written.set(id, now.getTime())
  withPlatform((tx) =>
    tx
      .update(apiKeys)
      .set({ lastUsedAt: now })
      .where(and(eq(apiKeys.id, id), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, now)))),
  ).catch((error: unknown) => {
    written.delete(id)
    log().debug({ err: error, keyId: id }, 'the last use of a key was not written')
  })
}
