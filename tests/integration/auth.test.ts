import { createOTP } from '@better-auth/utils/otp'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { withPlatform } from '@/db/client'
import { authenticate, authenticateSession } from '@/lib/auth/authenticate'
import { revokeOtherSessions, revokeSession } from '@/lib/auth/commands/manage-sessions'
import { setPlatformRole } from '@/lib/auth/commands/set-platform-role'
import { completeSetup, isSetupOpen, printSetupToken } from '@/lib/auth/commands/set-up'
import type { Context, UserActor } from '@/lib/auth/model'
import { getProfile, listSessions, listStaff } from '@/lib/auth/queries'
import { useDatabase } from '../support/database'
import { callAuth, createOrganization, createPerson, freshAddress, PASSWORD, signIn } from '../support/people'

process.env.BETTER_AUTH_SECRET ??= 'a secret for tests that is long enough for everything'

const database = useDatabase()
const contextOf = (actor: UserActor): Context & { actor: UserActor } => ({ actor, now: new Date(), requestId: 'test', ip: null })
const visit = () => ({ now: new Date(), requestId: 'test', ip: null })

async function actorOf(cookie: string): Promise<UserActor | null> {
  return authenticateSession(new Headers({ cookie }))
}

async function journalOf(subjectId: string): Promise<string[]> {
  const rows = await database.owner()`select action from journal where subject_id = ${subjectId} order by id`
  return rows.map((row) => String(row.action))
}

async function linkInMail(email: string): Promise<URL> {
  const [mail] = await database.owner()`select html from outbox where to_address = ${email} order by created_at desc limit 1`
  return new URL((/href="(http[^"]+)"/.exec(String(mail?.html))?.[1] ?? '').replaceAll('&amp;', '&'))
}
const tokenInMail = async (email: string) => (await linkInMail(email)).searchParams.get('token') ?? ''

