import { z } from 'zod'
import { seal, unseal } from '@/lib/seal'
import { newSecret } from '@/lib/webhook-signature'

// What of a channel nobody may read: the address of Slack and Discord, the key of PagerDuty, the signing
// secrets of a webhook. One sealed text a channel.

const sealedSchema = z.object({
  /** The current one first. */
  secrets: z.array(z.object({ secret: z.string(), /** ISO 8601; null: it does not end. */ until: z.string().nullable() })).min(1),
})
type Secrets = z.infer<typeof sealedSchema>['secrets']

/** Seals the one secret of a channel, for its row. */
export function sealChannel(secret: string, channelId: string): string {
  return sealAll([{ secret, until: null }], channelId)
}

/** A new signing secret for a webhook; what signed before signs along until the moment. */
export function rotateSealed(sealed: string | null, channelId: string, until: Date, now: Date): { sealed: string; secret: string } {
  const secret = newSecret()
  const before = sealed === null ? [] : readAll(sealed, channelId).filter((each) => each.until === null || new Date(each.until) > now)
  const rest = before.slice(0, 1).map((each) => ({ ...each, until: until.toISOString() }))
  return { secret, sealed: sealAll([{ secret, until: null }, ...rest], channelId) }
}

/**
 * The secrets of a channel that are good at a moment, the current one first.
 * @throws SealBroken when the key that sealed them is not set any more
 */
export function openChannel(sealed: string, channelId: string, now: Date): string[] {
  return readAll(sealed, channelId)
    .filter(({ until }) => until === null || new Date(until) > now)
    .map(({ secret }) => secret)
}

/** The same content, sealed with the current key. @throws SealBroken */
export function resealed(sealed: string, channelId: string): string {
  return sealAll(readAll(sealed, channelId), channelId)
}

function sealAll(secrets: Secrets, channelId: string): string {
  return seal(JSON.stringify({ secrets }), purposeOf(channelId))
}

function readAll(sealed: string, channelId: string): Secrets {
  return sealedSchema.parse(JSON.parse(unseal(sealed, purposeOf(channelId)))).secrets
}

function purposeOf(channelId: string): string {
  return `channel:${channelId}`
}
