import { createHmac, randomBytes } from 'node:crypto'

// Signatures after the Standard Webhooks specification, version 1 (symmetric).

const PREFIX = 'whsec_'
const SECRET_BYTES = 32

/** A new signing secret: `whsec_` and the base64 of 32 random bytes. */
export function newSecret(): string {
  return `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`
}

/**
 * The headers of one attempt. The id is that of the message and stays on repeats; the timestamp is
 * the attempt's, so that receivers can refuse what somebody recorded and plays back later.
 * @param secrets all that are good now; each adds a signature, and a receiver needs to know only one
 */
export function webhookHeaders(message: { id: string; body: string; at: Date; secrets: readonly string[] }): Record<string, string> {
  const timestamp = Math.floor(message.at.getTime() / 1000).toString()
  const signatures = message.secrets.map((secret) => `v1,${signature(secret, `${message.id}.${timestamp}.${message.body}`)}`)
  return {
    'content-type': 'application/json',
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
}

function signature(secret: string, content: string): string {
  return createHmac('sha256', Buffer.from(secret.slice(PREFIX.length), 'base64'))
    .update(content)
    .digest('base64')
}
