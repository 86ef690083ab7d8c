import { z } from 'zod'

const systems = z.array(z.string().min(1).max(60)).max(100, 'Choose at most 100 systems, or none for all.')

/** Who wants mails: about some systems, or none for all. */
export const emailSubscriptionInput = z.strictObject({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .pipe(z.email('Write an e-mail address, such as ada@example.com').max(254, 'The address is longer than 254 characters')),
  systems,
})
export type EmailSubscription = z.output<typeof emailSubscriptionInput>

/** Which address wants webhooks. Its form is judged by lib/accounts/webhook-url.ts. */
export const webhookSubscriptionInput = z.strictObject({ url: z.string().trim().min(1, 'Write an address, such as https://example.com/status'), systems })
export type WebhookSubscription = z.output<typeof webhookSubscriptionInput>

export const tokenInput = z.string().min(20).max(200)

/** What the systems' boxes of a form say. */
export function readSystems(form: FormData): string[] {
  return [...new Set(form.getAll('systems').map(String))]
}
