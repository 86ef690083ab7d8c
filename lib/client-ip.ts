import ipaddr from 'ipaddr.js'

/**
 * The caller's address as the nearest proxy saw it: the last entry of X-Forwarded-For (the ones
 * before it are the caller's own claims). Null where there is none or it is no address.
 */
export function clientIp(request: { headers: Headers }): string | null {
  const last = request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim()
  return last && ipaddr.isValid(last) ? ipaddr.process(last).toString() : null
}
