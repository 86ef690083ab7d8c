import ipaddr from 'ipaddr.js'

const MAX_LENGTH = 2_000

/**
 * Is this an address to which webhooks may be sent? Returns what is wrong with it, or null. Only the
 * form is judged here, without a look-up; whoever sends checks the resolved addresses again.
 * @param allow `host:port` entries of the operator (SAFE_FETCH_ALLOW) that are reached although they are private
 */
export function webhookUrlProblem(text: string, allow: readonly string[] = []): string | null {
  if (text.length > MAX_LENGTH) return `The address is longer than ${MAX_LENGTH} characters.`
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return 'This is not an address. It looks like https://example.com/webhooks.'
  }
  if (url.username || url.password) return 'The address must not hold a user name or password.'
  const web = url.protocol === 'https:' || url.protocol === 'http:'
  if (web && allow.includes(`${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`)) return null
  if (url.protocol !== 'https:') return 'The address has to begin with https://.'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (ipaddr.isValid(host))
    return ipaddr.process(host).range() === 'unicast' ? null : 'This is a private or reserved address; nobody outside your network reaches it.'
  if (!host.includes('.') || /\.(localhost|local|internal|invalid|test|example)$/.test(host)) return 'This host cannot be reached from the internet.'
  return null
}
