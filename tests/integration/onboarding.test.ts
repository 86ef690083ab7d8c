import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withTenant } from '@/db/client'
import type { Context, UserActor } from '@/lib/auth/model'
import { tellSetupReminders } from '@/lib/notifications/commands/tell-setup-reminders'
import { dismissSetup, resumeSetup } from '@/lib/onboarding/commands'
import { findSetupStatus } from '@/lib/onboarding/queries'
import { DAY, HOUR } from '@/lib/time'
import { useDatabase } from '../support/database'
import { createOrganization, createPerson } from '../support/people'

const database = useDatabase()
const { owner } = database
const joined = new Date('2026-03-02T10:17:00Z')
const at = (ms: number) => new Date(joined.getTime() + ms)
const stillMine = async () => true
const remind = (ms: number) => tellSetupReminders({ now: at(ms), stillMine })
const contextOf = (actor: UserActor, now = new Date()): Context & { organizationId: string } => ({
  actor,
  now,
  requestId: 'test',
  ip: null,
  organizationId: actor.organizationId ?? '',
})

/** Mails owed, as "address: subject". */
const mails = async () =>
  (await owner()`select to_address, subject from outbox order by created_at, to_address, subject`).map((row) => `${row.to_address}: ${row.subject}`)

/** A publisher whose first member, an owner, joined at `joined`; with nothing set up. */
async function newcomer(name = 'Murmur') {
  const organization = await createOrganization(name)
  const { actor, userId, email } = await createPerson({ organizationId: organization.id, email: `owner@${name.toLowerCase()}.example.org` })
  await owner()`update members set created_at = ${joined} where user_id = ${userId}`
  await owner()`insert into developers (organization_id) values (${organization.id})`
  return { ...organization, actor, userId, email, ctx: contextOf(actor, at(0)) }
}

async function addTool(organizationId: string, slug: string): Promise<string> {
  const [tool] = await owner()`
    insert into tools (organization_id, developer_id, external_id, slug, name, health_endpoint)
    select ${organizationId}, id, ${slug}, ${slug}, ${slug}, 'https://example.com/health' from developers where organization_id = ${organizationId} returning id`
  return String(tool?.id)
}

/** Everything that is not optional, and with `all` the rest as well. */
async function setUp(organizationId: string, userId: string, all: boolean): Promise<void> {
  const toolId = await addTool(organizationId, `tool-${organizationId.slice(0, 8)}`)
  await owner()`select ensure_partitions('tool_metrics_hourly', ${joined}, ${joined})`
  await owner()`
    insert into tool_metrics_hourly (tool_id, organization_id, bucket_at, invocations, rated, errors, errors4xx, errors429, errors5xx, errors_developer, errors_consumer,
      errors_platform, errors_upstream, fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers, sketch_keys, sketch_counts)
    values (${toolId}, ${organizationId}, date_trunc('hour', ${joined}::timestamptz), 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 10, 0, 1, '{}', '{}')`
  await owner()`update developers set stripe_connect_active = true where organization_id = ${organizationId}`
  await owner()`update users set two_factor_enabled = true where id = ${userId}`
  if (!all) return
  await owner()`update developers set budget_controls_enabled = true where organization_id = ${organizationId}`
  await owner()`update organizations set audit_retention_days = 365 where id = ${organizationId}`
  await owner()`insert into webhook_endpoints (organization_id, url) values (${organizationId}, 'https://example.com/hook')`
  await owner()`insert into tool_versions (organization_id, tool_id, version, changelog, released_at) values (${organizationId}, ${toolId}, '1.0.0', 'First', ${joined})`
}

beforeAll(() => {
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
  process.env.APP_URL = 'https://console.example.org'
})

beforeEach(async () => {
  await owner()`truncate outbox, notification_log, notification_preferences, fault_windows, setup_endings, tools, developers, consumers, members, users, organizations cascade`
})

