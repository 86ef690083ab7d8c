import { z } from 'zod'

// What the mail provider reports after it took a mail. Only what decides whether an address may be
// written to again matters here; deliveries, openings and clicks are not looked at.

const mailFact = z.object({ email_id: z.string().min(1).max(200), to: z.array(z.string().max(320)).max(50) })
const words = z.string().max(2000).default('')

/** The events that mean something, in the provider's own form; other fields and types are ignored. */
export const mailEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('email.bounced'), data: mailFact.extend({ bounce: z.object({ type: words, subType: words, message: words }) }) }),
  z.object({ type: z.literal('email.complained'), data: mailFact }),
  z.object({ type: z.literal('email.suppressed'), data: mailFact.extend({ suppressed: z.object({ type: words, message: words }) }) }),
  z.object({ type: z.literal('email.failed'), data: mailFact.extend({ failed: z.object({ reason: words }) }) }),
])
export type MailEvent = z.infer<typeof mailEventSchema>

/** Is it one of the types that mean something? */
export function isMailEventType(type: unknown): type is MailEvent['type'] {
  return mailEventSchema.options.some((option) => option.shape.type.value === type)
}

export interface MailEventVerdict {
  /** The provider's id of the mail. */
  providerId: string
  /** Lower-case addresses that must not be written to again; empty when the next mail may well arrive. */
  suppress: string[]
  /** Why, without a full stop: stands in the list of suppressed addresses. */
  reason: string
  /** What the outbox says about the mail: a sentence. */
  note: string
}

/**
 * What an event means. Only a permanent bounce says that the address does not exist; a full mailbox or
 * a server that is down passes. A complaint is a person's word, and the provider keeps its own list.
 */
export function judgeMailEvent(event: MailEvent): MailEventVerdict {
  const { email_id: providerId, to } = event.data
  const addresses = to.map(plainAddress)
  switch (event.type) {
    case 'email.bounced': {
      const { type, subType, message } = event.data.bounce
      const permanent = type.toLowerCase() === 'permanent'
      const detail = sentence([[type, subType].filter(Boolean).join(', '), message].filter(Boolean).join(': '))
      return {
        providerId,
        suppress: permanent ? addresses : [],
        reason: `hard bounce${subType ? ` (${subType})` : ''}`,
        note: `It came back. ${detail}${permanent ? '' : ' The address may be written to again.'}`,
      }
    }
    case 'email.complained':
      return { providerId, suppress: addresses, reason: 'complaint', note: 'The recipient reported it as spam.' }
    case 'email.suppressed': {
      const detail = sentence(event.data.suppressed.message)
      return { providerId, suppress: addresses, reason: 'suppressed by the provider', note: `The provider did not send it. ${detail}`.trim() }
    }
    case 'email.failed':
      return { providerId, suppress: [], reason: '', note: `The provider could not send it. ${sentence(event.data.failed.reason)}`.trim() }
  }
}

// "Ada <ada@example.org>" or the bare address.
function plainAddress(value: string): string {
  return (/<([^<>]+)>\s*$/.exec(value)?.[1] ?? value).trim().toLowerCase()
}

function sentence(text: string): string {
  const trimmed = text.trim()
  return trimmed === '' || /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`
}
