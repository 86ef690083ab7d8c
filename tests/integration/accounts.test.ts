import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { withPlatform, withTenant } from '@/db/client'
import { developers } from '@/db/schema/accounts'
import { users } from '@/db/schema/auth'
import { markSessionsReviewed, setAuditRetention, setBudgetControls, setTelemetryOptOut, updateOrganization } from '@/lib/accounts/commands/change-organization'
import { acceptInvitation, invite, resendInvitation, revokeInvitation, signUpByInvitation } from '@/lib/accounts/commands/manage-invitations'
import { chooseOrganization, removeMember, setMemberRole } from '@/lib/accounts/commands/manage-members'
import { findDeveloperSettings, findInvitationOffer, getOrganization, listInvitations, listMembers, listStaffInvitations } from '@/lib/accounts/queries'
import { authenticate, findSignedIn } from '@/lib/auth/authenticate'
import { issueKey, revokeKey, rotateKey, setKeyAllowlist } from '@/lib/auth/keys/commands/manage-keys'
import { forgetKey } from '@/lib/auth/keys/queries/find-live-key'
import { listKeys, listPlatformKeys } from '@/lib/auth/keys/queries/list-keys'
import type { Context, KeyActor, UserActor } from '@/lib/auth/model'
import { authorise } from '@/lib/http/route'
import { type AuditFilter, countAuditEntries, listAuditEntries } from '@/lib/journal/queries'
import { useDatabase } from '../support/database'
import { callAuth, createOrganization, createPerson, PASSWORD, signIn } from '../support/people'

process.env.BETTER_AUTH_SECRET ??= 'a secret for tests that is long enough for everything'

const database = useDatabase()

type TenantContext = Context & { actor: UserActor; organizationId: string }
const contextOf = (actor: UserActor): TenantContext => ({ actor, now: new Date(), requestId: 'test', ip: null, organizationId: actor.organizationId ?? '' })
const visit = () => ({ now: new Date(), requestId: 'test', ip: null })

const HOUR = 3_600_000

/** The organizations that somebody sees when they sign in. */
async function membershipsOf(email: string) {
  return (await findSignedIn(new Headers({ cookie: await signIn(email) })))?.memberships
}

async function journalOf(subjectId: string): Promise<string[]> {
  const rows = await database.owner()`select action from journal where subject_id = ${subjectId} order by id`
  return rows.map((row) => String(row.action))
}

async function createTenant() {
  const organization = await createOrganization()
  const owner = await createPerson({ organizationId: organization.id })
  const member = await createPerson({ organizationId: organization.id, memberRole: 'member' })
  return { organization, owner, member, ctx: contextOf(owner.actor), memberCtx: contextOf(member.actor) }
}

const asKey = (key: string, ip?: string) =>
  authenticate(
    new Request('http://localhost:3000/api/x', { headers: { authorization: `Bearer ${key}`, ...(ip ? { 'x-forwarded-for': ip } : {}) } }),
  ) as Promise<KeyActor | null>