describe('the status', () => {
  const statusOf = (organizationId: string) =>
    withTenant(organizationId, (tx) => findSetupStatus(tx, { organizationId, now: at(DAY) }), { accessMode: 'read only' })

  it('follows the facts with the tenant’s own rights, step by step', async () => {
    const { id, userId } = await newcomer()
    expect(await statusOf(id)).toMatchObject({ done: 0, total: 9, percent: 0, next: { id: 'tool_published' } })
    const toolId = await addTool(id, 'first')
    await owner()`update tools set health_endpoint = null`
    expect((await statusOf(id))?.next).toMatchObject({ id: 'health_endpoint', href: `/dashboard/tools/${toolId}#health-endpoint` })
    await owner()`delete from tools`
    await setUp(id, userId, true)
    expect(await statusOf(id)).toMatchObject({ complete: true, percent: 100, next: null })
  })

  it('of a consumer knows what the platform reports; another tenant sees nothing of it', async () => {
    const { id } = await createOrganization()
    await owner()`insert into consumers (organization_id, external_id, balance_micros, auto_refill) values (${id}, 'c-1', 5000000, false)`
    expect((await statusOf(id))?.steps.map(({ id: step, state }) => [step, state])).toEqual([
      ['payment_method', 'open'],
      ['balance', 'done'],
      ['first_own_call', 'open'],
      ['budget', 'open'],
    ])
    const stranger = await createOrganization()
    expect(await withTenant(stranger.id, (tx) => findSetupStatus(tx, { organizationId: id, now: at(0) }))).toBeNull()
  })
})

describe('what is left', () => {
  it('is put aside by owners once only optional steps are left, and taken up again', async () => {
    const { id, userId, ctx } = await newcomer()
    await expect(dismissSetup(ctx)).rejects.toMatchObject({ code: 'conflict' })
    await setUp(id, userId, false)
    const member = await createPerson({ organizationId: id, memberRole: 'member' })
    await expect(dismissSetup(contextOf(member.actor))).rejects.toMatchObject({ code: 'forbidden' })
    const racing = await Promise.allSettled([dismissSetup(ctx), dismissSetup(ctx), dismissSetup(ctx)])
    expect(racing.every((one) => one.status === 'fulfilled')).toBe(true)
    expect(await withTenant(id, (tx) => findSetupStatus(tx, ctx))).toMatchObject({ ended: 'dismissed', complete: false })
    expect(await remind(25 * HOUR)).toEqual({ checked: 0, changed: 0, failed: 0 })
    await expect(resumeSetup(contextOf(member.actor))).rejects.toMatchObject({ code: 'forbidden' })
    await resumeSetup(ctx)
    await resumeSetup(ctx)
    expect(await withTenant(id, (tx) => findSetupStatus(tx, ctx))).toMatchObject({ ended: null })
    expect((await owner()`select action from journal where subject_id = ${id} order by id`).map((row) => row.action)).toEqual([
      'setup.dismissed',
      'setup.resumed',
    ])
    expect((await remind(25 * HOUR)).changed).toBe(1)
  })
})

