import { Webhook } from 'standardwebhooks'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withPlatform, withTenant } from '@/db/client'
import type { Context, UserActor } from '@/lib/auth/model'
import { channelInputSchema } from '@/lib/channels/channel-input'
import { addChannel, changeChannel, deleteChannel, rotateChannelSecret, setRuleChannels } from '@/lib/channels/commands/manage'
import { resealChannels } from '@/lib/channels/commands/reseal'
import { sendAlerts } from '@/lib/channels/commands/send-alerts'
import { sendAgain, sendChannelTest } from '@/lib/channels/commands/send-now'
import { listChannels } from '@/lib/channels/queries/list-channels'
import { countDeliveries, findDelivery, listDeliveries } from '@/lib/channels/queries/list-deliveries'
import { tellDisabledChannels } from '@/lib/notifications/commands/tell-channels'
import { HOUR, MINUTE, SECOND } from '@/lib/time'
import { fire, fireMany, move, seedRule } from '../support/channels'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'
import { createOrganization, createPerson } from '../support/people'
import { startReceiver, type Treatment, type WebhookReceiver } from '../support/webhook-receiver'

const database = useDatabase()
const { owner } = database
const now = new Date('2026-03-02T09:00:00Z')
const later = (ms: number) => new Date(now.getTime() + ms)
const stillMine = async () => true

let receiver: WebhookReceiver
let treat: Parameters<typeof startReceiver>[0] = () => 'accept'

async function tenant() {
  const { id: organizationId } = await createOrganization()
  const person = await createPerson({ organizationId })
  const context = (actor: UserActor, at = now): Context => ({ actor, now: at, requestId: 'test', ip: null })
  return { organizationId, userId: person.userId, ctx: context(person.actor), at: (moment: Date) => context(person.actor, moment) }
}

const webhook = (name: string, over: Record<string, unknown> = {}) =>
  channelInputSchema.parse({ kind: 'webhook', name, url: `${receiver.origin}/${name}`, ...over })
const slack = (name: string, over: Record<string, unknown> = {}) =>
  channelInputSchema.parse({ kind: 'slack', name, secret: `${receiver.origin}/services/${name}`, ...over })
/** One run; an answer is waited for as long as a busy machine may need. */
const run = (at: Date, timeoutSeconds = 10) => sendAlerts(jobContext(at), { now: at, stillMine }, { timeoutSeconds })
const at = (path: string) => receiver.requests.filter((request) => request.path === path)
const parsed = (path: string) => at(path).map(({ body }) => JSON.parse(body))
const deliveries = () => owner()`select kind, state, subject, attempts, last_error, group_key from channel_deliveries order by created_at, id`

beforeAll(() => {
  process.env.LOG_LEVEL = 'silent'
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
})
beforeEach(async () => {
  await owner()`truncate alert_events, alerts, alert_rules, channels, channel_inbox, channel_groups, channel_deliveries, channel_attempts, alert_rule_channels, outbox cascade`
  treat = () => 'accept'
  receiver = await startReceiver((request) => treat(request))
  process.env.SAFE_FETCH_ALLOW = receiver.origin.replace('http://', '')
  process.env.PAGERDUTY_BASE_URL = receiver.origin
})
afterEach(async () => {
  await receiver.close()
  process.env.SAFE_FETCH_ALLOW = ''
  delete process.env.ENCRYPTION_KEY
  delete process.env.PAGERDUTY_BASE_URL
})

