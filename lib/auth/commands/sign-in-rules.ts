import { randomUUID } from 'node:crypto'
import type { BetterAuthPlugin } from 'better-auth'
import { APIError, createAuthMiddleware, isAPIError } from 'better-auth/api'
import { deleteSessionCookie } from 'better-auth/cookies'
import { generateRandomString, symmetricDecrypt } from 'better-auth/crypto'
import { and, eq, isNull, lt, or } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { twoFactors } from '@/db/schema/auth'
import { appendJournal } from '@/lib/journal/commands'
import type { UserActor, Visit } from '../model'
import { IP_HEADER } from '../names'
import { matchingStep } from '../totp-step'
import { clearAttempts, consumeAttempt } from './throttle'

/** Seconds that a second factor may take after the first one. */
export const CHALLENGE_SECONDS = 600

const CODE_REFUSED = { code: 'INVALID_CODE', message: 'Invalid code' }

type HookContext = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0]

/**
 * What better-auth 1.7.7 leaves open, as a plugin of ours. It must stand after twoFactor():
 * - attempts on one account are limited whatever address they come from;
 * - a magic link proves the mailbox only, so it leads to the second factor as a password does;
 * - a code counts once: the step of the newest accepted code is kept and older ones are refused;
 * - sign-ins, lockouts and changes of passwords and second factors stand in the journal.
 */
export function signInRules(): BetterAuthPlugin {
  return {
    id: 'pulsegrid-sign-in-rules',
    hooks: {
      before: [
        { matcher: (ctx) => ctx.path === '/sign-in/email', handler: createAuthMiddleware(async (ctx) => limitAccount(ctx, 'password')) },
        {
          matcher: (ctx) => ctx.path === '/sign-in/magic-link' || ctx.path === '/request-password-reset',
          handler: createAuthMiddleware(async (ctx) => limitAccount(ctx, 'mail')),
        },
        { matcher: (ctx) => ctx.path === '/two-factor/verify-totp', handler: createAuthMiddleware(refuseUsedCode) },
      ],
      after: [
        { matcher: (ctx) => ctx.path === '/magic-link/verify', handler: createAuthMiddleware(challengeMagicLink) },
        { matcher: (ctx) => ctx.path === '/two-factor/verify-totp', handler: createAuthMiddleware(claimCode) },
        { matcher: (ctx) => ctx.path?.startsWith('/two-factor/verify-') ?? false, handler: createAuthMiddleware(recordLockout) },
        { matcher: (ctx) => Object.hasOwn(recordedChanges, ctx.path ?? ''), handler: createAuthMiddleware(recordChange) },
        { matcher: (ctx) => /^\/(sign-in|magic-link|two-factor\/verify-|callback)/.test(ctx.path ?? ''), handler: createAuthMiddleware(recordSignIn) },
      ],
    },
  }
}

/** Journals that somebody chose a new password by the link of a mail. */
export async function recordPasswordReset(userId: string): Promise<void> {
  await withPlatform((tx) =>
    appendJournal(
      tx,
      { now: new Date(), requestId: randomUUID(), ip: null, actor: { kind: 'job', job: 'sign-in' } },
      { action: 'user.password_reset', subjectKind: 'user', subjectId: userId, organizationId: null },
    ),
  )
}

async function limitAccount(ctx: HookContext, limit: 'password' | 'mail'): Promise<void> {
  const email: unknown = ctx.body?.email
  if (typeof email !== 'string') return
  if (await consumeAttempt(limit, email, new Date())) return
  throw APIError.from('TOO_MANY_REQUESTS', { code: 'ACCOUNT_THROTTLED', message: 'Too many attempts for this account. Try again in 15 minutes.' })
}

async function refuseUsedCode(ctx: HookContext): Promise<void> {
  const userId = await challengedUser(ctx)
  if (!userId) return
  const row = await readFactor(userId)
  const step = row && (await stepOf(ctx, row.secret))
  // Refused before better-auth sees it, so that the challenge lives on and the next code will do.
  if (row && step && row.lastUsedStep !== null && step <= row.lastUsedStep) throw APIError.from('UNAUTHORIZED', CODE_REFUSED)
}

async function claimCode(ctx: HookContext): Promise<void> {
  const { returned, newSession } = ctx.context
  if (isAPIError(returned)) return
  const userId = (returned as { user?: { id?: string } } | undefined)?.user?.id
  const row = userId ? await readFactor(userId) : undefined
  const step = row && (await stepOf(ctx, row.secret))
  // Of two requests with the same code one wins this update; the other loses the session it was given.
  if (row && step) {
    const claimed = await withPlatform((tx) =>
      tx
        .update(twoFactors)
        .set({ lastUsedStep: step })
        .where(and(eq(twoFactors.id, row.id), or(isNull(twoFactors.lastUsedStep), lt(twoFactors.lastUsedStep, step))))
        .returning({ id: twoFactors.id }),
    )
    if (claimed.length > 0) return
  }
  if (newSession) {
    await ctx.context.internalAdapter.deleteSession(newSession.session.token)
    deleteSessionCookie(ctx)
    ctx.context.setNewSession(null)
  }
  throw APIError.from('UNAUTHORIZED', CODE_REFUSED)
}