describe('reminders', () => {
  it('come after 24 hours, 72 hours and 7 days, each once, to owners, and no more', async () => {
    const { id } = await newcomer()
    await createPerson({ organizationId: id, memberRole: 'member' })
    const told: [number, number][] = []
    // Every hour of twelve days, each run twice.
    for (let hour = 0; hour <= 12 * 24; hour++) {
      for (let run = 0; run < 2; run++) {
        const { changed } = await remind(hour * HOUR)
        if (changed > 0) told.push([hour, changed])
      }
    }
    expect(told).toEqual([
      [24, 1],
      [72, 1],
      [168, 1],
    ])
    expect(await mails()).toEqual(Array.from({ length: 3 }, () => 'owner@murmur.example.org: Murmur: 9 steps left to set up'))
    const [mail] = await owner()`select html, text, headers, guarded, class from outbox limit 1`
    expect(mail).toMatchObject({ guarded: true, class: 'marketing' })
    expect(String(mail?.html)).toContain('https://console.example.org/dashboard/setup')
    expect(String(mail?.text)).toMatch(/next: publish a tool/i)
    expect(mail?.headers).toHaveProperty('List-Unsubscribe')
  })

  it('say what is left at their moment', async () => {
    const { id, userId } = await newcomer()
    await remind(24 * HOUR)
    await setUp(id, userId, false)
    await remind(72 * HOUR)
    expect(await mails()).toEqual(['owner@murmur.example.org: Murmur: 9 steps left to set up', 'owner@murmur.example.org: Murmur: 4 steps left to set up'])
  })

  it('end for good when the set-up was complete once, whatever comes undone later', async () => {
    const { id, userId } = await newcomer()
    await setUp(id, userId, true)
    expect(await remind(2 * HOUR)).toEqual({ checked: 1, changed: 0, failed: 0 })
    await owner()`update developers set stripe_connect_active = false`
    for (const hours of [24, 72, 168]) await remind(hours * HOUR)
    expect(await mails()).toEqual([])
    expect(await owner()`select reason from setup_endings where organization_id = ${id}`).toEqual([{ reason: 'complete' }])
  })

  it('that were missed are made up for by one mail, and none comes after ten days', async () => {
    await newcomer()
    expect((await remind(8 * DAY)).changed).toBe(1)
    expect((await remind(8 * DAY + HOUR)).changed).toBe(0)
    await newcomer('Late')
    await owner()`truncate outbox, notification_log cascade`
    expect((await remind(10 * DAY)).changed).toBe(0)
    expect(await mails()).toEqual([])
  })

  it('are one mail, whoever races', async () => {
    await newcomer()
    await Promise.all(Array.from({ length: 8 }, () => remind(25 * HOUR)))
    expect(await mails()).toHaveLength(1)
  })

  it('wait while an incident touches the organization, and come once it is over', async () => {
    await newcomer()
    await owner()`insert into fault_windows (kind, source, label, severity, from_at) values ('platform', 'inc-1', 'INC-1', 1, ${at(23 * HOUR)})`
    expect((await remind(24 * HOUR)).changed).toBe(0)
    await owner()`update fault_windows set to_at = ${at(30 * HOUR)}`
    expect((await remind(31 * HOUR)).changed).toBe(1)
  })

  it('spare who does not want them; somebody who owns two new organizations hears of each', async () => {
    const first = await newcomer('One')
    const second = await createOrganization('Two')
    await owner()`insert into members (organization_id, user_id, role, created_at) values (${second.id}, ${first.userId}, 'owner', ${joined})`
    await owner()`insert into developers (organization_id) values (${second.id})`
    await remind(25 * HOUR)
    expect(await mails()).toEqual(['owner@one.example.org: One: 9 steps left to set up', 'owner@one.example.org: Two: 9 steps left to set up'])
    await owner()`insert into notification_preferences (user_id, category, channel, enabled) values (${first.userId}, 'setup_reminders', 'email', false)`
    expect((await remind(73 * HOUR)).changed).toBe(0)
  })

  it('of one organization fail alone; a run that loses its lease stops', async () => {
    process.env.LOG_LEVEL = 'silent'
    await newcomer('Broken')
    await newcomer('Whole')
    await owner()`
      create function refuse_broken() returns trigger language plpgsql as $$
      begin if new.to_address like '%broken%' then raise exception 'no such mail'; end if; return new; end $$`
    await owner()`create trigger refuse_broken before insert on outbox for each row execute function refuse_broken()`
    expect(await tellSetupReminders({ now: at(25 * HOUR), stillMine: async () => false })).toEqual({ checked: 0, changed: 0, failed: 0 })
    expect(await remind(25 * HOUR)).toEqual({ checked: 2, changed: 1, failed: 1 })
    expect(await mails()).toEqual(['owner@whole.example.org: Whole: 9 steps left to set up'])
    await owner()`drop function refuse_broken cascade`
    expect(await remind(26 * HOUR)).toEqual({ checked: 2, changed: 1, failed: 0 })
  })

  it('go to nobody whose organization neither publishes nor calls', async () => {
    const organization = await createOrganization()
    const { userId } = await createPerson({ organizationId: organization.id })
    await owner()`update members set created_at = ${joined} where user_id = ${userId}`
    expect(await remind(25 * HOUR)).toEqual({ checked: 1, changed: 0, failed: 0 })
  })
})