describe('channels', () => {
  it('are changed by members of their organization, the platform’s by staff, and by nobody else', async () => {
    const mine = await tenant()
    const other = await tenant()
    const staff = await createPerson({ platformRole: 'admin' })
    const reader = await createPerson({ platformRole: 'read_only' })
    const { id } = await addChannel(mine.ctx, mine.organizationId, webhook('a'))
    const own = { owner: mine.organizationId, id }
    await expect(addChannel(other.ctx, mine.organizationId, webhook('b'))).rejects.toMatchObject({ code: 'forbidden' })
    for (const act of [
      () => changeChannel(other.ctx, { ...own, owner: other.organizationId }, { name: 'x' }),
      () => deleteChannel(other.ctx, { ...own, owner: other.organizationId }),
      () => rotateChannelSecret(other.ctx, { ...own, owner: other.organizationId }),
      () => sendChannelTest(other.ctx, { ...own, owner: other.organizationId }),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'not_found' })
    await expect(addChannel({ ...mine.ctx, actor: reader.actor }, null, webhook('p'))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(addChannel(mine.ctx, null, webhook('p'))).rejects.toMatchObject({ code: 'forbidden' })
    await addChannel({ ...mine.ctx, actor: staff.actor }, null, webhook('p'))
    const names = async (channelOwner: string | null) => (await withPlatform((tx) => listChannels(tx, { owner: channelOwner, now }))).map(({ name }) => name)
    expect(await names(null)).toEqual(['p'])
    expect(await names(mine.organizationId)).toEqual(['a'])
    await deleteChannel(mine.ctx, own)
    expect(await names(mine.organizationId)).toEqual([])
    const journal = await owner()<{ action: string }[]>`select action from journal where subject_id = ${id} order by id`
    expect(journal.map(({ action }) => action)).toEqual(['channel.added', 'channel.deleted'])
  })

  it('keep their secrets sealed, show four characters, and refuse addresses inside', async () => {
    const { ctx, organizationId } = await tenant()
    const secret = `${receiver.origin}/services/T0/B0/verysecret`
    const { id } = await addChannel(ctx, organizationId, channelInputSchema.parse({ kind: 'slack', name: 'Ops', secret }))
    const seen = await withTenant(organizationId, (tx) => listChannels(tx, { owner: organizationId, now }))
    expect(seen).toMatchObject([{ name: 'Ops', hint: 'cret', enabled: true }])
    const everything = JSON.stringify(await owner()`select to_jsonb(c) as c, (select json_agg(j) from journal j) as journal from channels c`)
    expect(everything).not.toContain('verysecret')
    await expect(withTenant(organizationId, (tx) => tx.execute('select sealed from channels'))).rejects.toThrow()
    for (const url of ['https://169.254.169.254/', 'http://hooks.example.com/', 'https://user:pw@example.com/', 'nonsense'])
      await expect(addChannel(ctx, organizationId, channelInputSchema.parse({ kind: 'webhook', name: url, url }))).rejects.toMatchObject({ code: 'invalid' })
    await expect(
      addChannel(ctx, organizationId, channelInputSchema.parse({ kind: 'slack', name: 's', secret: 'https://evil.example.org/services/' })),
    ).rejects.toMatchObject({
      problems: [{ pointer: '/secret' }],
    })
    await expect(addChannel(ctx, organizationId, slack('Ops'))).rejects.toMatchObject({ code: 'conflict' })
    process.env.ENCRYPTION_KEY = 'new:a new key of the operator of 32 characters'
    expect([await resealChannels(), await resealChannels()]).toEqual([1, 0])
    process.env.BETTER_AUTH_SECRET = 'something else entirely, 32 characters'
    expect(await sendChannelTest(ctx, { owner: organizationId, id })).toMatchObject({ accepted: true })
    process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
  })

  it('say what a test answered, and do not repeat it', async () => {
    const { ctx, organizationId } = await tenant()
    const { id } = await addChannel(ctx, organizationId, webhook('a'))
    treat = () => 'fail'
    const { accepted, error, deliveryId } = await sendChannelTest(ctx, { owner: organizationId, id })
    expect({ accepted, error }).toEqual({ accepted: false, error: 'Answered 500.' })
    await run(later(MINUTE))
    expect(at('/a')).toHaveLength(1)
    const detail = await withTenant(organizationId, (tx) => findDelivery(tx, { owner: organizationId, id: deliveryId }))
    expect(detail).toMatchObject({ state: 'dead', history: [{ status: 500, answer: 'database is locked' }] })
    const [channel] = await withPlatform((tx) => listChannels(tx, { owner: organizationId, now }))
    expect(channel).toMatchObject({ failures: 0, failingSince: null })
    for (let test = 0; test < 5; test++) await sendChannelTest(ctx, { owner: organizationId, id })
    await expect(sendChannelTest(ctx, { owner: organizationId, id })).rejects.toMatchObject({ code: 'rate_limited' })
  })

  it('sign webhooks as Standard Webhooks says, with the old secret for a day after a rotation', async () => {
    const { ctx, organizationId } = await tenant()
    const { id, secret } = await addChannel(ctx, organizationId, webhook('a'))
    const rotated = await rotateChannelSecret(ctx, { owner: organizationId, id })
    await sendChannelTest({ ...ctx, now: new Date() }, { owner: organizationId, id })
    const [request] = at('/a')
    const verify = (key: string | null) => new Webhook(key ?? '').verify(request?.body ?? '', request?.headers ?? {})
    expect(verify(rotated.secret)).toMatchObject({ type: 'alerts.test' })
    // The rotation was in March, by this test's clock: the old secret has long stopped signing.
    expect(() => verify(secret)).toThrow()
    const again = await rotateChannelSecret({ ...ctx, now: new Date() }, { owner: organizationId, id })
    await sendChannelTest({ ...ctx, now: new Date() }, { owner: organizationId, id })
    const [, second] = at('/a')
    for (const key of [rotated.secret, again.secret]) expect(new Webhook(key).verify(second?.body ?? '', second?.headers ?? {})).toBeTruthy()
  })
})

describe('alerts', () => {
  it('are told to their organization’s channels, after the wait, once, and their end', async () => {
    const { ctx, organizationId } = await tenant()
    const other = await tenant()
    await addChannel(ctx, organizationId, webhook('mine'))
    await addChannel(other.ctx, other.organizationId, webhook('others'))
    const ruleId = await seedRule(owner(), organizationId)
    const id = await fire(owner(), { organizationId, ruleId, at: now, severity: 'critical', title: 'Errors are 14 %' })
    expect(await run(later(20 * SECOND))).toMatchObject({ checked: 0 })
    expect(await run(later(30 * SECOND))).toEqual({ checked: 1, changed: 1, failed: 0 })
    expect(await run(later(31 * SECOND))).toMatchObject({ checked: 0 })
    expect(parsed('/mine')).toMatchObject([
      { type: 'alerts.changed', data: { counts: { firing: 1 }, firing: [{ id, title: 'Errors are 14 %', severity: 'critical' }] } },
    ])
    await move(owner(), [id], 'resolved', later(MINUTE))
    await run(later(2 * MINUTE))
    await run(later(5 * MINUTE + 30 * SECOND))
    expect(parsed('/mine')[1]).toMatchObject({ data: { counts: { firing: 0, ended: 1 }, ended: [{ id, resolveReason: 'recovered' }] } })
    await run(later(24 * HOUR))
    expect(at('/mine')).toHaveLength(2)
    expect(at('/others')).toEqual([])
    const seen = await withTenant(organizationId, (tx) => listDeliveries(tx, { owner: organizationId, limit: 10, offset: 0 }))
    expect(seen).toMatchObject([{ state: 'delivered', attempts: 1 }, { subject: 'Critical: Errors are 14 %' }])
    expect(await withTenant(other.organizationId, (tx) => countDeliveries(tx, { owner: organizationId }))).toBe(0)
  })

  it('of a rule that names channels go to those alone', async () => {
    const { ctx, organizationId } = await tenant()
    const other = await tenant()
    const a = await addChannel(ctx, organizationId, webhook('a'))
    await addChannel(ctx, organizationId, webhook('b'))
    const foreign = await addChannel(other.ctx, other.organizationId, webhook('c'))
    const ruleId = await seedRule(owner(), organizationId)
    await expect(setRuleChannels(ctx, { owner: organizationId, ruleId, channelIds: [foreign.id] })).rejects.toMatchObject({ code: 'not_found' })
    await expect(setRuleChannels(other.ctx, { owner: other.organizationId, ruleId, channelIds: [] })).rejects.toMatchObject({ code: 'not_found' })
    await setRuleChannels(ctx, { owner: organizationId, ruleId, channelIds: [a.id] })
    await fire(owner(), { organizationId, ruleId, at: now })
    await run(later(MINUTE))
    expect([at('/a').length, at('/b').length]).toEqual([1, 0])
  })

  it('come in the form of each kind, e-mail through the outbox', async () => {
    const { ctx, organizationId } = await tenant()
    await addChannel(ctx, organizationId, slack('slack'))
    await addChannel(ctx, organizationId, channelInputSchema.parse({ kind: 'discord', name: 'discord', secret: `${receiver.origin}/discord` }))
    await addChannel(ctx, organizationId, channelInputSchema.parse({ kind: 'pagerduty', name: 'pd', secret: 'k'.repeat(32) }))
    await addChannel(ctx, organizationId, webhook('am', { format: 'alertmanager' }))
    await addChannel(ctx, organizationId, channelInputSchema.parse({ kind: 'email', name: 'mail', to: ['a@example.com', 'b@example.com'] }))
    const ruleId = await seedRule(owner(), organizationId)
    const id = await fire(owner(), { organizationId, ruleId, at: now })
    await run(later(MINUTE))
    expect(parsed('/services/slack')).toMatchObject([{ text: expect.stringContaining('Warning: Errors'), blocks: expect.any(Array) }])
    expect(parsed('/discord')).toMatchObject([{ allowed_mentions: { parse: [] } }])
    expect(parsed('/v2/enqueue')).toMatchObject([{ routing_key: 'k'.repeat(32), event_action: 'trigger', dedup_key: `pulsegrid:${id}` }])
    expect(parsed('/am')).toMatchObject([{ version: '4', status: 'firing', alerts: [{ status: 'firing' }] }])
    const mails = await owner()`select to_address, template, class, subject, text from outbox order by to_address`
    expect(mails).toMatchObject([
      { to_address: 'a@example.com', template: 'alert', class: 'critical', subject: expect.stringContaining('Warning: Errors') },
      { to_address: 'b@example.com' },
    ])
    expect(mails[0]?.text).toContain('threshold above')
    await move(owner(), [id], 'acknowledged', later(2 * MINUTE))
    await run(later(2 * MINUTE))
    expect(parsed('/v2/enqueue')[1]).toMatchObject({ event_action: 'acknowledge', dedup_key: `pulsegrid:${id}` })
    expect(at('/services/slack')).toHaveLength(1)
    // The routing key stands nowhere in the open.
    expect(JSON.stringify(await owner()`select * from channel_deliveries`)).not.toContain('k'.repeat(32))
  })

  it('that are silenced wait, and are told when the silence is over', async () => {
    const { ctx, organizationId } = await tenant()
    await addChannel(ctx, organizationId, webhook('a'))
    const ruleId = await seedRule(owner(), organizationId)
    const id = await fire(owner(), { organizationId, ruleId, at: now })
    await owner()`update alerts set silence_id = gen_random_uuid() where id = ${id}`
    await run(later(10 * MINUTE))
    expect(at('/a')).toEqual([])
    await owner()`update alerts set silence_id = null where id = ${id}`
    await run(later(12 * MINUTE))
    expect(at('/a')).toHaveLength(1)
  })

  it('that a silence keeps back are told of shortly before it ends, once, to its author and where they would be told', async () => {
    const { ctx, organizationId, userId } = await tenant()
    await addChannel(ctx, organizationId, webhook('a'))
    await addChannel(ctx, organizationId, webhook('quiet', { minSeverity: 'critical' }))
    const ruleId = await seedRule(owner(), organizationId)
    const fired = await fire(owner(), { organizationId, ruleId, at: now, title: 'Errors are 14 %' })
    const silence = async (endsAt: Date, startsAt = now) => {
      const [row] = await owner()`
        insert into silences (organization_id, matchers, reason, created_by, starts_at, ends_at)
        values (${organizationId}, '[]', 'Moving house', ${userId}, ${startsAt}, ${endsAt}) returning id`
      await owner()`update alerts set silence_id = ${row?.id} where id = ${fired}`
      return String(row?.id)
    }
    const short = await silence(later(20 * MINUTE), now)
    await run(later(6 * MINUTE))
    expect(at('/a')).toEqual([])
    await owner()`update silences set ended_at = ${later(7 * MINUTE)} where id = ${short}`

    await silence(later(2 * HOUR))
    await run(later(2 * HOUR - 16 * MINUTE))
    expect(at('/a')).toEqual([])
    for (const minutesBefore of [15, 14, 3]) await run(later(2 * HOUR - minutesBefore * MINUTE))
    expect(parsed('/a')).toMatchObject([
      { type: 'alerts.silence_ending', data: { text: expect.stringMatching(/“Moving house” ends at .*“Errors are 14 %” is still firing$/) } },
    ])
    expect(at('/quiet')).toEqual([])
    expect(await owner()`select user_id, subject, template from outbox`).toMatchObject([{ user_id: userId, subject: expect.stringContaining('Moving house') }])
    expect((await deliveries()).map(({ kind, state }) => [kind, state])).toEqual([['silence_ending', 'delivered']])
  })

  it('that fire by the dozen under many rules come as one summary', async () => {
    const { ctx, organizationId } = await tenant()
    await addChannel(ctx, organizationId, webhook('a'))
    for (let rule = 0; rule < 25; rule++) {
      const ruleId = await seedRule(owner(), organizationId, `Rule ${rule}`)
      await fire(owner(), { organizationId, ruleId, at: now })
    }
    await run(later(MINUTE))
    expect(parsed('/a')).toMatchObject([{ type: 'alerts.summary', data: { counts: { firing: 25 } } }])
    expect(parsed('/a')[0].data.firing).toHaveLength(20)
  })

  it('of one rule in a storm are one message that counts them', async () => {
    const { ctx, organizationId } = await tenant()
    await addChannel(ctx, organizationId, webhook('a'))
    const ruleId = await seedRule(owner(), organizationId)
    for (let second = 0; second < 60; second += 15) await fireMany(owner(), { organizationId, ruleId, at: later(second * SECOND), count: 50 })
    for (const second of [0, 29, 60, 300]) await run(later(second * SECOND))
    expect(parsed('/a').map(({ data }) => data.counts.firing)).toEqual([200])
    expect(parsed('/a')[0].data.firing).toHaveLength(20)
    await run(later(6 * MINUTE))
    expect(at('/a')).toHaveLength(1)
  })
})

describe('a channel', () => {
  it('that takes one message a second gets no more, whoever sends', async () => {
    const { ctx, organizationId } = await tenant()
    await addChannel(ctx, organizationId, slack('slack'))
    for (let rule = 0; rule < 3; rule++) await fire(owner(), { organizationId, ruleId: await seedRule(owner(), organizationId, `Rule ${rule}`), at: now })
    await Promise.all([run(later(MINUTE)), run(later(MINUTE))])
    await run(later(MINUTE + 10 * SECOND))
    expect(at('/services/slack')).toHaveLength(3)
    const [row] = await owner()<{ next: Date }[]>`select next_send_at as next from channels`
    expect(row?.next.getTime()).toBeGreaterThanOrEqual(later(MINUTE + 3 * SECOND).getTime())
  })

  it.each<Treatment>(['fail', 'failAfter', 'hang', 'drop'])('is asked again after "%s", with the same id and bytes', async (treatment) => {
    const { ctx, organizationId } = await tenant()
    await addChannel(ctx, organizationId, webhook('a'))
    treat = ({ count }) => (count === 0 ? treatment : 'accept')
    await fire(owner(), { organizationId, ruleId: await seedRule(owner(), organizationId), at: now })
    await run(later(MINUTE), treatment === 'hang' ? 0.4 : 10)
    await run(later(2 * MINUTE))
    const [first, second] = at('/a')
    expect(second).toMatchObject({ id: first?.id, body: first?.body })
    expect(await deliveries()).toMatchObject([{ state: 'delivered', attempts: 2, last_error: null }])
  })

  it('of the platform that is gone is told to the staff who may change it, once', async () => {
    const staff = await createPerson({ platformRole: 'elevated_admin' })
    const reader = await createPerson({ platformRole: 'read_only' })
    await addChannel({ actor: staff.actor, now, requestId: 'test', ip: null }, null, webhook('platform'))
    await fire(owner(), { organizationId: null, ruleId: await seedRule(owner(), null), at: now })
    treat = () => 'gone'
    await run(later(MINUTE))
    const work = { now: later(2 * MINUTE), stillMine }
    const [first, second] = await Promise.all([tellDisabledChannels(work), tellDisabledChannels(work)])
    expect(first.changed + second.changed).toBeGreaterThan(0)
    expect(await tellDisabledChannels(work)).toMatchObject({ checked: 0 })
    const mails = await owner()`select user_id, subject, text from outbox where template = 'channel-disabled'`
    expect(mails.filter(({ user_id }) => user_id === staff.userId)).toMatchObject([
      { subject: 'Alerts do not reach platform any more', text: expect.stringContaining('/admin/channels') },
    ])
    expect(mails.some(({ user_id }) => user_id === reader.userId)).toBe(false)
  })

  it('that is gone is switched off at once, its organization is told, and on again it hears what is open', async () => {
    const { ctx, organizationId, at: when } = await tenant()
    const { id } = await addChannel(ctx, organizationId, webhook('a'))
    const ruleId = await seedRule(owner(), organizationId)
    const old = await fire(owner(), { organizationId, ruleId, at: now })
    treat = () => 'gone'
    await run(later(MINUTE))
    const [off] = await withPlatform((tx) => listChannels(tx, { owner: organizationId, now }))
    expect(off).toMatchObject({ disabledReason: 'gone', disabledAt: expect.any(Date) })
    const work = { now: later(2 * MINUTE), stillMine }
    expect(await tellDisabledChannels(work)).toMatchObject({ changed: 1 })
    expect(await tellDisabledChannels(work)).toMatchObject({ changed: 0 })
    await move(owner(), [old], 'resolved', later(3 * MINUTE))
    const fresh = await fire(owner(), { organizationId, ruleId, at: later(4 * MINUTE) })
    await run(later(10 * MINUTE))
    expect(at('/a')).toHaveLength(1)
    treat = () => 'accept'
    await changeChannel(when(later(11 * MINUTE)), { owner: organizationId, id }, { enabled: true })
    await run(later(12 * MINUTE))
    expect(parsed('/a')[1]).toMatchObject({ data: { counts: { firing: 1, ended: 0 }, firing: [{ id: fresh }] } })
  })

  it('that was away gets what was given up again when somebody asks for it', async () => {
    const { ctx, organizationId, at: when } = await tenant()
    await addChannel(ctx, organizationId, webhook('a'))
    await fire(owner(), { organizationId, ruleId: await seedRule(owner(), organizationId), at: now })
    await run(later(MINUTE))
    const [row] = await owner()<{ id: string }[]>`select id from channel_deliveries`
    const id = row?.id ?? ''
    await sendAgain(when(later(HOUR)), { owner: organizationId, id })
    await expect(sendAgain(when(later(HOUR)), { owner: organizationId, id })).rejects.toMatchObject({ code: 'conflict' })
    await run(later(HOUR))
    const [first, second] = at('/a')
    expect(second).toMatchObject({ id: first?.id, body: first?.body })
  })
})
