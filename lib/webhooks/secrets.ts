import { seal, unseal } from '@/lib/seal'

/** Seals a signing secret for the row that will hold it. */
export function sealSecret(secret: string, rowId: string): string {
  return seal(secret, purposeOf(rowId))
}

/**
 * Opens what stands in a row.
 * @throws SealBroken when its key is not set any more
 */
export function openSecret({ id, sealed }: { id: string; sealed: string }): string {
  return unseal(sealed, purposeOf(id))
}

function purposeOf(rowId: string): string {
  return `webhook_secret:${rowId}`
}
