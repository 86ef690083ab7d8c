import { sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { currentSealPrefix, SealBroken } from '@/lib/seal'
import { resealed } from '../secrets'

/** Secrets sealed anew in one run. */
const BATCH = 200

/**
 * Seals secrets with the current key that an older one sealed, so that the older can be taken away.
 * @returns how many were sealed anew
 */
export async function resealChannels(): Promise<number> {
  const prefix = currentSealPrefix()
  return withPlatform(async (tx) => {
    const rows = await tx.execute<{ id: string; sealed: string }>(sql`
      select id, sealed from channels where sealed is not null and not starts_with(sealed, ${prefix}) order by id limit ${BATCH} for no key update skip locked`)
    let count = 0
    for (const { id, sealed } of rows) {
      const anew = open(sealed, id)
      if (anew === null) continue
      await tx.execute(sql`update channels set sealed = ${anew} where id = ${id}`)
      count++
    }
    return count
  })
}

// What no key opens stays as it is: the key may come back, and the channel's page says what to do.
function open(sealed: string, id: string): string | null {
  try {
    return resealed(sealed, id)
  } catch (error) {
    if (error instanceof SealBroken) return null
    throw error
  }
}
