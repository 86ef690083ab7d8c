import { Resend } from 'resend'

/** The message as it came: its three headers and the body, byte for byte. */
export interface SignedMessage {
  id: string
  timestamp: string
  signature: string
  body: string
}

/**
 * The body of a webhook of Resend, if it is signed with this secret and not older (or newer) than five
 * minutes; null for everything else.
 */
export function readSignedMessage({ id, timestamp, signature, body }: SignedMessage, secret: string): unknown {
  try {
    // Verifying needs no key of the API; the library's constructor wants one.
    return new Resend('unused').webhooks.verify({ payload: body, headers: { id, timestamp, signature }, webhookSecret: secret })
  } catch {
    return null
  }
}
