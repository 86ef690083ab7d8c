import { parseSetCookieHeader, toCookieOptions } from 'better-auth/cookies'
import { cookies, headers } from 'next/headers'
import { IP_HEADER } from '@/lib/auth/names'
import { auth } from '@/lib/auth/server'
import { clientIp } from '@/lib/client-ip'
import { env } from '@/lib/env'

export interface AuthAnswer {
  status: number
  /** The code of better-auth's error, for example INVALID_CODE; null on success. */
  code: string | null
  body: Record<string, unknown>
}

/**
 * Asks the sign-in machinery on behalf of the person who sent the current form, and hands its
 * cookies on. It goes through the same door as a request from outside, so that limits, hooks and
 * lockouts apply (calls of auth.api would pass them by). For server actions only: pages cannot
 * write cookies. With a body it is a POST.
 */
export async function callAuth(path: `/${string}`, body?: Record<string, unknown>): Promise<AuthAnswer> {
  const sent = await headers()
  const { origin } = new URL(env().APP_URL)
  // Next has compared Origin and Host before the action ran; to better-auth the caller is this console.
  const forwarded = new Headers({ origin })
  for (const name of ['cookie', 'user-agent', 'x-request-id']) {
    const value = sent.get(name)
    if (value) forwarded.set(name, value)
  }
  const ip = clientIp({ headers: sent })
  if (ip) forwarded.set(IP_HEADER, ip)
  if (body) forwarded.set('content-type', 'application/json')
  const response = await auth().handler(
    new Request(`${origin}/api/auth${path}`, { method: body ? 'POST' : 'GET', headers: forwarded, body: body && JSON.stringify(body), redirect: 'manual' }),
  )

  const store = await cookies()
  const set = response.headers.get('set-cookie')
  if (set) for (const [name, cookie] of parseSetCookieHeader(set)) store.set(name, cookie.value, toCookieOptions(cookie))

  const text = await response.text()
  const answered = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {}
  return { status: response.status, code: response.ok ? null : String(answered.code ?? response.status), body: answered }
}
