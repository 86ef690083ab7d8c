import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withPlatform } from '@/db/client'
import { GATE_MAIL } from '@/lib/gates/model'
import { deliverMails } from '@/lib/notifications/commands/deliver'
import type { Sender } from '@/lib/notifications/model'
import { isTouched, listTouchedOrganizations } from '@/lib/notifications/queries/touched'
import { enqueueMail } from '@/lib/outbox/commands'
import type { Mail, MailCategoryName } from '@/lib/outbox/model'
import { addDays, DAY, HOUR, MINUTE } from '@/lib/time'
import { useDatabase } from '../support/database'
import { createOrganization } from '../support/people'

const { owner } = useDatabase()
// A Monday, 23:30 in Berlin.
const now = new Date('2026-03-02T22:30:00Z')
const morning = new Date('2026-03-03T06:00:00Z')
const later = (ms: number) => new Date(now.getTime() + ms)
const userId = randomUUID()

const owe = (category: MailCategoryName, over: Partial<Mail> = {}) =>
  withPlatform((tx) =>
    enqueueMail(tx, {
      template: category,
      category,
      toAddress: 'ada@example.org',
      userId,
      rendered: { subject: category, html: '<p>Words</p>', text: 'Words' },
      now,
      ...over,
    }),
  )

const sent: string[] = []
const sender: Sender = {
  paced: false,
  send: async ({ id, subject }) => {
    sent.push(subject)
    return { result: { kind: 'accepted', providerId: id }, pace: { perSecond: null, remaining: null, resetSeconds: null } }
  },
}
const deliver = (at: Date) => deliverMails({ now: at, stillMine: async () => true }, { sender })
const mails = () => owner()`select category, state, last_error, next_attempt_at, attempts from outbox order by created_at, category`

const quietNights = () =>
  owner()`insert into notification_settings (user_id, quiet_from_minute, quiet_to_minute, time_zone) values (${userId}, ${22 * 60}, ${7 * 60}, 'Europe/Berlin')`
/** Mails that the person was sent before now, an hour apart, the oldest so long ago. */
const wereSent = (count: number, oldestMs: number, mailClass = 'operational') =>
  owner()`
    insert into outbox (user_id, template, category, class, to_address, subject, html, text, state, sent_at, created_at)
    select ${userId}, 'old', 'weekly_digest', ${mailClass}::mail_class, 'ada@example.org', 'old', '', '', 'sent', ${now}::timestamptz - make_interval(secs => ${oldestMs / 1000}) + i * interval '1 hour', ${addDays(now, -9)}
    from generate_series(0, ${count - 1}::integer) i`

beforeAll(() => {
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
})

beforeEach(async () => {
  sent.length = 0
  await owner()`truncate outbox, notification_log, suppressions, notification_preferences, notification_settings, fault_windows, tools, developers, consumers, organizations cascade`
})

describe('quiet hours', () => {
  it('keep a mail until their end, from the moment that it is written', async () => {
    await quietNights()
    expect(await owe('weekly_digest')).toBe('queued')
    expect(await mails()).toMatchObject([{ state: 'pending', next_attempt_at: morning, last_error: expect.stringContaining('quiet hours') }])
    await deliver(new Date(morning.getTime() - 1))
    expect(sent).toEqual([])
    await deliver(morning)
    expect(sent).toEqual(['weekly_digest'])
    expect(await mails()).toMatchObject([{ state: 'sent', last_error: null }])
  })

  it('are looked at again when the mail’s turn comes, and let critical mails through', async () => {
    await owe('weekly_digest')
    await owe('sign_in')
    await quietNights()
    expect(await deliver(now)).toEqual({ checked: 2, changed: 1, failed: 0 })
    expect(sent).toEqual(['sign_in'])
    expect(await mails()).toMatchObject([
      { category: 'sign_in', state: 'sent' },
      { state: 'pending', next_attempt_at: morning, attempts: 0 },
    ])
    await deliver(morning)
    expect(sent).toEqual(['sign_in', 'weekly_digest'])
  })
})

