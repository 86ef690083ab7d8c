import { sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { currentSealPrefix, SealBroken } from '@/lib/seal'
import { openSecret, sealSecret } from '../secrets'

/** Secrets sealed anew in one run. */
const BATCH = 200

/** Removes secrets that stopped signing, and ends what waits for an endpoint that the platform switched off. */
export async function clearUp(now: Date): Promise<void> {
  await withPlatform(async (tx) => {
    await tx.execute(sql`delete from webhook_secrets where expires_at <= ${now}`)
    await tx.execute(sql`
      update webhook_sends s
      set state = 'cancelled', last_error = 'The platform reports the endpoint as switched off.', lease_owner = null, lease_until = null
      from webhook_endpoints e
      where e.id = s.endpoint_id and not e.active and s.state = 'pending'`)
  })
}

/**
 * Seals secrets with the current key that an older one sealed, so that the older can be taken away.
 * @returns how many were sealed anew
 */
export async function resealSecrets(): Promise<number> {
  const prefix = currentSealPrefix()
  return withPlatform(async (tx) => {
    const rows = await tx.execute<{ id: string; sealed: string }>(sql`
      select id, sealed from webhook_secrets where not starts_with(sealed, ${prefix}) order by id limit ${BATCH} for update skip locked`)
    let resealed = 0
    for (const row of rows) {
      const secret = open(row)
      if (secret === null) continue
      await tx.execute(sql`update webhook_secrets set sealed = ${sealSecret(secret, row.id)} where id = ${row.id}`)
      resealed++
    }
    return resealed
  })
}

// What no key opens stays as it is: the key may come back, and the endpoint's page says what to do.
function open(row: { id: string; sealed: string }): string | null {
  try {
    return openSecret(row)
  } catch (error) {
    if (error instanceof SealBroken) return null
    throw error
  }
}
