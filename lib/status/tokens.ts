import { createHmac, hkdfSync } from 'node:crypto'
import { env } from '@/lib/env'

/**
 * The token by which a subscriber changes or ends its subscription. It is derived, not stored, so that every mail
 * can carry it though the database holds no more than its hash.
 */
export function manageToken(subscriberId: string): string {
  return createHmac('sha256', tokenKey()).update(subscriberId).digest('base64url')
}

/** The page behind a manage token; it changes nothing by being opened. */
export function managePageUrl(token: string): string {
  return `${env().APP_URL.replace(/\/$/, '')}/status/subscription?token=${token}`
}

/** RFC 8058: the mail program's own button posts here, without cookies or a further question. */
export function oneClickHeaders(token: string): Record<string, string> {
  return {
    'List-Unsubscribe': `<${env().APP_URL.replace(/\/$/, '')}/api/status/unsubscribe?token=${token}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
}

// Derived, so that a token of one purpose can never pass for another's.
function tokenKey(): Buffer {
  const secret = env().BETTER_AUTH_SECRET
  if (!secret) throw new Error('BETTER_AUTH_SECRET is not set. `npm start` and `npm run quickstart` generate it into .data/secret.')
  return Buffer.from(hkdfSync('sha256', secret, 'pulsegrid', 'status-subscription', 32))
}
