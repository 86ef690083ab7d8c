import { createHash } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { rateLimits } from '@/db/schema/auth'
import { MINUTE } from '@/lib/time'

// better-auth limits by address of the caller. These limits go by the account, so that an attacker
// with many addresses gains nothing. They live in the same table; its rows are pruned after the
// longest window that better-auth is configured with, which server.ts keeps at this length.

export const ACCOUNT_WINDOW_MS = 15 * MINUTE

/**
 * Attempts within the window, counted from the first one. Sources: OWASP ASVS 6.3.1, NIST SP 800-63B
 * 5.2.2. probe: requests that a person lets us send to an address of their choice. subscribe: wishes to be told, by the
 * address that they come from.
 */
export const accountLimits = { password: 10, mail: 5, probe: 30, subscribe: 20 } as const
export type AccountLimit = keyof typeof accountLimits

/** Counts one attempt on an account (its e-mail address, or a person's id); false when the limit was already reached. Atomic over all processes. */
export async function consumeAttempt(limit: AccountLimit, account: string, now: Date): Promise<boolean> {
  const windowStart = now.getTime() - ACCOUNT_WINDOW_MS
  return withPlatform(async (tx) => {
    const [row] = await tx
      .insert(rateLimits)
      .values({ key: keyFor(limit, account), count: 1, lastRequest: now.getTime() })
      .onConflictDoUpdate({
        target: rateLimits.key,
        set: {
          count: sql`case when ${rateLimits.lastRequest} <= ${windowStart} then 1 else ${rateLimits.count} + 1 end`,
          lastRequest: sql`case when ${rateLimits.lastRequest} <= ${windowStart} then ${now.getTime()} else ${rateLimits.lastRequest} end`,
        },
      })
      .returning({ count: rateLimits.count })
    return (row?.count ?? 1) <= accountLimits[limit]
  })
}

/** Forgets the attempts on an address: its owner got in. */
export async function clearAttempts(limit: AccountLimit, email: string): Promise<void> {
  await withPlatform((tx) => tx.delete(rateLimits).where(eq(rateLimits.key, keyFor(limit, email))))
}

// Hashed: the table is not a list of the addresses that somebody tried.
function keyFor(limit: AccountLimit, account: string): string {
  return `account:${limit}:${createHash('sha256').update(account.trim().toLowerCase()).digest('hex')}`
}
