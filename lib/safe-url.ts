import ipaddr from 'ipaddr.js'

// Which addresses a URL that somebody else wrote may lead to. Pure; lib/safe-fetch.ts connects.

/** Ports that outgoing requests may use unless the operator allows more. */
export const WEB_PORTS: readonly number[] = [80, 443, 8443]

export interface UrlPolicy {
  /** Plain http may be used (probes of public endpoints); webhooks insist on https. */
  http: boolean
  ports: readonly number[]
  /** `host:port` entries of the operator that are reached although they are private. */
  allow: readonly string[]
}

export type UrlVerdict =
  | { allowed: true; url: URL /** Named by the operator: addresses are not checked. */; trusted: boolean }
  | { allowed: false; reason: string }

/** Judges a URL before anything is looked up: scheme, credentials, port, literal address. */
export function judgeUrl(text: string, policy: UrlPolicy): UrlVerdict {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return { allowed: false, reason: 'This is not a URL.' }
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { allowed: false, reason: 'Only https and http are requested.' }
  if (url.username || url.password) return { allowed: false, reason: 'A URL with a user name or password in it is not requested.' }
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  if (policy.allow.includes(`${url.hostname}:${port}`)) return { allowed: true, url, trusted: true }
  if (url.protocol === 'http:' && !policy.http) return { allowed: false, reason: 'Only https is requested.' }
  if (!policy.ports.includes(port)) return { allowed: false, reason: `Port ${port} is not requested; use one of ${policy.ports.join(', ')}.` }
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  // The URL parser has already turned decimal, octal, hex and short forms into dotted ones.
  if (ipaddr.isValid(literal) && !isPublicAddress(literal)) return { allowed: false, reason: 'This address is private or reserved.' }
  return { allowed: true, url, trusted: false }
}

/**
 * True for an address on the public internet. IPv4 inside IPv6 is unwrapped first; everything that
 * is not plain unicast (private, loopback, link-local with its metadata services, carrier-grade NAT,
 * multicast, documentation, 6to4, NAT64, …) is not. Of IPv6 only 2000::/3 is the internet: outside
 * it lie forms such as ::127.0.0.1 that nobody lists as reserved.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  if (parsed instanceof ipaddr.IPv6 && ((parsed.parts[0] ?? 0) & 0xe000) !== 0x2000) return false
  return parsed.range() === 'unicast'
}

/** The operator's list as it stands in SAFE_FETCH_ALLOW: `host:port`, comma-separated. */
export function parseAllowList(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '')
}
