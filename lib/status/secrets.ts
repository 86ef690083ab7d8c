import { seal, unseal } from '@/lib/seal'

/** Seals the signing secret of a subscriber for its row. */
export function sealStatusSecret(secret: string, subscriberId: string): string {
  return seal(secret, purposeOf(subscriberId))
}

/** @throws SealBroken when its key is not set any more */
export function openStatusSecret({ id, sealed }: { id: string; sealed: string }): string {
  return unseal(sealed, purposeOf(id))
}

function purposeOf(id: string): string {
  return `status_webhook:${id}`
}
