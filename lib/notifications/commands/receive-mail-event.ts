import { eq } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { mailEvents, outbox, suppressions } from '@/db/schema/outbox'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { readSignedMessage, type SignedMessage } from '../adapters/resend-webhook'
import { isMailEventType, judgeMailEvent, mailEventSchema } from '../mail-event'

/** taken: it changed what is known of an address or a mail. repeated: it had been taken before. ignored: it means nothing here. */
export type MailEventOutcome = 'taken' | 'repeated' | 'ignored'

/**
 * Takes what the mail provider reports: an address that bounced for good or whose owner complained is
 * suppressed from this commit on, and the mail in the outbox says what became of it. Once a message,
 * however often it is delivered; also after the suppression was lifted.
 * @throws AppError unauthenticated for anything but a message signed with our secret minutes ago
 */
export async function receiveMailEvent(message: SignedMessage, now: Date): Promise<MailEventOutcome> {
  const { RESEND_WEBHOOK_SECRET } = env()
  const payload = RESEND_WEBHOOK_SECRET ? readSignedMessage(message, RESEND_WEBHOOK_SECRET) : null
  if (payload === null || payload === undefined) {
    throw new AppError(
      'unauthenticated',
      'This needs a message signed by the mail provider with the secret in RESEND_WEBHOOK_SECRET, at most five minutes old.',
    )
  }
  const event = mailEventSchema.safeParse(payload)
  if (!event.success) {
    const { type } = payload as { type?: unknown }
    // Of a type that matters, in a form that is not known: somebody has to look, a repeat would change nothing.
    if (isMailEventType(type)) log().warn({ id: message.id, type, issues: event.error.issues }, 'an event of the mail provider could not be read')
    return 'ignored'
  }
  const { providerId, suppress, reason, note } = judgeMailEvent(event.data)

  return withPlatform(async (tx) => {
    // The primary key decides between racers: the second waits for the first's commit, then finds it.
    const [first] = await tx
      .insert(mailEvents)
      .values({ id: message.id, type: event.data.type, receivedAt: now })
      .onConflictDoNothing()
      .returning({ id: mailEvents.id })
    if (!first) return 'repeated'
    if (suppress.length > 0) {
      await tx
        .insert(suppressions)
        .values(suppress.map((address) => ({ address, reason, eventId: message.id, createdAt: now })))
        .onConflictDoNothing()
    }
    await tx
      .update(outbox)
      .set({ lastError: note.slice(0, 1000) })
      .where(eq(outbox.providerId, providerId))
    return 'taken'
  })
}
