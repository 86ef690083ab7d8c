import { and, eq, isNull } from 'drizzle-orm'
import { listen, withPlatform } from '@/db/client'
import { apiKeys } from '@/db/schema/accounts'
import { log } from '@/lib/log'
import { SECOND } from '@/lib/time'
import { type Scope, scopes } from '../../model'
import { hashToken } from '../../tokens'
import { KEY_CHANNEL } from '../model'

/** What the entrance needs of a key. */
export interface LiveKey {
  id: string
  organizationId: string | null
  scopes: Scope[]
  ipAllowlist: string[]
  expiresAt: Date | null
}

// A key is looked up on every ingest request, so it is remembered for a moment. A revocation is
// announced to every process; should the announcement be lost, the memory's age bounds the harm.
const CACHE_MS = 10 * SECOND
const CACHE_ENTRIES = 10_000

interface Cache {
  entries: Map<string, { key: LiveKey; readAt: number }>
  /** Grows with every invalidation: a read that started before it must not be remembered. */
  epoch: number
  listening: boolean
}

const store = globalThis as typeof globalThis & { pulsegridKeys?: Cache }

function cache(): Cache {
  store.pulsegridKeys ??= { entries: new Map(), epoch: 0, listening: false }
  return store.pulsegridKeys
}

/** The live key of this secret, or null when it is unknown, revoked or expired. May be 10 s old. */
export async function findLiveKey(secret: string, now: Date): Promise<LiveKey | null> {
  const memory = cache()
  const hash = hashToken(secret)
  const remembered = memory.entries.get(hash)
  if (remembered && now.getTime() - remembered.readAt < CACHE_MS) return usable(remembered.key, now)

  const epoch = memory.epoch
  const key = await readKey(hash)
  memory.entries.delete(hash)
  if (!key) return null
  if (epoch === memory.epoch) {
    if (memory.entries.size >= CACHE_ENTRIES) {
      const oldest = memory.entries.keys().next()
      if (!oldest.done) memory.entries.delete(oldest.value)
    }
    memory.entries.set(hash, { key, readAt: now.getTime() })
  }
  listenForRevocations()
  return usable(key, now)
}

/** Drops a key from this process's memory at once; without an id all of them. */
export function forgetKey(id?: string): void {
  const memory = cache()
  memory.epoch++
  if (!id) memory.entries.clear()
  for (const [hash, entry] of memory.entries) if (entry.key.id === id) memory.entries.delete(hash)
}

function usable(key: LiveKey, now: Date): LiveKey | null {
  return key.expiresAt && key.expiresAt <= now ? null : key
}

function readKey(secretHash: string): Promise<LiveKey | null> {
  return withPlatform(async (tx) => {
    const [row] = await tx
      .select({
        id: apiKeys.id,
        organizationId: apiKeys.organizationId,
        scopes: apiKeys.scopes,
        ipAllowlist: apiKeys.ipAllowlist,
        expiresAt: apiKeys.expiresAt,
      })
      .from(apiKeys)
      .where(and(eq(apiKeys.secretHash, secretHash), isNull(apiKeys.revokedAt)))
    return row ? { ...row, scopes: scopes.filter((scope) => row.scopes.includes(scope)) } : null
  })
}

function listenForRevocations(): void {
  const memory = cache()
  if (memory.listening) return
  memory.listening = true
  // After a reconnection announcements may have been missed: forget everything.
  listen(
    KEY_CHANNEL,
    (id) => forgetKey(id || undefined),
    () => forgetKey(),
  ).catch((error: unknown) => {
    memory.listening = false
    log().warn({ err: error }, 'revocations of keys are not listened to; they take effect within 10 s')
  })
}
