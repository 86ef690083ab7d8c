import { randomBytes } from 'node:crypto'
import ipaddr from 'ipaddr.js'
import { hashToken } from '../tokens'

// API keys that Pulsegrid issues. The whole key is shown once; the database keeps its sha256 (the
// key holds 256 random bits, so a slow hash would add cost and no safety) and its first characters.

const KEY_MARK = 'pgk_'
const PREFIX_LENGTH = 12

/** Channel on which a revocation tells every process the id of the key; an empty payload drops all. */
export const KEY_CHANNEL = 'pulsegrid_api_keys'

/** A new key with what is stored of it. */
export function newKey(): { key: string; prefix: string; secretHash: string } {
  const key = KEY_MARK + randomBytes(32).toString('base64url')
  return { key, prefix: key.slice(0, PREFIX_LENGTH), secretHash: hashToken(key) }
}

/** The key of a request: `Authorization: Bearer <key>` or `x-api-key`; null when it carries none. */
export function keyOf(headers: Headers): string | null {
  const bearer = /^Bearer\s+(\S+)$/i.exec(headers.get('authorization')?.trim() ?? '')?.[1]
  return bearer ?? (headers.get('x-api-key')?.trim() || null)
}

/** May a key be used from this address? An empty list allows every address; an unknown address is in no list. */
export function addressAllowed(ip: string | null, allowlist: readonly string[]): boolean {
  if (allowlist.length === 0) return true
  if (!ip || !ipaddr.isValid(ip)) return false
  const address = ipaddr.process(ip)
  return allowlist.some((entry) => {
    const range = parseRange(entry)
    return range !== null && range[0].kind() === address.kind() && address.match(range)
  })
}

/** An address or a CIDR range as [network, prefix length]; null when it is neither. */
export function parseRange(entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | null {
  if (ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry)
  // The library reads "10.1" and "012.1.1.1" as addresses, which hardly anybody means.
  if (!/[.:].*[.:]/.test(entry) || !ipaddr.isValid(entry)) return null
  const address = ipaddr.process(entry)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}
