// Writes the digests of DIGEST_AT (unless DIGEST_WRITES says no) and sends what is owed, in a process of its own, for tests that kill it at
// any moment. Works until nothing is owed any more; with every round its `now` moves on by a day, so
// that repeats fall due at once.
import { setTimeout as sleep } from 'node:timers/promises'
import { inArray } from 'drizzle-orm'
import { closePool, withPlatform } from '@/db/client'
import { outbox } from '@/db/schema/outbox'
import { env } from '@/lib/env'
import { resendSender } from '@/lib/notifications/adapters/resend'
import { deliverMails } from '@/lib/notifications/commands/deliver'
import { sendWeeklyDigests } from '@/lib/notifications/commands/weekly-digest'
import { addDays } from '@/lib/time'

const stillMine = async () => true
const at = new Date(process.env.DIGEST_AT ?? '')
if (process.env.DIGEST_WRITES === 'yes') await sendWeeklyDigests({ now: at, stillMine })
const sender = resendSender(env().RESEND_API_KEY ?? '', 1)
let now = addDays(at, 1)
while ((await withPlatform((tx) => tx.$count(outbox, inArray(outbox.state, ['pending', 'sending'])))) > 0) {
  const counts = await deliverMails({ now, stillMine }, { claimSeconds: 2, sender })
  if (counts.checked === 0) await sleep(50)
  now = addDays(now, 1)
}
await closePool()
