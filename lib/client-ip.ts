import ipaddr from 'ipaddr.js'
import { env } from './env'

/**
 * The caller's address, from the entry of X-Forwarded-For that the outermost trusted proxy wrote:
 * the server itself appends the address of the connection (lib/http/peer-address.ts), so with no
 * proxy it is the last entry, and each trusted proxy (TRUSTED_PROXY_HOPS) stands one further back.
 * Entries before that are the caller's own claims. Null where there is none or it is no address.
 */
export function clientIp(request: { headers: Headers }): string | null {
  const entries = request.headers.get('x-forwarded-for')?.split(',') ?? []
  const address = entries.at(-1 - env().TRUSTED_PROXY_HOPS)?.trim()
  return address && ipaddr.isValid(address) ? ipaddr.process(address).toString() : null
}
