import { lookup as systemLookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, buildConnector, request } from 'undici'
import { env } from '@/lib/env'
import { SECOND } from '@/lib/time'
import { isPublicAddress, judgeUrl, parseAllowList, type UrlPolicy, WEB_PORTS } from './safe-url'

/** Resolves a name to all of its addresses. */
export type Resolve = (hostname: string) => Promise<{ address: string; family: number }[]>

export interface SafeFetchOptions {
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
  /** Redirects that are followed, each judged anew; 0 gives back the 3xx itself. GET only. */
  maxRedirects?: number
  /** Bytes of the body that are read; the rest is left. */
  maxBytes?: number
  /** For the whole exchange, redirects included. */
  timeoutMs?: number
  /** Plain http may be used. */
  http?: boolean
  ports?: readonly number[]
  resolve?: Resolve
}

export type SafeFetchResult =
  /** An answer arrived. `stoppedAt` says why a redirect was not followed. */
  | {
      outcome: 'answered'
      status: number
      body: string /** The Retry-After header as it came. */
      retryAfter: string | null
      latencyMs: number
      stoppedAt: string | null
    }
  /** Nothing was sent: the address is not one that may be reached. */
  | { outcome: 'refused'; reason: string }
  /** It was tried: no answer in time, no connection, a broken answer. */
  | { outcome: 'failed'; reason: string; latencyMs: number }

const CONNECT_MS = 3 * SECOND
const USER_AGENT = 'Pulsegrid/1 (+health probe and webhooks)'

/**
 * Requests a URL that a user gave, so that it can only lead out to the public internet: every address
 * of the name must be public and the connection uses that very answer (a second look-up could be
 * told something else), literal addresses are judged too, redirects are judged hop by hop, nothing of
 * ours is sent along, and the exchange ends in time. Never throws.
 */
export async function safeFetch(text: string, options: SafeFetchOptions = {}): Promise<SafeFetchResult> {
  const { maxRedirects = 0, timeoutMs = 10 * SECOND } = options
  const policy: UrlPolicy = { http: options.http ?? false, ports: options.ports ?? WEB_PORTS, allow: parseAllowList(env().SAFE_FETCH_ALLOW) }
  const startedAt = performance.now()
  const signal = AbortSignal.timeout(timeoutMs)
  let target = text
  for (let hops = 0; ; hops++) {
    const verdict = judgeUrl(target, policy)
    if (!verdict.allowed) return { outcome: 'refused', reason: verdict.reason }
    const exchanged = await exchange(verdict.url, verdict.trusted, options, signal)
    const latencyMs = Math.round(performance.now() - startedAt)
    if (exchanged.outcome === 'refused') return exchanged
    if (exchanged.outcome === 'failed') return { ...exchanged, latencyMs }
    const answered = { outcome: 'answered' as const, status: exchanged.status, body: exchanged.body, retryAfter: exchanged.retryAfter, latencyMs }
    const { location } = exchanged
    if (exchanged.status < 300 || exchanged.status >= 400 || location === null || (options.method ?? 'GET') !== 'GET' || maxRedirects === 0) {
      return { ...answered, stoppedAt: null }
    }
    if (hops >= maxRedirects) return { ...answered, stoppedAt: `More than ${maxRedirects} redirects.` }
    const next = URL.canParse(location, verdict.url) ? new URL(location, verdict.url).href : location
    const nextVerdict = judgeUrl(next, policy)
    if (!nextVerdict.allowed) return { ...answered, stoppedAt: `The redirect is not followed: ${nextVerdict.reason}` }
    target = next
  }
}

type Exchange =
  | { outcome: 'answered'; status: number; body: string; location: string | null; retryAfter: string | null }
  | { outcome: 'refused'; reason: string }
  | { outcome: 'failed'; reason: string }

async function exchange(url: URL, trusted: boolean, options: SafeFetchOptions, signal: AbortSignal): Promise<Exchange> {
  // One agent an exchange: no connection is shared between users' URLs.
  const agent = new Agent({ connect: guardedConnector(trusted, options.resolve ?? resolveAll), pipelining: 0 })
  try {
    const answer = await request(url, {
      dispatcher: agent,
      method: options.method ?? 'GET',
      headers: { ...options.headers, 'user-agent': USER_AGENT, accept: '*/*' },
      body: options.body,
      signal,
    })
    const body = await readCapped(answer.body, options.maxBytes ?? 64 * 1024)
    const single = (value: string | string[] | undefined) => (typeof value === 'string' ? value : null)
    return {
      outcome: 'answered',
      status: answer.statusCode,
      body,
      location: single(answer.headers.location),
      retryAfter: single(answer.headers['retry-after']),
    }
  } catch (error) {
    return describe(error, signal)
  } finally {
    void agent.destroy()
  }
}

class PrivateAddress extends Error {}

function guardedConnector(trusted: boolean, resolve: Resolve): buildConnector.connector {
  const lookup: LookupFunction = (hostname, { all }, done) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses
        if (!first) return done(new Error('The name has no address.'), '', 0)
        // Every address must pass: one private among public ones is somebody's trick.
        if (!trusted && !addresses.every(({ address }) => isPublicAddress(address))) return done(new PrivateAddress('private'), '', 0)
        if (all) done(null, addresses)
        else done(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => done(error, '', 0),
    )
  }
  const connect = buildConnector({ timeout: CONNECT_MS, lookup })
  return (target, done) => {
    const host = target.hostname.replace(/^\[|\]$/g, '')
    // Node looks up names only; a literal address would pass the lookup by.
    if (!trusted && isIP(host) !== 0 && !isPublicAddress(host)) return done(new PrivateAddress('private'), null)
    connect(target, done)
  }
}

function resolveAll(hostname: string): Promise<{ address: string; family: number }[]> {
  return systemLookup(hostname, { all: true })
}

async function readCapped(body: AsyncIterable<Buffer> & { destroy: () => void }, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk.subarray(0, maxBytes - size))
    size += chunk.byteLength
    if (size >= maxBytes) {
      body.destroy()
      break
    }
  }
  return Buffer.concat(chunks).toString('utf8')
}

function describe(error: unknown, signal: AbortSignal): Exchange {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof PrivateAddress) return { outcome: 'refused', reason: 'The name leads to a private or reserved address.' }
  }
  if (signal.aborted) return { outcome: 'failed', reason: 'No complete answer in time.' }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return {
    outcome: 'failed',
    reason: reasons[code] ?? (/CERT|TLS|SSL|ALTNAME|SELF_SIGNED|LEAF_SIGNATURE/.test(code) ? 'The TLS certificate is not valid.' : 'The connection broke.'),
  }
}

const reasons: Record<string, string> = {
  ENOTFOUND: 'The name does not resolve.',
  EAI_AGAIN: 'The name does not resolve at the moment.',
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was reset.',
  EHOSTUNREACH: 'The host cannot be reached.',
  ENETUNREACH: 'The network cannot be reached.',
  UND_ERR_CONNECT_TIMEOUT: 'No connection in time.',
  UND_ERR_HEADERS_TIMEOUT: 'No answer in time.',
  UND_ERR_BODY_TIMEOUT: 'No complete answer in time.',
}