async function challengeMagicLink(ctx: HookContext): Promise<unknown> {
  const started = ctx.context.newSession
  if (started?.user.twoFactorEnabled !== true) return
  // The same records and cookie as the twoFactor plugin makes after a password.
  deleteSessionCookie(ctx, true)
  await ctx.context.internalAdapter.deleteSession(started.session.token)
  ctx.context.setNewSession(null)
  const identifier = `2fa-${generateRandomString(20)}`
  const expiresAt = new Date(Date.now() + CHALLENGE_SECONDS * 1_000)
  await ctx.context.internalAdapter.createVerificationValue({ value: started.user.id, identifier, expiresAt })
  await ctx.context.internalAdapter.createVerificationValue({ value: '0', identifier: `2fa-attempts-${identifier}`, expiresAt })
  const cookie = ctx.context.createAuthCookie('two_factor', { maxAge: CHALLENGE_SECONDS })
  await ctx.setSignedCookie(cookie.name, identifier, ctx.context.secret, cookie.attributes)
  return ctx.json({ twoFactorRedirect: true })
}

async function recordLockout(ctx: HookContext): Promise<void> {
  const { returned } = ctx.context
  if (!isAPIError(returned) || !/^INVALID_(BACKUP_)?CODE$/.test(String(returned.body?.code))) return
  const userId = await challengedUser(ctx)
  const row = userId ? await readFactor(userId) : undefined
  // Only the failure that reached the limit finds the lock fresh: while it holds, attempts fail otherwise.
  if (!userId || !row?.lockedUntil || row.lockedUntil <= new Date()) return
  const lockedUntil = row.lockedUntil
  await withPlatform((tx) =>
    appendJournal(
      tx,
      { ...visitOf(ctx), actor: { kind: 'job', job: 'sign-in' } },
      { action: 'user.second_factor_locked', subjectKind: 'user', subjectId: userId, organizationId: null, after: { lockedUntil } },
    ),
  )
}

async function recordSignIn(ctx: HookContext): Promise<void> {
  const started = ctx.context.newSession
  if (!started || isAPIError(ctx.context.returned)) return
  const { user, session } = started
  if (ctx.path === '/sign-in/email') await clearAttempts('password', user.email)
  await withPlatform((tx) =>
    appendJournal(
      tx,
      { ...visitOf(ctx), actor: personOf(started) },
      { action: 'session.started', subjectKind: 'session', subjectId: session.id, organizationId: null, after: { by: ctx.path?.split('/')[1] } },
    ),
  )
}

/** Changes that a signed-in person makes; verifying a code while signed in is the last step of switching it on. */
const recordedChanges: Record<string, string> = {
  '/change-password': 'user.password_changed',
  '/two-factor/verify-totp': 'user.second_factor_enabled',
  '/two-factor/disable': 'user.second_factor_disabled',
  '/two-factor/generate-backup-codes': 'user.backup_codes_replaced',
}

async function recordChange(ctx: HookContext): Promise<void> {
  const { session } = ctx.context
  const action = recordedChanges[ctx.path ?? '']
  if (!session || !action || isAPIError(ctx.context.returned)) return
  await withPlatform((tx) =>
    appendJournal(tx, { ...visitOf(ctx), actor: personOf(session) }, { action, subjectKind: 'user', subjectId: session.user.id, organizationId: null }),
  )
}

function personOf({ user, session }: { user: { id: string }; session: { id: string } }): UserActor {
  return { kind: 'user', userId: user.id, sessionId: session.id, platformRole: null, organizationId: null, memberRole: null }
}

/** Whose second factor is asked for, by the signed cookie of the challenge. */
async function challengedUser(ctx: HookContext): Promise<string | null> {
  const cookie = ctx.context.createAuthCookie('two_factor')
  const identifier = await ctx.getSignedCookie(cookie.name, ctx.context.secret)
  if (!identifier) return null
  const challenge = await ctx.context.internalAdapter.findVerificationValue(identifier)
  return challenge?.value ?? null
}

async function readFactor(userId: string): Promise<typeof twoFactors.$inferSelect | undefined> {
  const [row] = await withPlatform((tx) => tx.select().from(twoFactors).where(eq(twoFactors.userId, userId)))
  return row
}

async function stepOf(ctx: HookContext, encryptedSecret: string): Promise<number | null> {
  const code: unknown = ctx.body?.code
  if (typeof code !== 'string') return null
  return matchingStep(await symmetricDecrypt({ key: ctx.context.secretConfig, data: encryptedSecret }), code, Date.now())
}

function visitOf(ctx: HookContext): Visit {
  return { now: new Date(), requestId: ctx.headers?.get('x-request-id') || randomUUID(), ip: ctx.headers?.get(IP_HEADER) || null }
}
