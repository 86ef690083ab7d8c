import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { env } from '@/lib/env'

// Secrets at rest that we must be able to read again (others are hashed): AES-256-GCM under a key of
// the operator. A sealed text names the key that sealed it, so that keys can be changed: put the new
// one first in ENCRYPTION_KEY, let what is stored be sealed anew, then take the old one away.

const VERSION = 'v1'
/** The key that is derived from BETTER_AUTH_SECRET while no other is set. */
const DERIVED_ID = 'auth'
const IV_BYTES = 12
const TAG_BYTES = 16

/** A sealed text that cannot be opened: its key is not set any more, it was altered, or it belongs elsewhere. */
export class SealBroken extends Error {}

/**
 * Seals a text. It opens only with the same purpose, so that a sealed text that is copied into
 * another row is of no use there.
 * @param purpose what it is and whose, for example `webhook_secret:<id>`
 * @throws Error when no key is set
 */
export function seal(text: string, purpose: string): string {
  const [current] = sealingKeys()
  if (!current) throw new Error('Neither ENCRYPTION_KEY nor BETTER_AUTH_SECRET is set, so nothing can be sealed.')
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', current.key, iv).setAAD(Buffer.from(purpose))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return [VERSION, current.id, Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')].join('.')
}

/**
 * Opens a sealed text.
 * @throws SealBroken when it was altered, is of another purpose, or its key is not set
 */
export function unseal(sealed: string, purpose: string): string {
  const [version, id, content] = sealed.split('.')
  if (version !== VERSION || !id || !content) throw new SealBroken('This is not a sealed text.')
  const known = sealingKeys().find((key) => key.id === id)
  if (!known) throw new SealBroken(`The key ${id} that sealed it is not set.`)
  const bytes = Buffer.from(content, 'base64url')
  if (bytes.length < IV_BYTES + TAG_BYTES) throw new SealBroken('The sealed text is cut off.')
  const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES)
  try {
    const decipher = createDecipheriv('aes-256-gcm', known.key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    decipher.setAAD(Buffer.from(purpose)).setAuthTag(tag)
    return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    throw new SealBroken('The sealed text was altered, or belongs to something else.')
  }
}

/** What every text that the current key sealed begins with; others are due to be sealed anew. */
export function currentSealPrefix(): string {
  return `${VERSION}.${sealingKeys()[0]?.id ?? DERIVED_ID}.`
}

/** The key that seals, then those that only open. */
function sealingKeys(): { id: string; key: Buffer }[] {
  const { ENCRYPTION_KEY, BETTER_AUTH_SECRET } = env()
  const named = (ENCRYPTION_KEY ?? '')
    .split(',')
    .filter(Boolean)
    .map((entry) => ({ id: entry.slice(0, entry.indexOf(':')), secret: entry.slice(entry.indexOf(':') + 1) }))
  const derived = BETTER_AUTH_SECRET ? [{ id: DERIVED_ID, secret: BETTER_AUTH_SECRET }] : []
  return [...named, ...derived].map(({ id, secret }) => ({ id, key: Buffer.from(hkdfSync('sha256', secret, 'pulsegrid', 'seal', 32)) }))
}
