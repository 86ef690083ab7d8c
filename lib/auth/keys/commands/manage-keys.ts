import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Tx, withPlatform, withTenant } from '@/db/client'
import { apiKeys } from '@/db/schema/accounts'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { appendJournal } from '@/lib/journal/commands'
import { DAY, HOUR } from '@/lib/time'
import { type Context, hasPermission, isOwner, type Scope, scopeSchema } from '../../model'
import { KEY_CHANNEL, newKey, parseRange } from '../model'
import { forgetKey } from '../queries/find-live-key'

const allowlistSchema = z
  .array(z.string().trim())
  .max(50, { message: 'Use at most 50 addresses.' })
  .superRefine((entries, issues) => {
    for (const entry of entries) {
      if (!parseRange(entry)) issues.addIssue({ code: 'custom', message: `"${entry}" is neither an address nor a range like 203.0.113.0/24.` })
    }
  })

export const keyInputSchema = z.object({
  name: z.string().trim().min(1, { message: 'Enter a name that tells where the key is used.' }).max(80, { message: 'Use at most 80 characters.' }),
  scopes: z.array(scopeSchema).min(1, { message: 'Choose at least one thing that the key may do.' }),
  ipAllowlist: allowlistSchema.default([]),
  /** Days until the key ends by itself; null = it does not. */
  expiresInDays: z.number().int().min(1).max(3650).nullable().default(null),
})
export type KeyInput = z.input<typeof keyInputSchema>

/** How long the old key still works after a rotation, in hours. */
export const rotationGraces = [0, 1, 24, 168] as const

export interface IssuedKey {
  id: string
  /** The whole key. It is shown now and never again. */
  key: string
}

/**
 * Issues a key of the actor's organization, or with `platform` one that may speak for all.
 * @throws AppError forbidden, invalid
 */
export async function issueKey(ctx: Context, input: KeyInput, owner: 'organization' | 'platform' = 'organization'): Promise<IssuedKey> {
  const parsed = keyInputSchema.safeParse(input)
  if (!parsed.success) {
    throw new AppError('invalid', parsed.error.issues[0]?.message ?? 'The key cannot be issued like this.', {
      problems: parsed.error.issues.map((issue) => ({ pointer: `/${issue.path.join('/')}`, message: issue.message })),
    })
  }
  const { name, scopes, ipAllowlist, expiresInDays } = parsed.data
  const organizationId = keyOwner(ctx, owner)
  return asOwner(organizationId, (tx) =>
    insertKey(tx, ctx, organizationId, {
      name,
      scopes,
      ipAllowlist,
      expiresAt: expiresInDays === null ? null : new Date(ctx.now.getTime() + expiresInDays * DAY),
      action: 'api_key.issued',
    }),
  )
}

/**
 * Issues a successor with the same rights; the old key ends after `graceHours`, so that what uses
 * it can be changed without a gap.
 * @throws AppError forbidden, not_found when it is not a live key issued here
 */
export async function rotateKey(
  ctx: Context,
  input: { id: string; graceHours: number },
  owner: 'organization' | 'platform' = 'organization',
): Promise<IssuedKey> {
  const organizationId = keyOwner(ctx, owner)
  const endsAt = new Date(ctx.now.getTime() + input.graceHours * HOUR)
  const issued = await asOwner(organizationId, async (tx) => {
    const [old] = await tx.select().from(apiKeys).where(liveKey(input.id, organizationId)).for('update')
    if (!old) throw noSuchKey()
    const ended = input.graceHours === 0 ? { revokedAt: ctx.now } : { expiresAt: old.expiresAt && old.expiresAt < endsAt ? old.expiresAt : endsAt }
    await tx.update(apiKeys).set(ended).where(eq(apiKeys.id, old.id))
    await tx.execute(sql`select pg_notify(${KEY_CHANNEL}, ${old.id})`)
    return insertKey(tx, ctx, organizationId, {
      name: old.name,
      scopes: old.scopes.filter((scope): scope is Scope => scopeSchema.safeParse(scope).success),
      ipAllowlist: old.ipAllowlist,
      // The successor lives as long as its predecessor was meant to.
      expiresAt: old.expiresAt && new Date(ctx.now.getTime() + (old.expiresAt.getTime() - old.issuedAt.getTime())),
      action: 'api_key.rotated',
      replaces: old.id,
    })
  })
  forgetKey(input.id)
  return issued
}

/**
 * Ends a key: at once in this process, within moments in the others (10 s at most).
 * @throws AppError forbidden, not_found when it is not a live key issued here
 */