describe('API keys', () => {
  let tenant: Awaited<ReturnType<typeof createTenant>>
  let superCtx: TenantContext

  beforeAll(async () => {
    tenant = await createTenant()
    superCtx = contextOf((await createPerson({ platformRole: 'super_admin' })).actor)
  })

  it('are what a request is made as; the last use is noted', async () => {
    const { id, key } = await issueKey(tenant.ctx, { name: 'CI', scopes: ['scores:read', 'metrics:read'] })
    expect(await asKey(key)).toEqual({ kind: 'key', keyId: id, organizationId: tenant.organization.id, scopes: ['scores:read', 'metrics:read'] })
    await vi.waitFor(async () => {
      const [row] = await database.owner()`select last_used_at from api_keys where id = ${id}`
      expect(row?.last_used_at).not.toBeNull()
    })
    expect(await journalOf(id)).toEqual(['api_key.issued'])
  })

  it('write their last use at most once a minute', async () => {
    const { id, key } = await issueKey(tenant.ctx, { name: 'Busy', scopes: ['scores:read'] })
    await asKey(key)
    const read = async () => (await database.owner()`select last_used_at::text as at from api_keys where id = ${id}`)[0]?.at as string | null
    await vi.waitFor(async () => expect(await read()).not.toBeNull())
    const first = await read()
    for (let i = 0; i < 50; i++) await asKey(key)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await read()).toBe(first)
  })

  it('stand nowhere in the database in the clear', async () => {
    const { key } = await issueKey(tenant.ctx, { name: 'Hidden', scopes: ['scores:read'] })
    const { key: platformKey } = await issueKey(superCtx, { name: 'Ingest', scopes: ['ingest:write'] }, 'platform')
    const { key: rotated } = await rotateKey(superCtx, { id: (await asKey(platformKey))?.keyId ?? '', graceHours: 1 }, 'platform')
    const tables = await database.owner()`select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`
    for (const { relname } of tables) {
      const rows = await database.owner()`select to_jsonb(t)::text as row from ${database.owner()(String(relname))} t`
      const text = rows.map(({ row }) => String(row)).join('\n')
      for (const secret of [key, platformKey, rotated]) expect(text.includes(secret.slice(12)), `${relname} holds a key`).toBe(false)
    }
  })

  it('do only what their scopes say', async () => {
    const { key } = await issueKey(tenant.ctx, { name: 'Scores', scopes: ['scores:read'] })
    const request = () => new Request('http://localhost:3000/api/x', { headers: { 'x-api-key': key } })
    expect(await authorise(request(), { tenant: 'scores:read' })).toMatchObject({ kind: 'key' })
    await expect(authorise(request(), { tenant: 'usage:read' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(authorise(request(), { key: 'ingest:write' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(authorise(request(), { permission: 'admin.read' })).rejects.toMatchObject({ code: 'forbidden' })
    const { key: platformKey } = await issueKey(superCtx, { name: 'All', scopes: ['ingest:write', 'scores:read'] }, 'platform')
    const platform = () => new Request('http://localhost:3000/api/x', { headers: { 'x-api-key': platformKey } })
    await expect(authorise(platform(), { tenant: 'scores:read' })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await authorise(platform(), { key: 'ingest:write' })).toMatchObject({ organizationId: null })
  })

  it('work from the addresses of their list only', async () => {
    const { id, key } = await issueKey(tenant.ctx, { name: 'Office', scopes: ['scores:read'], ipAllowlist: ['203.0.113.0/28'] })
    expect(await asKey(key, '203.0.113.7')).not.toBeNull()
    await expect(asKey(key, '198.51.100.1')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(asKey(key)).rejects.toMatchObject({ code: 'forbidden' })
    await setKeyAllowlist(tenant.ctx, { id, ipAllowlist: ['198.51.100.1'] })
    expect(await asKey(key, '198.51.100.1')).not.toBeNull()
    await expect(asKey(key, '203.0.113.7')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(setKeyAllowlist(tenant.ctx, { id, ipAllowlist: ['everywhere'] })).rejects.toMatchObject({ code: 'invalid' })
  })

  it('are refused from the moment of their revocation in this process', async () => {
    const { id, key } = await issueKey(tenant.ctx, { name: 'Lost', scopes: ['scores:read'] })
    expect(await asKey(key)).not.toBeNull()
    await revokeKey(tenant.ctx, id)
    expect(await asKey(key)).toBeNull()
    expect(await journalOf(id)).toEqual(['api_key.issued', 'api_key.revoked'])
    await expect(revokeKey(tenant.ctx, id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('are refused within moments when another process revokes them', async () => {
    const { id, key } = await issueKey(tenant.ctx, { name: 'Lost elsewhere', scopes: ['scores:read'] })
    expect(await asKey(key)).not.toBeNull()
    await vi.waitFor(
      async () => {
        await database.owner()`update api_keys set revoked_at = now() where id = ${id}`
        await database.owner()`select pg_notify('pulsegrid_api_keys', ${id})`
        expect(await asKey(key)).toBeNull()
      },
      { timeout: 5_000, interval: 100 },
    )
  })

  it('are remembered for ten seconds at most when the announcement is lost', async () => {
    const { id, key } = await issueKey(tenant.ctx, { name: 'Silent', scopes: ['scores:read'] })
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      expect(await asKey(key)).not.toBeNull()
      await database.owner()`update api_keys set revoked_at = now() where id = ${id}`
      vi.setSystemTime(Date.now() + 9_900)
      expect(await asKey(key)).not.toBeNull()
      vi.setSystemTime(Date.now() + 200)
      expect(await asKey(key)).toBeNull()
    } finally {
      vi.useRealTimers()
      forgetKey()
    }
  })

  it('are never remembered by a look-up that began before the revocation', async () => {
    const { id, key } = await issueKey(tenant.ctx, { name: 'Race', scopes: ['scores:read'] })
    const racing = Array.from({ length: 20 }, () => asKey(key))
    await revokeKey(tenant.ctx, id)
    await Promise.all(racing)
    expect(await asKey(key)).toBeNull()
  })

  it('end when they expire', async () => {
    const { id, key } = await issueKey(tenant.ctx, { name: 'Short', scopes: ['scores:read'], expiresInDays: 1 })
    expect(await asKey(key)).not.toBeNull()
    await database.owner()`update api_keys set expires_at = now() - interval '1 second' where id = ${id}`
    forgetKey(id)
    expect(await asKey(key)).toBeNull()
  })

  it('are rotated with a time in which both work', async () => {
    const { id, key } = await issueKey(tenant.ctx, { name: 'Turning', scopes: ['usage:read'], ipAllowlist: ['203.0.113.7'], expiresInDays: 90 })
    const successor = await rotateKey(tenant.ctx, { id, graceHours: 24 })
    expect(await asKey(key, '203.0.113.7')).not.toBeNull()
    expect(await asKey(successor.key, '203.0.113.7')).toMatchObject({ keyId: successor.id, scopes: ['usage:read'] })
    await expect(asKey(successor.key, '203.0.113.8')).rejects.toMatchObject({ code: 'forbidden' })
    const keys = await withTenant(tenant.organization.id, (tx) => listKeys(tx, tenant.organization.id, new Date()))
    const old = keys.find((k) => k.id === id)
    const fresh = keys.find((k) => k.id === successor.id)
    expect((old?.expiresAt?.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(24 * HOUR)
    expect(Math.round(((fresh?.expiresAt?.getTime() ?? 0) - (fresh?.issuedAt.getTime() ?? 0)) / HOUR)).toBe(90 * 24)
    const last = await rotateKey(tenant.ctx, { id: successor.id, graceHours: 0 })
    expect(await asKey(successor.key, '203.0.113.7')).toBeNull()
    expect(await asKey(last.key, '203.0.113.7')).not.toBeNull()
  })

  it('are refused when unknown, malformed or empty, and never fall back to a session', async () => {
    const cookie = await signIn(tenant.owner.email)
    const as = (headers: Record<string, string>) => authenticate(new Request('http://localhost:3000/api/x', { headers }))
    expect(await as({ cookie })).toMatchObject({ kind: 'user' })
    expect(await as({ cookie, authorization: 'Bearer pgk_unknown' })).toBeNull()
    expect(await as({ cookie, 'x-api-key': "' or 1=1 --" })).toBeNull()
    expect(await as({ authorization: 'Bearer ' })).toBeNull()
  })

  it('are managed by owners, and the platform keys by keys.manage', async () => {
    const input = { name: 'X', scopes: ['scores:read' as const] }
    await expect(issueKey(tenant.memberCtx, input)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(issueKey(tenant.ctx, input, 'platform')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(issueKey(contextOf((await createPerson({ platformRole: 'elevated_admin' })).actor), input, 'platform')).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(issueKey(tenant.ctx, { name: '', scopes: [] })).rejects.toMatchObject({ code: 'invalid' })
    const { id } = await issueKey(superCtx, { name: 'Ingest', scopes: ['ingest:write'] }, 'platform')
    await expect(revokeKey(tenant.ctx, id)).rejects.toMatchObject({ code: 'not_found' })
    const other = await createTenant()
    const { id: foreign } = await issueKey(other.ctx, input)
    for (const act of [
      () => revokeKey(tenant.ctx, foreign),
      () => rotateKey(tenant.ctx, { id: foreign, graceHours: 0 }),
      () => setKeyAllowlist(tenant.ctx, { id: foreign, ipAllowlist: [] }),
      () => revokeKey(superCtx, foreign, 'platform'),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'not_found' })
    }
    expect((await withPlatform((tx) => listPlatformKeys(tx, new Date()))).some((k) => k.id === id)).toBe(true)
  })

  it('that the platform reported cannot be rotated here', async () => {
    const [row] =
      await database.owner()`insert into api_keys (organization_id, origin, external_id, name, prefix) values (${tenant.organization.id}, 'reported', 'ext-1', 'Theirs', 'sk_live') returning id`
    await expect(rotateKey(tenant.ctx, { id: String(row?.id), graceHours: 0 })).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('invitations', () => {
  /** The token stands in the mail only. */
  async function tokenInMail(email: string): Promise<string> {
    const [mail] =
      await database.owner()`select html from outbox where to_address = ${email} and template = 'invitation' order by created_at desc, id desc limit 1`
    return /\/invitation\/([\w-]+)/.exec(String(mail?.html))?.[1] ?? ''
  }

  it('bring a new person in, who signs in at once', async () => {
    const { ctx, organization } = await createTenant()
    const { id } = await invite(ctx, { email: 'new@example.com', target: { organizationId: organization.id, role: 'member' } })
    const token = await tokenInMail('new@example.com')
    const stored = await database.owner()`select * from invitations`
    expect(JSON.stringify(stored)).not.toContain(token)
    expect(await findInvitationOffer(token, new Date())).toMatchObject({ email: 'new@example.com', role: 'member', state: 'pending', hasAccount: false })
    await signUpByInvitation(visit(), { token, name: 'New', password: PASSWORD })
    expect(await authenticate(new Request('http://localhost:3000', { headers: { cookie: await signIn('new@example.com') } }))).toMatchObject({
      organizationId: organization.id,
      memberRole: 'member',
    })
    expect(await journalOf(id)).toEqual(['invitation.sent', 'invitation.accepted'])
    await expect(signUpByInvitation(visit(), { token, name: 'Again', password: PASSWORD })).rejects.toMatchObject({ code: 'gone' })
  })

  it('for one address are refused to another', async () => {
    const { ctx, organization } = await createTenant()
    const invited = await createPerson()
    const other = await createPerson()
    await invite(ctx, { email: invited.email, target: { organizationId: organization.id, role: 'owner' } })
    const token = await tokenInMail(invited.email)
    await expect(acceptInvitation(contextOf(other.actor), token)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(signUpByInvitation(visit(), { token, name: 'Thief', password: PASSWORD })).rejects.toMatchObject({ code: 'conflict' })
    expect(await membershipsOf(other.email)).toEqual([])
    await acceptInvitation(contextOf(invited.actor), token)
    expect(await membershipsOf(invited.email)).toMatchObject([{ id: organization.id, role: 'owner' }])
  })

  it('are refused to an account that has not proven its address', async () => {
    const { ctx, organization } = await createTenant()
    const squatter = await createPerson()
    await withPlatform((tx) => tx.update(users).set({ emailVerified: false }).where(eq(users.id, squatter.userId)))
    await invite(ctx, { email: squatter.email, target: { organizationId: organization.id, role: 'member' } })
    await expect(acceptInvitation(contextOf(squatter.actor), await tokenInMail(squatter.email))).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('are accepted once by simultaneous requests', async () => {
    const { ctx, organization } = await createTenant()
    await invite(ctx, { email: 'twice@example.com', target: { organizationId: organization.id, role: 'member' } })
    const token = await tokenInMail('twice@example.com')
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => signUpByInvitation(visit(), { token, name: 'Two', password: PASSWORD })))
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
  })

  it('expire, are withdrawn, and a newer one replaces them', async () => {
    const { ctx, organization } = await createTenant()
    const target = { organizationId: organization.id, role: 'member' as const }
    await invite(ctx, { email: 'late@example.com', target })
    const first = await tokenInMail('late@example.com')
    const { id } = await invite(ctx, { email: 'late@example.com', target })
    const second = await tokenInMail('late@example.com')
    expect(await findInvitationOffer(first, new Date())).toMatchObject({ state: 'revoked' })
    expect(await withTenant(organization.id, (tx) => listInvitations(tx, organization.id, new Date()))).toHaveLength(1)
    const nextWeek = new Date(Date.now() + 7 * 24 * HOUR + 1_000)
    await expect(signUpByInvitation({ ...visit(), now: nextWeek }, { token: second, name: 'Late', password: PASSWORD })).rejects.toMatchObject({ code: 'gone' })
    await revokeInvitation(ctx, id)
    await expect(signUpByInvitation(visit(), { token: second, name: 'Late', password: PASSWORD })).rejects.toMatchObject({ code: 'gone' })
    expect(await findInvitationOffer('unknown', new Date())).toBeNull()
  })

  it('are sent and withdrawn by owners of that organization or by staff', async () => {
    const { ctx, memberCtx, organization } = await createTenant()
    const other = await createTenant()
    const target = { organizationId: organization.id, role: 'member' as const }
    await expect(invite(memberCtx, { email: 'x@example.com', target })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(invite(other.ctx, { email: 'x@example.com', target })).rejects.toMatchObject({ code: 'not_found' })
    await expect(invite(ctx, { email: 'x@example.com', target: { platformRole: 'super_admin' } })).rejects.toMatchObject({ code: 'forbidden' })
    const reader = contextOf((await createPerson({ platformRole: 'read_only' })).actor)
    await expect(invite(reader, { email: 'x@example.com', target })).rejects.toMatchObject({ code: 'not_found' })
    const admin = contextOf((await createPerson({ platformRole: 'admin' })).actor)
    const { id } = await invite(admin, { email: 'x@example.com', target: { ...target, role: 'owner' } })
    await expect(revokeInvitation(other.ctx, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(revokeInvitation(memberCtx, id)).rejects.toMatchObject({ code: 'forbidden' })
    await revokeInvitation(ctx, id)
    await expect(invite(ctx, { email: (await createPerson({ organizationId: organization.id })).email, target })).rejects.toMatchObject({ code: 'conflict' })
  })

  it('are sent again by owners of that organization, with a new link, also after they expired; twice at once is one', async () => {
    const { ctx, memberCtx, organization } = await createTenant()
    const other = await createTenant()
    const { id } = await invite(ctx, { email: 'again@example.com', target: { organizationId: organization.id, role: 'owner' } })
    const first = await tokenInMail('again@example.com')
    await expect(resendInvitation(ctx, id)).rejects.toMatchObject({ code: 'conflict' })
    const nextMonth = { ...ctx, now: new Date(Date.now() + 20 * 24 * HOUR) }
    await expect(resendInvitation({ ...memberCtx, now: nextMonth.now }, id)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(resendInvitation({ ...other.ctx, now: nextMonth.now }, id)).rejects.toMatchObject({ code: 'not_found' })
    expect(await withTenant(organization.id, (tx) => listInvitations(tx, organization.id, nextMonth.now))).toMatchObject([{ id }])
    await resendInvitation(nextMonth, id)
    expect(await findInvitationOffer(first, nextMonth.now)).toMatchObject({ state: 'revoked' })
    expect(await findInvitationOffer(await tokenInMail('again@example.com'), nextMonth.now)).toMatchObject({ state: 'pending', role: 'owner' })
    // The first of two clicks replaced it.
    await expect(resendInvitation(nextMonth, id)).rejects.toMatchObject({ code: 'not_found' })
    expect(await withTenant(organization.id, (tx) => listInvitations(tx, organization.id, nextMonth.now))).toHaveLength(1)
  })

  it('make staff', async () => {
    const boss = contextOf((await createPerson({ platformRole: 'super_admin' })).actor)
    await invite(boss, { email: 'staff@example.com', target: { platformRole: 'admin' } })
    expect(await withPlatform((tx) => listStaffInvitations(tx, new Date()))).toMatchObject([{ email: 'staff@example.com', platformRole: 'admin' }])
    await signUpByInvitation(visit(), { token: await tokenInMail('staff@example.com'), name: 'Staff', password: PASSWORD })
    const cookie = await signIn('staff@example.com')
    expect(await authenticate(new Request('http://localhost:3000', { headers: { cookie } }))).toMatchObject({ platformRole: 'admin', organizationId: null })
  })
})

describe('members', () => {
  it('change roles, but one owner stays, also when two demote each other', async () => {
    const { ctx, memberCtx, owner, member } = await createTenant()
    await expect(setMemberRole(memberCtx, { userId: member.userId, role: 'owner' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(setMemberRole(ctx, { userId: owner.userId, role: 'member' })).rejects.toMatchObject({ code: 'conflict' })
    await setMemberRole(ctx, { userId: member.userId, role: 'owner' })
    const second = contextOf({ ...member.actor, memberRole: 'owner' })
    const results = await Promise.allSettled([
      setMemberRole(ctx, { userId: member.userId, role: 'member' }),
      setMemberRole(second, { userId: owner.userId, role: 'member' }),
    ])
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
  })

  it('are removed by owners, leave by themselves, and are out at once', async () => {
    const { ctx, memberCtx, owner, member, organization } = await createTenant()
    const cookie = await signIn(member.email)
    await expect(removeMember(memberCtx, owner.userId)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(removeMember(ctx, owner.userId)).rejects.toMatchObject({ code: 'conflict' })
    await removeMember(ctx, member.userId)
    expect(await authenticate(new Request('http://localhost:3000', { headers: { cookie } }))).toMatchObject({ organizationId: null })
    await expect(removeMember(ctx, member.userId)).rejects.toMatchObject({ code: 'not_found' })
    const leaver = await createPerson({ organizationId: organization.id, memberRole: 'member' })
    await removeMember(contextOf(leaver.actor), leaver.userId)
    expect(await journalOf(leaver.userId)).toEqual(['member.left'])
    const stranger = await createTenant()
    await expect(removeMember(ctx, stranger.owner.userId)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('switch between their organizations and into no other', async () => {
    const { owner, organization } = await createTenant()
    const second = await createOrganization()
    const foreign = await createOrganization()
    await database.owner()`insert into members (organization_id, user_id, role) values (${second.id}, ${owner.userId}, 'member')`
    const cookie = await signIn(owner.email)
    const actorNow = async () => (await authenticate(new Request('http://localhost:3000', { headers: { cookie } }))) as UserActor
    const ctx = { ...contextOf(await actorNow()) }
    await chooseOrganization(ctx, second.id)
    expect(await actorNow()).toMatchObject({ organizationId: second.id, memberRole: 'member' })
    await expect(chooseOrganization(ctx, foreign.id)).rejects.toMatchObject({ code: 'not_found' })
    await chooseOrganization(ctx, organization.id)
    expect(await actorNow()).toMatchObject({ organizationId: organization.id, memberRole: 'owner' })
  })
})

describe('settings', () => {
  it('are changed by owners and journalled', async () => {
    const { ctx, memberCtx, organization } = await createTenant()
    await expect(updateOrganization(memberCtx, { name: 'X', timeZone: 'UTC' })).rejects.toMatchObject({ code: 'forbidden' })
    await updateOrganization(ctx, { name: 'Renamed', timeZone: 'Europe/Berlin' })
    await setAuditRetention(ctx, 365)
    expect(await withTenant(organization.id, (tx) => getOrganization(tx, organization.id))).toMatchObject({
      name: 'Renamed',
      timeZone: 'Europe/Berlin',
      auditRetentionDays: 365,
    })
    expect(await journalOf(organization.id)).toEqual(['organization.changed', 'organization.audit_retention_set'])
    expect(await withTenant(organization.id, (tx) => listMembers(tx, organization.id))).toHaveLength(2)
  })

  it('opt out of telemetry, once however often', async () => {
    const { ctx, memberCtx, organization } = await createTenant()
    await expect(setTelemetryOptOut(memberCtx, true)).rejects.toMatchObject({ code: 'forbidden' })
    for (let i = 0; i < 2; i++) await setTelemetryOptOut(ctx, true)
    expect(await withTenant(organization.id, (tx) => getOrganization(tx, organization.id))).toMatchObject({ telemetryOptOut: true })
    await setTelemetryOptOut(ctx, false)
    expect(await journalOf(organization.id)).toEqual(['organization.telemetry_set', 'organization.telemetry_set'])
  })

  it('of publishers need a publisher', async () => {
    const { ctx, memberCtx, organization } = await createTenant()
    await expect(setBudgetControls(ctx, true)).rejects.toMatchObject({ code: 'not_found' })
    expect(await withTenant(organization.id, (tx) => findDeveloperSettings(tx, organization.id))).toBeNull()
    await withPlatform((tx) => tx.insert(developers).values({ organizationId: organization.id }))
    await setBudgetControls(ctx, true)
    await markSessionsReviewed(memberCtx)
    const settings = await withTenant(organization.id, (tx) => findDeveloperSettings(tx, organization.id))
    expect(settings).toMatchObject({ budgetControlsEnabled: true, stripeConnectActive: false })
    expect(settings?.sessionsReviewedAt?.getTime()).toBe(memberCtx.now.getTime())
    await markSessionsReviewed({ ...ctx, now: new Date(memberCtx.now.getTime() - HOUR) })
    expect((await withTenant(organization.id, (tx) => findDeveloperSettings(tx, organization.id)))?.sessionsReviewedAt?.getTime()).toBe(memberCtx.now.getTime())
  })
})

describe('the audit log', () => {
  const read = (organizationId: string, filter: Partial<AuditFilter> = {}, as = organizationId) =>
    withTenant(as, async (tx) => {
      const whole = { organizationId, now: new Date(), keptDays: null, ...filter }
      const entries = await listAuditEntries(tx, whole, { limit: 50, offset: 0 })
      expect(await countAuditEntries(tx, whole)).toBe(entries.length)
      return entries
    })

  it('shows the organization’s own changes with who made them, and nobody else’s', async () => {
    const { ctx, memberCtx, organization, owner } = await createTenant()
    const other = await createTenant()
    await setAuditRetention(ctx, 90)
    const { id, key } = await issueKey(ctx, { name: 'CI', scopes: ['scores:read'] })
    await withPlatform((tx) => tx.insert(developers).values({ organizationId: organization.id }))
    await markSessionsReviewed(memberCtx)
    await setTelemetryOptOut(other.ctx, true)
    expect(await read(organization.id)).toMatchObject([
      { action: 'developer.sessions_reviewed', actorName: 'Robin Vale' },
      { action: 'api_key.issued', subjectId: id, actorId: owner.userId },
      { action: 'organization.audit_retention_set', before: { auditRetentionDays: null }, after: { auditRetentionDays: 90 } },
    ])
    expect(JSON.stringify(await read(organization.id))).not.toContain(key)
    expect(await read(organization.id, {}, other.organization.id)).toEqual([])
  })

  it('is searched by what happened, who did it and what it was done to; filtered; and paged from the newest on', async () => {
    const { ctx, organization, owner } = await createTenant()
    const { id } = await issueKey(ctx, { name: 'CI', scopes: ['scores:read'] })
    await revokeKey(ctx, id)
    await setTelemetryOptOut(ctx, true)
    const actions = async (filter: Partial<AuditFilter>) => (await read(organization.id, filter)).map((entry) => entry.action)
    expect(await actions({ search: 'revoked' })).toEqual(['api_key.revoked'])
    expect(await actions({ search: 'api key' })).toEqual(['api_key.revoked', 'api_key.issued'])
    expect(await actions({ search: id })).toEqual(['api_key.revoked', 'api_key.issued'])
    expect(await actions({ search: 'robin' })).toHaveLength(3)
    expect(await actions({ search: '100%_' })).toEqual([])
    expect(await actions({ subjectKind: 'organization' })).toEqual(['organization.telemetry_set'])
    expect(await actions({ actorId: owner.userId })).toHaveLength(3)
    expect(await actions({ actorId: 'health-checks' })).toEqual([])
    const page = await withTenant(organization.id, (tx) =>
      listAuditEntries(tx, { organizationId: organization.id, now: new Date(), keptDays: null }, { limit: 1, offset: 1 }),
    )
    expect(page.map((entry) => entry.action)).toEqual(['api_key.revoked'])
  })

  it('hides what is older than the chosen retention, to the moment', async () => {
    const { ctx, organization } = await createTenant()
    const now = new Date()
    const earlier = (ms: number) => ({ ...ctx, now: new Date(now.getTime() - ms) })
    await setTelemetryOptOut(earlier(90 * 24 * HOUR + 1), true)
    await setTelemetryOptOut(earlier(90 * 24 * HOUR), false)
    await setTelemetryOptOut(earlier(HOUR), true)
    expect(await read(organization.id, { now })).toHaveLength(3)
    expect(await read(organization.id, { now, keptDays: 90 })).toHaveLength(2)
    expect(await read(organization.id, { now, keptDays: 365, days: 7 })).toHaveLength(1)
  })

  it('names staff and jobs without telling a tenant who they are', async () => {
    const { organization } = await createTenant()
    const admin = contextOf((await createPerson({ platformRole: 'admin' })).actor)
    await invite(admin, { email: 'by-staff@example.com', target: { organizationId: organization.id, role: 'member' } })
    await database.owner()`
      insert into journal (organization_id, actor_kind, actor_id, action, subject_kind, subject_id) values (${organization.id}, 'job', 'quality-gate-check', 'quality_gate.applied', 'quality_gate', 'x')`
    expect(await read(organization.id)).toMatchObject([
      { actorKind: 'job', actorId: 'quality-gate-check', actorName: null },
      { actorKind: 'user', actorName: null, action: 'invitation.sent' },
    ])
  })
})

describe('the door of better-auth', () => {
  it('knows no organizations: memberships are changed by our commands only', async () => {
    const { email } = await createPerson()
    const cookie = await signIn(email)
    const { status } = await callAuth('/organization/create', { name: 'Mine', slug: 'mine' }, { cookie })
    expect(status).toBe(404)
  })
})
