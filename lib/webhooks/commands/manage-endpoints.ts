import { and, eq, isNull } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { webhookEndpointHealth, webhookSecrets } from '@/db/schema/webhooks'
import { addWebhookEndpoint, setWebhookEndpointActive } from '@/lib/accounts/commands/manage-webhooks'
import { type Context, isOwner } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { appendJournal } from '@/lib/journal/commands'
import { HOUR } from '@/lib/time'
import { newSecret } from '@/lib/webhook-signature'
import { eventTypeSchema, eventTypes, ROTATION_HOURS } from '../model'
import { findEndpoint } from '../queries/find-endpoint'
import { sealSecret } from '../secrets'
import { cancelSends } from './attempt'
import { collectMessagesOf } from './collect'

// What owners do with the endpoints of their organization. These run with the platform's rights, since
// no member's request may touch the table of secrets: every statement names the organization itself.

type TenantContext = Context & { organizationId: string }

/**
 * Registers an address and makes its signing secret, which is returned now and never again.
 * @throws AppError forbidden, invalid, conflict when it is registered already or there are 20
 */
export async function addEndpoint(ctx: TenantContext, input: { url: string }): Promise<{ id: string; secret: string }> {
  assertOwner(ctx)
  return withPlatform(async (tx) => {
    const { id } = await addWebhookEndpoint(tx, ctx, input)
    return { id, secret: await beginSending(tx, ctx, id) }
  })
}

/**
 * Makes a new signing secret, returned now and never again. The one before signs along for a day, so
 * that receivers can change over. For an endpoint without a secret (one that the platform reports)
 * sending begins with this.
 * @throws AppError forbidden, not_found
 */
export async function rotateSecret(ctx: TenantContext, input: { id: string }): Promise<{ secret: string }> {
  assertOwner(ctx)
  return withPlatform(async (tx) => {
    const endpoint = await getEndpoint(tx, ctx, input.id)
    if (endpoint.sendsFrom === null) {
      const secret = await beginSending(tx, ctx, input.id)
      await note(tx, ctx, input.id, 'webhook_endpoint.secret_created')
      return { secret }
    }
    await tx
      .update(webhookSecrets)
      .set({ expiresAt: new Date(ctx.now.getTime() + ROTATION_HOURS * HOUR) })
      .where(and(eq(webhookSecrets.endpointId, input.id), eq(webhookSecrets.organizationId, ctx.organizationId), isNull(webhookSecrets.expiresAt)))
    const secret = await storeSecret(tx, ctx, input.id)
    await note(tx, ctx, input.id, 'webhook_endpoint.secret_rotated')
    return { secret }
  })
}

/**
 * Switches an endpoint on or off; asked twice, the same. Off: nothing is sent, and what waits is
 * cancelled. On again: it starts with a clean slate, for what happens from now on. Of an endpoint
 * that the platform reports only our own sending is switched, and only after we switched it off.
 * @throws AppError forbidden, not_found, conflict
 */
export async function setEndpointActive(ctx: TenantContext, input: { id: string; active: boolean }): Promise<void> {
  assertOwner(ctx)
  await withPlatform(async (tx) => {
    const endpoint = await getEndpoint(tx, ctx, input.id)
    const reported = endpoint.externalId !== null
    if (reported && !input.active) throw new AppError('conflict', 'The platform reports this address; switch it off there.')
    if (reported && !endpoint.active) throw new AppError('conflict', 'The platform reports this address as switched off; switch it on there.')
    const on = endpoint.active && endpoint.disabledAt === null
    if (on === input.active) return
    await setWebhookEndpointActive(tx, { organizationId: ctx.organizationId, id: input.id, active: input.active })
    if (input.active) {
      await tx
        .update(webhookEndpointHealth)
        .set({ disabledAt: null, disabledReason: null, failures: 0, failingSince: null, sendsFrom: ctx.now, updatedAt: ctx.now })
        .where(eq(webhookEndpointHealth.endpointId, input.id))
    } else {
      await cancelSends(tx, input.id, 'The endpoint was switched off.')
    }
    await note(tx, ctx, input.id, input.active ? 'webhook_endpoint.enabled' : 'webhook_endpoint.disabled')
  })
}

/**
 * Chooses what an endpoint is told; all of them chosen means all, also those that are added later.
 * What happened until now is told by the choice that held.
 * @throws AppError forbidden, not_found, invalid, conflict when nothing is sent there yet
 */
export async function chooseEvents(ctx: TenantContext, input: { id: string; eventTypes: readonly string[] }): Promise<void> {
  assertOwner(ctx)
  const chosen = [...new Set(input.eventTypes.map((type) => eventTypeSchema.parse(type)))]
  if (chosen.length === 0) throw new AppError('invalid', 'Choose at least one event, or switch the endpoint off.')
  await withPlatform(async (tx) => {
    const endpoint = await getEndpoint(tx, ctx, input.id)
    if (endpoint.sendsFrom === null) throw new AppError('conflict', 'Make a signing secret first.')
    await collectMessagesOf(tx, ctx.organizationId, ctx.now)
    await tx
      .update(webhookEndpointHealth)
      .set({ eventTypes: chosen.length === eventTypes.length ? null : chosen, sendsFrom: ctx.now, updatedAt: ctx.now })
      .where(eq(webhookEndpointHealth.endpointId, input.id))
    await note(tx, ctx, input.id, 'webhook_endpoint.events_chosen', { events: chosen.length === eventTypes.length ? 'all' : chosen })
  })
}

async function getEndpoint(tx: Tx, ctx: TenantContext, id: string): Promise<NonNullable<Awaited<ReturnType<typeof findEndpoint>>>> {
  const endpoint = await findEndpoint(tx, { organizationId: ctx.organizationId, id })
  if (!endpoint) throw new AppError('not_found', 'There is no such address.')
  return endpoint
}

async function beginSending(tx: Tx, ctx: TenantContext, endpointId: string): Promise<string> {
  await tx.insert(webhookEndpointHealth).values({ endpointId, organizationId: ctx.organizationId, sendsFrom: ctx.now, updatedAt: ctx.now })
  return storeSecret(tx, ctx, endpointId)
}

async function storeSecret(tx: Tx, ctx: TenantContext, endpointId: string): Promise<string> {
  const id = newId(ctx.now.getTime())
  const secret = newSecret()
  await tx.insert(webhookSecrets).values({ id, organizationId: ctx.organizationId, endpointId, sealed: sealSecret(secret, id), createdAt: ctx.now })
  return secret
}

function note(tx: Tx, ctx: TenantContext, endpointId: string, action: string, after?: Record<string, unknown>): Promise<void> {
  return appendJournal(tx, ctx, { action, subjectKind: 'webhook_endpoint', subjectId: endpointId, organizationId: ctx.organizationId, after })
}

function assertOwner(ctx: Context): void {
  if (!isOwner(ctx.actor)) throw new AppError('forbidden', 'Only owners of the organization may change this.')
}
