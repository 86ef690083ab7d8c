import { createHash, randomBytes } from 'node:crypto'

/** A random token for a link or a console (256 bits) and the sha256 hex that is kept of it. */
export function newToken(): { token: string; tokenHash: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, tokenHash: hashToken(token) }
}

/** What is stored of a token; equality in an index tells nothing that a timing could leak. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
