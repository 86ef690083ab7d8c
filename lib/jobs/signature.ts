import { createHash, randomUUID } from 'node:crypto'
import { Receiver } from '@upstash/qstash'
import { decodeJwt, SignJWT } from 'jose'
import { isBearer } from '@/lib/bearer'
import { env } from '@/lib/env'

/** The one address under which the door of a job is known; what signatures are made for. */
export function cronUrl(job: string): string {
  return `${env().APP_URL.replace(/\/$/, '')}/api/cron/${job}`
}

/**
 * Checks a QStash signature against the full URL and the body, with the current and then the next
 * signing key.
 * @returns the token's unique id, by which a replay is known; null for anything but a genuine
 *   signature. Without signing keys nothing is genuine.
 */
export async function verifySignature(request: { signature: string; body: string; url: string }): Promise<string | null> {
  const { QSTASH_CURRENT_SIGNING_KEY: current, QSTASH_NEXT_SIGNING_KEY: next } = env()
  if (!current) return null
  try {
    // devMode would accept the published keys of the development server. Two seconds for clocks that differ.
    await new Receiver({ currentSigningKey: current, nextSigningKey: next ?? current, devMode: false }).verify({ ...request, clockTolerance: 2 })
    // The library accepts a token that never expires or has no id; QStash sends neither.
    const { jti, exp } = decodeJwt(request.signature)
    return jti && exp ? jti : null
  } catch {
    return null
  }
}

/** Signs a call as QStash does: HS256, five minutes, bound to the URL and the body. */
export async function signLikeQStash(call: { url: string; body: string; key: string }): Promise<string> {
  return new SignJWT({ body: createHash('sha256').update(call.body).digest('base64url') })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer('Upstash')
    .setSubject(call.url)
    .setJti(`jwt_${randomUUID()}`)
    .setIssuedAt()
    .setNotBefore('0s')
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(call.key))
}

/** Is this the bearer secret of Vercel Cron? In constant time; never when no secret is set. */
export function isCronSecret(authorization: string | null): boolean {
  return isBearer(authorization, env().CRON_SECRET)
}