// The first block needs an empty database: tests in a file run in order.
describe('first run', () => {
  async function printedToken(): Promise<string> {
    let printed = ''
    await printSetupToken((text) => {
      printed += text
    })
    return /^ {4}(\S+)$/m.exec(printed)?.[1] ?? ''
  }
  const person = { name: 'First', password: PASSWORD }

  it('is open, prints a token and keeps only its hash', async () => {
    expect(await isSetupOpen()).toBe(true)
    const token = await printedToken()
    expect(token).toMatch(/^[\w-]{43}$/)
    const [row] = await database.owner()`select * from setup_tokens`
    expect(JSON.stringify(row)).not.toContain(token)
  })

  it('refuses a wrong token and one that a later start replaced', async () => {
    const old = await printedToken()
    await printedToken()
    for (const token of ['wrong', old]) {
      await expect(completeSetup(visit(), { ...person, email: 'first@example.com', token })).rejects.toMatchObject({ code: 'forbidden' })
    }
    expect(await isSetupOpen()).toBe(true)
  })

  it('makes one super admin of twenty simultaneous setups, and is closed then', async () => {
    const token = await printedToken()
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => completeSetup(visit(), { ...person, email: `first${i}@example.com`, token })))
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    const users = await database.owner()`select id, platform_role from users`
    expect(users).toHaveLength(1)
    expect(users[0]?.platform_role).toBe('super_admin')
    expect(await journalOf(String(users[0]?.id))).toEqual(['user.created'])
    expect(await isSetupOpen()).toBe(false)
    expect(await printedToken()).toBe('')
    await expect(completeSetup(visit(), { ...person, email: 'late@example.com', token })).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('password', () => {
  it('signs in and answers who it is, with the only organization chosen', async () => {
    const organization = await createOrganization()
    const { email, userId } = await createPerson({ organizationId: organization.id, memberRole: 'member' })
    const actor = await actorOf(await signIn(email))
    expect(actor).toMatchObject({ kind: 'user', userId, organizationId: organization.id, memberRole: 'member', platformRole: null })
    expect(await journalOf(actor?.sessionId ?? '')).toEqual(['session.started'])
  })

  it('chooses no organization for somebody with two, and none for staff without one', async () => {
    const { email, userId } = await createPerson({ organizationId: (await createOrganization()).id })
    const second = await createOrganization()
    await database.owner()`insert into members (organization_id, user_id, role) values (${second.id}, ${userId}, 'member')`
    expect(await actorOf(await signIn(email))).toMatchObject({ organizationId: null, memberRole: null })
    const staff = await createPerson({ platformRole: 'read_only' })
    expect(await actorOf(await signIn(staff.email))).toMatchObject({ organizationId: null, platformRole: 'read_only' })
  })

  it('says the same for a wrong password and an unknown address', async () => {
    const { email } = await createPerson()
    const wrong = await callAuth('/sign-in/email', { email, password: 'wrong password' })
    const unknown = await callAuth('/sign-in/email', { email: 'nobody@example.com', password: 'wrong password' })
    expect(wrong.status).toBe(401)
    expect(unknown.status).toBe(401)
    expect(unknown.body).toEqual(wrong.body)
    expect(wrong.cookie).toBe('')
  })

  it('answers 429 to the fourth attempt in ten seconds from one address', async () => {
    const { email } = await createPerson()
    const ip = freshAddress()
    const statuses: number[] = []
    for (let i = 0; i < 4; i++) statuses.push((await callAuth('/sign-in/email', { email, password: 'wrong password' }, { ip })).status)
    expect(statuses).toEqual([401, 401, 401, 429])
  })

  it('answers 429 to the eleventh attempt on one account, from whatever addresses, also to the right password', async () => {
    const { email } = await createPerson()
    const statuses = await Promise.all(Array.from({ length: 10 }, async () => (await callAuth('/sign-in/email', { email, password: 'wrong password' })).status))
    expect(statuses).toEqual(Array(10).fill(401))
    expect((await callAuth('/sign-in/email', { email: email.toUpperCase(), password: PASSWORD })).status).toBe(429)
    // The window is over: the count starts anew.
    await database.owner()`update rate_limits set last_request = last_request - 901000`
    expect((await callAuth('/sign-in/email', { email, password: PASSWORD })).status).toBe(200)
  })

  it('does not accept new people, nor fields that only we may set', async () => {
    const signUp = await callAuth('/sign-up/email', { name: 'X', email: 'new@example.com', password: PASSWORD })
    expect(signUp.status).toBe(400)
    const { email, userId } = await createPerson()
    const cookie = await signIn(email)
    await callAuth('/update-user', { name: 'Y', platformRole: 'super_admin' }, { cookie })
    await callAuth('/update-session', { activeOrganizationId: (await createOrganization()).id }, { cookie })
    expect((await getProfile(userId)).platformRole).toBeNull()
    expect((await actorOf(cookie))?.organizationId).toBeNull()
  })

  it('refuses a form that another site posts', async () => {
    const { email } = await createPerson()
    const { status } = await callAuth('/sign-in/email', { email, password: PASSWORD }, { origin: 'https://evil.example' })
    expect(status).toBe(403)
  })

  it('keeps cookies from scripts and other sites', async () => {
    const { email } = await createPerson()
    const { headers } = await callAuth('/sign-in/email', { email, password: PASSWORD })
    const session = headers.getSetCookie().find((line) => line.includes('session_token'))
    expect(session).toMatch(/HttpOnly/i)
    expect(session).toMatch(/SameSite=Lax/i)
  })
})

describe('sessions', () => {
  it('are out at the next request once revoked, and only their owner revokes them', async () => {
    const { email, userId } = await createPerson()
    const phone = await signIn(email)
    const desk = await signIn(email)
    const deskActor = await actorOf(desk)
    const phoneActor = await actorOf(phone)
    if (!deskActor || !phoneActor) throw new Error('not signed in')
    expect(await listSessions(userId, new Date())).toHaveLength(2)

    const stranger = await createPerson()
    await expect(revokeSession(contextOf(stranger.actor), phoneActor.sessionId)).rejects.toMatchObject({ code: 'not_found' })
    expect(await actorOf(phone)).not.toBeNull()

    await revokeSession(contextOf(deskActor), phoneActor.sessionId)
    expect(await actorOf(phone)).toBeNull()
    expect(await authenticate(new Request('http://localhost:3000/api/x', { headers: { cookie: phone } }))).toBeNull()
    expect(await actorOf(desk)).not.toBeNull()
    expect(await journalOf(phoneActor.sessionId)).toEqual(['session.started', 'session.revoked'])
  })

  it('all others end together', async () => {
    const { email } = await createPerson()
    const cookies = [await signIn(email), await signIn(email), await signIn(email)]
    const here = await actorOf(cookies[0] ?? '')
    if (!here) throw new Error('not signed in')
    expect(await revokeOtherSessions(contextOf(here))).toBe(2)
    expect(await Promise.all(cookies.map(async (cookie) => (await actorOf(cookie)) !== null))).toEqual([true, false, false])
  })

  it('end with sign-out, with expiry and with the person', async () => {
    const { email, userId } = await createPerson()
    const first = await signIn(email)
    await callAuth('/sign-out', {}, { cookie: first })
    expect(await actorOf(first)).toBeNull()
    const second = await signIn(email)
    await database.owner()`update sessions set expires_at = now() - interval '1 second' where user_id = ${userId}`
    expect(await actorOf(second)).toBeNull()
    const third = await signIn(email)
    await database.owner()`delete from users where id = ${userId}`
    expect(await actorOf(third)).toBeNull()
  })

  it('are not accepted with an altered cookie', async () => {
    const { email } = await createPerson()
    const cookie = await signIn(email)
    expect(await actorOf(cookie.replace(/(session_token=.)./, '$1-'))).toBeNull()
    expect(await actorOf(cookie.replace(/\.[^.;]+$/, '.AAAA'))).toBeNull()
  })

  it('lose the organization the moment the membership ends', async () => {
    const organization = await createOrganization()
    const { email, userId } = await createPerson({ organizationId: organization.id })
    const cookie = await signIn(email)
    expect((await actorOf(cookie))?.organizationId).toBe(organization.id)
    await database.owner()`delete from members where user_id = ${userId}`
    expect((await actorOf(cookie))?.organizationId).toBeNull()
  })
})

describe('links by mail', () => {
  const verify = (token: string, cookie?: string) => callAuth(`/magic-link/verify?token=${encodeURIComponent(token)}`, undefined, { cookie })

  it('a link signs in once', async () => {
    const { email, userId } = await createPerson()
    expect((await callAuth('/sign-in/magic-link', { email, metadata: { next: '/dashboard/tools' } })).status).toBe(200)
    const link = await linkInMail(email)
    expect(link.pathname).toBe('/sign-in/link')
    expect(link.searchParams.get('next')).toBe('/dashboard/tools')
    const token = await tokenInMail(email)
    const stored = await database.owner()`select * from verifications`
    expect(JSON.stringify(stored)).not.toContain(token)
    const { cookie, status } = await verify(token)
    expect(status).toBe(200)
    expect(await actorOf(cookie)).toMatchObject({ userId })
    const again = await verify(token)
    expect(again.status).not.toBe(200)
    expect(await actorOf(again.cookie)).toBeNull()
  })

  it('an unknown address gets the same answer and no mail', async () => {
    const { email } = await createPerson()
    const known = await callAuth('/sign-in/magic-link', { email })
    const unknown = await callAuth('/sign-in/magic-link', { email: 'nobody@example.com' })
    expect(unknown.status).toBe(known.status)
    expect(unknown.body).toEqual(known.body)
    const mails = await database.owner()`select 1 from outbox where to_address = 'nobody@example.com'`
    expect(mails).toHaveLength(0)
    const users = await database.owner()`select 1 from users where email = 'nobody@example.com'`
    expect(users).toHaveLength(0)
  })

  it('an expired link does nothing', async () => {
    const { email } = await createPerson()
    await callAuth('/sign-in/magic-link', { email })
    const token = await tokenInMail(email)
    await database.owner()`update verifications set expires_at = now() - interval '1 second'`
    expect((await verify(token)).status).not.toBe(200)
  })

  it('at most five mails go to one address in a quarter of an hour', async () => {
    const { email } = await createPerson()
    const statuses: number[] = []
    for (let i = 0; i < 6; i++) statuses.push((await callAuth('/sign-in/magic-link', { email })).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
    const [row] = await database.owner()`select count(*)::int as mails from outbox where to_address = ${email}`
    expect(row?.mails).toBe(5)
  })

  it('a forgotten password is replaced once, and every session ends', async () => {
    const { email, userId } = await createPerson()
    const session = await signIn(email)
    expect((await callAuth('/request-password-reset', { email })).status).toBe(200)
    const token = await tokenInMail(email)
    expect((await callAuth('/reset-password', { token, newPassword: 'short' })).status).toBe(400)
    expect((await callAuth('/reset-password', { token, newPassword: 'another good password' })).status).toBe(200)
    expect((await callAuth('/reset-password', { token, newPassword: 'third good password' })).status).toBe(400)
    expect(await actorOf(session)).toBeNull()
    expect((await callAuth('/sign-in/email', { email, password: PASSWORD })).status).toBe(401)
    const renewed = await callAuth('/sign-in/email', { email, password: 'another good password' })
    expect(renewed.status).toBe(200)
    const change = { currentPassword: 'another good password', newPassword: PASSWORD, revokeOtherSessions: true }
    expect((await callAuth('/change-password', { ...change, currentPassword: 'wrong password' }, { cookie: renewed.cookie })).status).toBe(400)
    const changed = await callAuth('/change-password', change, { cookie: renewed.cookie })
    expect(await actorOf(renewed.cookie)).toBeNull()
    expect(await actorOf(changed.cookie)).not.toBeNull()
    expect(await journalOf(userId)).toEqual(['user.password_reset', 'user.password_changed'])
  })
})

describe('second factor', () => {
  // In the middle of a step: nothing here may take long enough for a code to grow old.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Math.floor(Date.now() / 30_000) * 30_000 + 15_000 }))
  afterEach(() => void vi.useRealTimers())

  const secretIn = (uri: unknown) => new URL(String(uri)).searchParams.get('secret') ?? ''

  /** A person whose phone is set up. `codeAt(n)` is the code n steps of 30 s from now. */
  async function enrol() {
    const person = await createPerson()
    const cookie = await signIn(person.email)
    const enabled = await callAuth('/two-factor/enable', { password: PASSWORD }, { cookie })
    expect(enabled.status).toBe(200)
    const base32 = secretIn(enabled.body.totpURI)
    const otp = createOTP(Buffer.from(decodeBase32(base32)).toString('utf8'))
    const codeAt = (offset: number) => otp.hotp(Math.floor(Date.now() / 30_000) + offset)
    const verified = await callAuth('/two-factor/verify-totp', { code: await codeAt(-1) }, { cookie })
    expect(verified.status).toBe(200)
    return { ...person, codeAt, backupCodes: enabled.body.backupCodes as string[], cookie: verified.cookie }
  }
  async function challenge(email: string): Promise<string> {
    const { body, cookie, status } = await callAuth('/sign-in/email', { email, password: PASSWORD })
    expect({ status, asked: body.twoFactorRedirect }).toEqual({ status: 200, asked: true })
    expect(await actorOf(cookie)).toBeNull()
    return cookie
  }
  const submit = (cookie: string, code: string, ip?: string) => callAuth('/two-factor/verify-totp', { code }, { cookie, ip })

  it('is asked for after the password, and a code counts once', async () => {
    const { email, codeAt, userId } = await enrol()
    expect((await getProfile(userId)).twoFactorEnabled).toBe(true)
    const code = await codeAt(0)
    const first = await submit(await challenge(email), code)
    expect(first.status).toBe(200)
    expect(await actorOf(first.cookie)).toMatchObject({ userId })

    const waiting = await challenge(email)
    const again = await submit(waiting, code)
    expect(again.status).toBe(401)
    expect(await actorOf(again.cookie)).toBeNull()
    // An older code that nobody used is refused too; the challenge lives on for the next one.
    expect((await submit(again.cookie, await codeAt(-1))).status).toBe(401)
    const next = await submit(again.cookie, await codeAt(1))
    expect(next.status).toBe(200)
    expect(await actorOf(next.cookie)).toMatchObject({ userId })
  })

  it('one of ten simultaneous uses of a code gets in', async () => {
    const { email, codeAt } = await enrol()
    const code = await codeAt(0)
    const cookies = await Promise.all(Array.from({ length: 8 }, () => challenge(email)))
    const results = await Promise.all(cookies.map((cookie) => submit(cookie, code)))
    const actors = await Promise.all(results.map((result) => actorOf(result.cookie)))
    expect(actors.filter(Boolean)).toHaveLength(1)
  })

  it('is asked for after a link by mail as well', async () => {
    const { email, codeAt } = await enrol()
    await callAuth('/sign-in/magic-link', { email })
    const token = await tokenInMail(email)
    const { cookie, body } = await callAuth(`/magic-link/verify?token=${token}`)
    expect(body).toEqual({ twoFactorRedirect: true })
    expect(await actorOf(cookie)).toBeNull()
    const done = await submit(cookie, await codeAt(0))
    expect(await actorOf(done.cookie)).not.toBeNull()
  })

  it('locks the account for 15 minutes after ten wrong codes over several challenges, and says so in the journal', async () => {
    const { email, userId, codeAt } = await enrol()
    let wrong = 0
    while (wrong < 10) {
      const cookie = await challenge(email)
      for (let i = 0; i < 4 && wrong < 10; i++, wrong++) expect((await submit(cookie, '000000')).status).toBe(401)
    }
    const late = await submit(await challenge(email), await codeAt(1))
    expect(late.status).toBe(429)
    expect(await actorOf(late.cookie)).toBeNull()
    expect((await journalOf(userId)).filter((action) => action === 'user.second_factor_locked')).toHaveLength(1)
    await database.owner()`update two_factors set locked_until = now() - interval '1 hour' where user_id = ${userId}`
    expect((await submit(await challenge(email), await codeAt(1))).status).toBe(200)
  })

  it('lets a backup code in once', async () => {
    const { email, backupCodes, cookie, userId } = await enrol()
    const code = backupCodes[0] ?? ''
    const use = async () => callAuth('/two-factor/verify-backup-code', { code }, { cookie: await challenge(email) })
    expect((await use()).status).toBe(200)
    expect((await use()).status).toBe(401)
    const stored = await database.owner()`select * from two_factors`
    for (const backup of backupCodes) expect(JSON.stringify(stored)).not.toContain(backup)

    const renewed = await callAuth('/two-factor/generate-backup-codes', { password: PASSWORD }, { cookie })
    const fresh = renewed.body.backupCodes as string[]
    const enter = async (backup: string) => (await callAuth('/two-factor/verify-backup-code', { code: backup }, { cookie: await challenge(email) })).status
    expect(await enter(backupCodes[1] ?? '')).toBe(401)
    expect(await enter(fresh[0] ?? '')).toBe(200)
    expect(await journalOf(userId)).toContain('user.backup_codes_replaced')
  })

  it('is switched on and off with the password only', async () => {
    const person = await createPerson()
    const cookie = await signIn(person.email)
    expect((await callAuth('/two-factor/enable', { password: 'wrong password' }, { cookie })).status).toBe(400)
    const enrolled = await enrol()
    expect((await callAuth('/two-factor/disable', { password: 'wrong password' }, { cookie: enrolled.cookie })).status).toBe(400)
    expect((await getProfile(enrolled.userId)).twoFactorEnabled).toBe(true)
    expect((await callAuth('/two-factor/disable', { password: PASSWORD }, { cookie: enrolled.cookie })).status).toBe(200)
    expect((await getProfile(enrolled.userId)).twoFactorEnabled).toBe(false)
    expect(await journalOf(enrolled.userId)).toEqual(['user.second_factor_enabled', 'user.second_factor_disabled'])
  })
})

describe('staff roles', () => {
  const roleOf = async (userId: string) => (await getProfile(userId)).platformRole
  let boss: UserActor

  beforeAll(async () => {
    const [first] = await listStaff()
    if (!first) throw new Error('the setup made no staff')
    boss = { kind: 'user', userId: first.id, sessionId: '', platformRole: 'super_admin', organizationId: null, memberRole: null }
  })

  it('are given and taken by staff.manage only', async () => {
    const person = await createPerson()
    for (const role of ['read_only', 'admin', 'elevated_admin'] as const) {
      const staff = await createPerson({ platformRole: role })
      await expect(setPlatformRole(contextOf(staff.actor), { userId: person.userId, role: 'super_admin' })).rejects.toMatchObject({ code: 'forbidden' })
      await expect(setPlatformRole(contextOf(staff.actor), { userId: staff.userId, role: 'super_admin' })).rejects.toMatchObject({ code: 'forbidden' })
    }
    await setPlatformRole(contextOf(boss), { userId: person.userId, role: 'admin' })
    expect(await roleOf(person.userId)).toBe('admin')
    await setPlatformRole(contextOf(boss), { userId: person.userId, role: null })
    expect(await roleOf(person.userId)).toBeNull()
    expect(await journalOf(person.userId)).toEqual(['user.platform_role_set', 'user.platform_role_set'])
  })

  it('never leave the console without a super admin, also when two demote each other', async () => {
    await expect(setPlatformRole(contextOf(boss), { userId: boss.userId, role: 'admin' })).rejects.toMatchObject({ code: 'conflict' })
    const second = await createPerson({ platformRole: 'super_admin' })
    const results = await Promise.allSettled([
      setPlatformRole(contextOf(boss), { userId: second.userId, role: null }),
      setPlatformRole(contextOf(second.actor), { userId: boss.userId, role: null }),
    ])
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    const left = await withPlatform((tx) => tx.query.users.findMany({ where: (user, { eq }) => eq(user.platformRole, 'super_admin') }))
    expect(left).toHaveLength(1)
  })
})

function decodeBase32(text: string): Uint8Array {
  const bits = [...text].map((character) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(character).toString(2).padStart(5, '0')).join('')
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2))
}
