// Telling people: sends the mails that lib/outbox owes, and writes the digests that fall due.
// Reads: outbox, suppressions, notification_preferences, scores and rollups. Writes: the state of
// outbox rows; new mails only through lib/outbox.

/** What happened when a mail was offered to the provider. */
export type SendResult =
  | { kind: 'accepted'; providerId: string }
  /** The provider answered no. retryAfterSeconds: its own word for when to come back. */
  | { kind: 'refused'; status: number; name: string; message: string; retryAfterSeconds: number | null }
  /** No answer (timeout, dropped connection): the mail may have been accepted. */
  | { kind: 'unknown'; message: string }

/** What the provider said about its limit, with the answer to one request. */
export interface PaceReport {
  /** Requests a second that it grants; null when it did not say. */
  perSecond: number | null
  /** Requests left in its current window. */
  remaining: number | null
  /** Seconds until that window ends. */
  resetSeconds: number | null
}

export interface OutgoingMail {
  /** The outbox row; also the idempotency key, so that a repeat is known as one. */
  id: string
  toAddress: string
  subject: string
  html: string
  text: string
  headers: Record<string, string>
}

/** A way out of the house. Never throws: every failure is a result. */
export interface Sender {
  send: (mail: OutgoingMail) => Promise<{ result: SendResult; pace: PaceReport }>
  /** False: no provider stands behind it, so there is no limit to respect. */
  paced: boolean
}

/** Resend grants 5 requests a second and team until its headers say otherwise. */
export const DEFAULT_PER_SECOND = 5
