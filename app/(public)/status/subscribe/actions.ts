'use server'

import { actionResult } from '@/lib/http/action-result'
import { readVisit } from '@/lib/http/require-actor'
import { registerWebhook, subscribeByMail } from '@/lib/status/commands/subscribe'
import { noSubscription, type SubscribeState } from '@/lib/status/subscribe-state'
import { emailSubscriptionInput, readSystems, webhookSubscriptionInput } from '@/lib/status/subscription-input'
import { managePageUrl } from '@/lib/status/tokens'

/** Sends a link to an address, whether it is known or not: the answer is the same. */
export async function subscribe(_previous: SubscribeState, form: FormData): Promise<SubscribeState> {
  const visit = await readVisit()
  const address = String(form.get('email') ?? '')
  const result = await actionResult(visit, async () => {
    const input = emailSubscriptionInput.parse({ email: address, systems: readSystems(form) })
    await subscribeByMail(visit, input)
    return `A mail with a link is on its way to ${input.email}. Press the link, and you are told from then on.`
  })
  return { ...noSubscription, ok: result.ok, message: said(result), address }
}

/** Registers an address for webhooks; it hears nothing before it has accepted a test message. */
export async function register(_previous: SubscribeState, form: FormData): Promise<SubscribeState> {
  const visit = await readVisit()
  const address = String(form.get('url') ?? '')
  let made: { secret: string; token: string } | null = null
  const result = await actionResult(visit, async () => {
    made = await registerWebhook(visit, webhookSubscriptionInput.parse({ url: address, systems: readSystems(form) }))
    return 'Registered. Keep both: the secret proves that a message is ours, the link changes or ends the subscription. Neither is shown again.'
  })
  const { secret, token } = made ?? { secret: null, token: null }
  return { ok: result.ok, message: said(result), address, secret, manageUrl: token === null ? null : managePageUrl(token) }
}

function said({ message, requestId }: { message: string; requestId?: string }): string {
  return requestId ? `${message} Request id ${requestId}` : message
}
