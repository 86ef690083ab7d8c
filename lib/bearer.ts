import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether an Authorization header bears this secret; compared in constant time. False without either. */
export function isBearer(authorization: string | null, secret: string | undefined): boolean {
  if (!secret || !authorization) return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(authorization), digest(`Bearer ${secret}`))
}
