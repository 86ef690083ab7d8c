import { and, eq, ne } from 'drizzle-orm'
import { withTenant } from '@/db/client'
import { webhookEndpoints } from '@/db/schema/accounts'
import { type Context, isOwner } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { appendJournal } from '@/lib/journal/commands'
import { webhookUrlProblem } from '../webhook-url'

type TenantContext = Context & { organizationId: string }

const MAX_ENDPOINTS = 20

/**
 * Registers an address for webhooks.
 * @throws AppError forbidden, invalid, conflict when it is registered already or there are 20
 */
export async function addWebhookEndpoint(ctx: TenantContext, input: { url: string }): Promise<{ id: string }> {
  assertOwner(ctx)
  const url = input.url.trim()
  const problem = webhookUrlProblem(url)
  if (problem) throw new AppError('invalid', problem, { problems: [{ pointer: '/url', message: problem }] })
  return withTenant(ctx.organizationId, async (tx) => {
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
  })
}

/**
 * Switches an address on or off; asked twice, the same.
 * @throws AppError forbidden, not_found, conflict for an address that the platform reports
 */
export async function setWebhookEndpointActive(ctx: TenantContext, input: { id: string; active: boolean }): Promise<void> {
  assertOwner(ctx)
  await withTenant(ctx.organizationId, async (tx) => {
    const mine = and(eq(webhookEndpoints.id, input.id), eq(webhookEndpoints.organizationId, ctx.organizationId))
    const [known] = await tx.select({ externalId: webhookEndpoints.externalId }).from(webhookEndpoints).where(mine)
    if (!known) throw new AppError('not_found', 'There is no such address.')
    // Its next report would undo the change without a word.
    if (known.externalId !== null) throw new AppError('conflict', 'The platform reports this address; change it there.')
    const changed = await tx
      .update(webhookEndpoints)
      .set({ active: input.active })
      .where(and(mine, ne(webhookEndpoints.active, input.active)))
      .returning({ id: webhookEndpoints.id })
    if (changed.length === 0) return
    await appendJournal(tx, ctx, {
      action: input.active ? 'webhook_endpoint.enabled' : 'webhook_endpoint.disabled',
      subjectKind: 'webhook_endpoint',
      subjectId: input.id,
      organizationId: ctx.organizationId,
    })
  })
}

function assertOwner(ctx: Context): void {
  if (!isOwner(ctx.actor)) throw new AppError('forbidden', 'Only owners of the organization may change this.')
}