describe('the weekly cap', () => {
  it('drops good news and lets operational mails wait for room', async () => {
    await wereSent(10, 6 * DAY)
    expect(await owe('milestones')).toBe('dropped')
    expect(await owe('weekly_digest')).toBe('queued')
    await owe('quality_gates')
    await deliver(now)
    expect(sent).toEqual(['quality_gates'])
    await deliver(later(DAY - 1))
    expect(sent).toEqual(['quality_gates'])
    await deliver(later(DAY))
    expect(sent).toEqual(['quality_gates', 'weekly_digest'])
    const dropped = (await mails()).find((mail) => mail.category === 'milestones')
    expect(dropped).toMatchObject({ state: 'dropped', last_error: 'This person had 10 mails in seven days, as many as they want.' })
  })

  it('is kept by mails that leave together', async () => {
    await wereSent(8, 6 * DAY)
    for (let i = 0; i < 4; i++) await owe('weekly_digest', { rendered: { subject: `digest ${i}`, html: '', text: '' }, now: later(i) })
    await owe('dormant', { now: later(9) })
    await deliver(later(MINUTE))
    expect(sent).toEqual(['digest 0', 'digest 1'])
    expect(await owner()`select state, count(*)::int as n from outbox where template <> 'old' group by state order by state`).toEqual([
      { state: 'pending', n: 2 },
      { state: 'sent', n: 2 },
      { state: 'dropped', n: 1 },
    ])
  })

  it('is kept by senders that race', { timeout: 60_000 }, async () => {
    await wereSent(9, 6 * DAY)
    for (let i = 0; i < 24; i++) await owe('weekly_digest')
    await Promise.all(Array.from({ length: 4 }, () => deliver(now)))
    expect(sent).toHaveLength(1)
  })

  it('counts neither critical mails nor those of others, and follows the person’s own number', async () => {
    await wereSent(30, 6 * DAY, 'critical')
    await owe('weekly_digest')
    await owner()`insert into notification_settings (user_id, weekly_cap) values (${userId}, 1)`
    await owe('weekly_digest', { userId: randomUUID() })
    await owe('weekly_digest')
    await deliver(now)
    expect(sent).toHaveLength(2)
  })
})