export async function revokeKey(ctx: Context, id: string, owner: 'organization' | 'platform' = 'organization'): Promise<void> {
  const organizationId = keyOwner(ctx, owner)
  await asOwner(organizationId, async (tx) => {
    const gone = await tx.update(apiKeys).set({ revokedAt: ctx.now }).where(liveKey(id, organizationId)).returning({ id: apiKeys.id })
    if (gone.length === 0) throw noSuchKey()
    await tx.execute(sql`select pg_notify(${KEY_CHANNEL}, ${id})`)
    await appendJournal(tx, ctx, { action: 'api_key.revoked', subjectKind: 'api_key', subjectId: id, organizationId })
  })
  forgetKey(id)
}

/**
 * Sets the addresses from which a key may be used; an empty list allows all.
 * @throws AppError forbidden, invalid, not_found
 */
export async function setKeyAllowlist(
  ctx: Context,
  input: { id: string; ipAllowlist: string[] },
  owner: 'organization' | 'platform' = 'organization',
): Promise<void> {
  const organizationId = keyOwner(ctx, owner)
  const parsed = allowlistSchema.safeParse(input.ipAllowlist)
  if (!parsed.success) throw new AppError('invalid', parsed.error.issues[0]?.message ?? 'This is not a list of addresses.')
  await asOwner(organizationId, async (tx) => {
    const [before] = await tx.select({ ipAllowlist: apiKeys.ipAllowlist }).from(apiKeys).where(liveKey(input.id, organizationId)).for('update')
    if (!before) throw noSuchKey()
    await tx.update(apiKeys).set({ ipAllowlist: parsed.data }).where(eq(apiKeys.id, input.id))
    await tx.execute(sql`select pg_notify(${KEY_CHANNEL}, ${input.id})`)
    await appendJournal(tx, ctx, {
      action: 'api_key.allowlist_set',
      subjectKind: 'api_key',
      subjectId: input.id,
      organizationId,
      before: { entries: before.ipAllowlist.length },
      after: { entries: parsed.data.length },
    })
  })
  forgetKey(input.id)
}

interface KeyRow {
  name: string
  scopes: Scope[]
  ipAllowlist: string[]
  expiresAt: Date | null
  action: 'api_key.issued' | 'api_key.rotated'
  replaces?: string
}

async function insertKey(tx: Tx, ctx: Context, organizationId: string | null, row: KeyRow): Promise<IssuedKey> {
  const id = newId(ctx.now.getTime())
  const { key, prefix, secretHash } = newKey()
  await tx.insert(apiKeys).values({
    id,
    organizationId,
    origin: 'issued',
    name: row.name,
    prefix,
    secretHash,
    scopes: row.scopes,
    ipAllowlist: row.ipAllowlist,
    createdBy: ctx.actor.kind === 'user' ? ctx.actor.userId : null,
    issuedAt: ctx.now,
    expiresAt: row.expiresAt,
    createdAt: ctx.now,
  })
  await appendJournal(tx, ctx, {
    action: row.action,
    subjectKind: 'api_key',
    subjectId: id,
    organizationId,
    after: { prefix, scopes: row.scopes, allowlisted: row.ipAllowlist.length > 0, ...(row.replaces ? { replaces: row.replaces } : {}) },
  })
  return { id, key }
}

/** Whose keys the actor may change here: its organization's, or the platform's (null). */
function keyOwner(ctx: Context, owner: 'organization' | 'platform'): string | null {
  // A job stands for the operator at the console (quickstart, benchmarks).
  if (owner === 'platform') {
    if (ctx.actor.kind !== 'job' && !hasPermission(ctx.actor, 'keys.manage')) throw new AppError('forbidden', 'This needs the permission keys.manage.')
    return null
  }
  if (ctx.actor.kind !== 'user' || !ctx.actor.organizationId || !isOwner(ctx.actor))
    throw new AppError('forbidden', 'Only owners of the organization manage its keys.')
  return ctx.actor.organizationId
}

function asOwner<T>(organizationId: string | null, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return organizationId ? withTenant(organizationId, fn) : withPlatform(fn)
}

function liveKey(id: string, organizationId: string | null): SQL | undefined {
  return and(
    eq(apiKeys.id, id),
    organizationId ? eq(apiKeys.organizationId, organizationId) : isNull(apiKeys.organizationId),
    eq(apiKeys.origin, 'issued'),
    isNull(apiKeys.revokedAt),
  )
}

const noSuchKey = () => new AppError('not_found', 'There is no such key, or it was revoked already.')
