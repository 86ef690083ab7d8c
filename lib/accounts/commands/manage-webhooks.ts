import { and, eq, isNull, ne } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { webhookEndpoints } from '@/db/schema/accounts'
import type { Context } from '@/lib/auth/model'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { appendJournal } from '@/lib/journal/commands'
import { parseAllowList } from '@/lib/safe-url'
import { webhookUrlProblem } from '../webhook-url'

// The addresses themselves. Who may change them, and what is sent to them, is the business of
// lib/webhooks, in whose transactions these run.

type TenantContext = Context & { organizationId: string }

const MAX_ENDPOINTS = 20

/**
 * Registers an address for webhooks.
 * @throws AppError invalid, conflict when it is registered already or there are 20
 */
export async function addWebhookEndpoint(tx: Tx, ctx: TenantContext, input: { url: string }): Promise<{ id: string }> {
  const url = input.url.trim()
  const problem = webhookUrlProblem(url, parseAllowList(env().SAFE_FETCH_ALLOW))
  if (problem) throw new AppError('invalid', problem, { problems: [{ pointer: '/url', message: problem }] })
  const existing = await tx
    .select({ url: webhookEndpoints.url, active: webhookEndpoints.active })
    .from(webhookEndpoints)
    .where(eq(webhookEndpoints.organizationId, ctx.organizationId))
  if (existing.some((endpoint) => endpoint.url === url && endpoint.active)) throw new AppError('conflict', 'This address is registered already.')
  if (existing.length >= MAX_ENDPOINTS) throw new AppError('conflict', `An organization has at most ${MAX_ENDPOINTS} addresses for webhooks.`)
  const id = newId(ctx.now.getTime())
  await tx.insert(webhookEndpoints).values({ id, organizationId: ctx.organizationId, url, createdAt: ctx.now })
  await appendJournal(tx, ctx, {
    action: 'webhook_endpoint.added',
    subjectKind: 'webhook_endpoint',
    subjectId: id,
    organizationId: ctx.organizationId,
    after: { host: new URL(url).host },
  })
  return { id }
}

/**
 * Switches an address on or off; asked twice, the same. One that the platform reports is left as it
 * is: its next report would undo the change without a word.
 */
export async function setWebhookEndpointActive(tx: Tx, input: { organizationId: string; id: string; active: boolean }): Promise<void> {
  await tx
    .update(webhookEndpoints)
    .set({ active: input.active })
    .where(
      and(
        eq(webhookEndpoints.id, input.id),
        eq(webhookEndpoints.organizationId, input.organizationId),
        isNull(webhookEndpoints.externalId),
        ne(webhookEndpoints.active, input.active),
      ),
    )
}