describe('the tone guard', () => {
  async function publisher(name: string, tool: { route?: string; dependsOn?: string } = {}): Promise<{ id: string; toolId: string }> {
    const { id } = await createOrganization(name)
    const [developer] = await owner()`insert into developers (organization_id) values (${id}) returning id`
    const [row] = await owner()`
      insert into tools (organization_id, developer_id, external_id, slug, name, route, depends_on)
      values (${id}, ${String(developer?.id)}, ${name}, ${name}, ${name}, ${tool.route ?? null}, ${tool.dependsOn ? [tool.dependsOn] : []}) returning id`
    return { id, toolId: String(row?.id) }
  }
  async function consumerOf(name: string, toolId: string, at: Date, table: 'consumer_usage_daily' | 'tool_consumers_daily'): Promise<string> {
    const { id } = await createOrganization(name)
    const [consumer] = await owner()`insert into consumers (organization_id, external_id) values (${id}, ${name}) returning id`
    const consumerId = String(consumer?.id)
    if (table === 'consumer_usage_daily') {
      await owner()`
        insert into consumer_usage_daily (tool_id, consumer_id, day_at, organization_id, consumer_organization_id, invocations, rated, errors, latency_count, latency_sum_ms, spend_micros)
        values (${toolId}, ${consumerId}, date_trunc('day', ${at}::timestamptz), ${randomUUID()}, ${id}, 1, 1, 0, 1, 1, 1)`
    } else {
      await owner()`select ensure_partitions('tool_consumers_daily', ${at}, ${at})`
      await owner()`insert into tool_consumers_daily (tool_id, consumer_id, day_at, organization_id) values (${toolId}, ${consumerId}, date_trunc('day', ${at}::timestamptz), ${randomUUID()})`
    }
    return id
  }
  const platform = (severity: number, routes: string[] = [], to: Date | null = null) =>
    owner()`insert into fault_windows (kind, source, label, severity, routes, from_at, to_at) values ('platform', ${randomUUID()}, 'Incident', ${severity}, ${routes}, ${later(-HOUR)}, ${to})`
  const upstream = (severity: number, provider: string, to: Date | null = null) =>
    owner()`insert into fault_windows (kind, source, label, severity, provider, from_at, to_at) values ('upstream', ${randomUUID()}, 'Incident', ${severity}, ${provider}, ${later(-HOUR)}, ${to})`
  const touched = (at = now) => withPlatform((tx) => listTouchedOrganizations(tx, at))

  it('knows whom an incident touches: publishers by route and provider, consumers by what they called', async () => {
    const one = await publisher('one', { route: '/v1/one', dependsOn: 'acme' })
    const two = await publisher('two', { route: '/v1/two' })
    const caller = await consumerOf('caller', one.toolId, addDays(now, -28), 'consumer_usage_daily')
    const today = await consumerOf('today', one.toolId, now, 'tool_consumers_daily')
    await consumerOf('former', one.toolId, addDays(now, -29), 'consumer_usage_daily')
    expect(await touched()).toEqual(new Set())
    await upstream(2, 'acme', later(HOUR))
    expect(await touched()).toEqual(new Set([one.id, caller, today]))
    expect(await touched(later(HOUR))).toEqual(new Set())
    expect(await touched(later(-HOUR - 1))).toEqual(new Set())
    for (const [id, expected] of [
      [one.id, true],
      [caller, true],
      [two.id, false],
    ] as const) {
      expect(await withPlatform((tx) => isTouched(tx, id, now))).toBe(expected)
    }
    await owner()`truncate fault_windows`
    await platform(1, ['/v1/two'])
    expect(await touched()).toEqual(new Set([two.id]))
    await owner()`truncate fault_windows`
    await owner()`insert into fault_windows (kind, source, label, severity, tools, from_at) values ('platform', 'tools', 'Incident', 1, ${[two.toolId]}, ${later(-HOUR)})`
    expect(await touched()).toEqual(new Set([two.id]))
    await owner()`truncate fault_windows`
    await platform(3)
    await upstream(4, 'acme')
    expect(await touched()).toEqual(new Set())
    await platform(2)
    expect((await touched()).size).toBe(5)
  })

  it('holds what is out of place until the incident is over, and nothing else', async () => {
    const organization = await createOrganization()
    await platform(1, [], later(2 * HOUR))
    await owe('quality_gates', { organizationId: organization.id })
    await owe('milestones', { organizationId: organization.id })
    await owe('usage_warnings', { organizationId: organization.id })
    await owe('sign_in')
    await deliver(now)
    expect(sent.sort()).toEqual(['sign_in', 'usage_warnings'])
    const held = (await mails()).filter((mail) => mail.state === 'pending')
    expect(held).toHaveLength(2)
    expect(held[0]).toMatchObject({ last_error: 'It waits while an incident touches the organization.', attempts: 0 })
    await deliver(later(2 * HOUR - 1))
    expect(sent).toHaveLength(2)
    await deliver(later(2 * HOUR + 5 * MINUTE))
    expect(sent.slice(2).sort()).toEqual(['milestones', 'quality_gates'])
  })

  it('drops a warning of a gate that was lifted while it was held, and sends the others', async () => {
    const { id } = await publisher('gated')
    await platform(1, [], later(2 * HOUR))
    const noticeOf = async (state: 'grace' | 'lifted') => {
      const [gate] = await owner()`
        insert into quality_gates (organization_id, developer_id, type, state, triggered_at, applies_at, lifted_at, evidence, checked_at)
        select ${id}, id, 'low_score', ${state}, ${now}, ${now}, ${state === 'lifted' ? now : null}, '{}', ${now} from developers where organization_id = ${id} returning id`
      const [notice] = await owner()`
        insert into gate_notices (organization_id, gate_id, step, owed_at) values (${id}, ${String(gate?.id)}, 'triggered', ${now}) returning id`
      const once = { recipientKind: 'user', recipientId: userId, type: GATE_MAIL, key: String(notice?.id) }
      await owe('quality_gates', { template: GATE_MAIL, organizationId: id, once, rendered: { subject: state, html: '', text: '' } })
    }
    await noticeOf('grace')
    await noticeOf('lifted')
    await deliver(later(HOUR))
    expect(sent).toEqual([])
    await deliver(later(2 * HOUR + 5 * MINUTE))
    expect(sent).toEqual(['grace'])
    expect(await owner()`select state, last_error from outbox where subject = 'lifted'`).toEqual([
      { state: 'dropped', last_error: 'The gate was lifted, or has moved on, since it was written.' },
    ])
  })
})
