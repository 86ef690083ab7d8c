import { isDatabaseAway, rootCause } from '@/lib/errors'
import { readPublic } from '@/lib/http/read'
import { log } from '@/lib/log'
import { currentSnapshot } from '@/lib/status/commands/kept-snapshot'
import type { StatusSnapshot } from '@/lib/status/model'
import { findSubscription, type Subscription } from '@/lib/status/queries/subscribers'
import { tokenInput } from '@/lib/status/subscription-input'

interface ReadSubscription {
  token: string
  /** Null: the token stands for none. */
  subscription: Subscription | null
  snapshot: StatusSnapshot
}

/** The subscription of a link, with the systems to choose from; 'away' while the database is. */
export async function readSubscription(token: string | string[] | undefined): Promise<ReadSubscription | 'away'> {
  const now = new Date()
  const kept = await currentSnapshot(now)
  if (!kept) return 'away'
  const read = tokenInput.safeParse(token)
  if (!read.success) return { token: '', subscription: null, snapshot: kept.snapshot }
  try {
    return { token: read.data, subscription: await readPublic((tx) => findSubscription(tx, read.data, now)), snapshot: kept.snapshot }
  } catch (err) {
    if (!isDatabaseAway(err)) throw err
    log().warn({ err: rootCause(err) }, 'a subscription cannot be read')
    return 'away'
  }
}
