import { sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { currentSealPrefix, SealBroken } from '@/lib/seal'
import { openStatusSecret, sealStatusSecret } from '../secrets'

/** Secrets sealed anew in one run. */
const BATCH = 200

/** Seals with the current key what an older one sealed, so that the older can be taken away. */
export async function resealSubscribers(): Promise<void> {
  const prefix = currentSealPrefix()
  await withPlatform(async (tx) => {
    const rows = await tx.execute<{ id: string; sealed: string }>(sql`
      select id, sealed from status_subscribers where sealed is not null and not starts_with(sealed, ${prefix}) order by id limit ${BATCH} for update skip locked`)
    for (const row of rows) {
      const secret = open(row)
      if (secret !== null) await tx.execute(sql`update status_subscribers set sealed = ${sealStatusSecret(secret, row.id)} where id = ${row.id}`)
    }
  })
}

// What no key opens stays as it is: the key may come back.
function open(row: { id: string; sealed: string }): string | null {
  try {
    return openStatusSecret(row)
  } catch (error) {
    if (error instanceof SealBroken) return null
    throw error
  }
}
