import { type ChildProcess, spawn } from 'node:child_process'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { GET as lookAtUnsubscribe, POST as unsubscribe } from '@/app/api/status/unsubscribe/route'
import { withPlatform } from '@/db/client'
import type { Visit } from '@/lib/auth/model'
import { inviteSubscriber, removeSubscriber } from '@/lib/status/commands/staff-subscribers'
import { registerWebhook, subscribeByMail } from '@/lib/status/commands/subscribe'
import { chooseSystems, confirmSubscription, endByToken, pingWebhook, resumeByToken } from '@/lib/status/commands/subscriptions'
import { tellSubscribers } from '@/lib/status/commands/tell-subscribers'
import { listSubscribers } from '@/lib/status/queries/subscribers'
import { manageToken } from '@/lib/status/tokens'
import { addDays, MINUTE } from '@/lib/time'
import { useDatabase } from '../support/database'
import { createPerson, freshAddress } from '../support/people'
import { addEntry, addIncident, addMaintenance } from '../support/status'
import { startReceiver, type Treatment, type WebhookReceiver } from '../support/webhook-receiver'

const database = useDatabase()
const now = new Date('2026-03-10T12:00:00Z')
const later = (minutes: number) => new Date(now.getTime() + minutes * MINUTE)
const visit = (at = now): Visit => ({ now: at, requestId: 'test', ip: freshAddress() })
const tell = (at: Date) => tellSubscribers({ now: at, stillMine: async () => true }, { timeoutSeconds: 2 })

let receiver: WebhookReceiver
let treat: (request: { path: string; id: string; count: number }) => Treatment = () => 'accept'

beforeAll(async () => {
  process.env.BETTER_AUTH_SECRET = 'a secret for tests that is long enough'
  receiver = await startReceiver((request) => treat(request))
  process.env.SAFE_FETCH_ALLOW = new URL(receiver.origin).host
})
afterAll(() => receiver.close())
beforeEach(async () => {
  treat = () => 'accept'
  receiver.requests.length = 0
  receiver.taken.clear()
  const owner = database.owner()
  await owner`delete from status_subscribers`
  await owner`delete from outbox`
  await owner`delete from rate_limits`
  await owner`delete from suppressions`
  await owner`delete from notification_log`
  // Entries cannot be deleted; those of the tests before are long over.
  await owner`update incidents set public = false`
  await owner`update status_maintenances set simulated = true`
  await owner`delete from status_maintenance_entries`
  await owner`delete from status_maintenances`
})

const mails = (template?: string) =>
  database.owner()<
    { to: string; subject: string; text: string; headers: Record<string, string> }[]
  >`select to_address as to, subject, text, headers from outbox where ${template ?? null}::text is null or template = ${template ?? null} order by created_at, id`
const tokenIn = (text: string) => /token=([\w-]{43})/.exec(text.replaceAll(/\s/g, ''))?.[1] ?? ''
const subscribers = () => withPlatform((tx) => listSubscribers(tx, { search: '', kind: undefined, state: undefined, limit: 100, offset: 0 }))

/** An address that is subscribed since a moment. */
async function active(email: string, systems: string[] = [], at = now): Promise<string> {
  await subscribeByMail(visit(at), { email, systems })
  const sent = (await mails('status-confirm')).filter(({ to }) => to === email).at(-1)
  return confirmSubscription(tokenIn(sent?.text ?? ''), at)
}
async function activeWebhook(path: string, systems: string[] = []): Promise<{ secret: string; token: string }> {
  const made = await registerWebhook(visit(), { url: `${receiver.origin}/${path}`, systems })
  await pingWebhook(made.token, visit())
  return made
}

describe('a subscription by mail', () => {
  it('hears nothing before its link was pressed, which works once', async () => {
    await subscribeByMail(visit(), { email: 'ada@example.com', systems: ['api'] })
    const [mail] = await mails()
    expect(mail).toMatchObject({ to: 'ada@example.com' })
    await addIncident(database.owner(), { title: 'Before', startedAt: now, entries: [{ at: later(1), body: 'Looking.' }] })
    await tell(later(2))
    expect(await mails()).toHaveLength(1)
    const token = tokenIn(mail?.text ?? '')
    expect(await confirmSubscription(token, later(3))).toBe(manageToken((await subscribers())[0]?.id ?? ''))
    await expect(confirmSubscription(token, later(3))).rejects.toMatchObject({ code: 'gone' })
    expect(await subscribers()).toMatchObject([{ address: 'ada@example.com', state: 'active', systems: ['api'] }])
  })

  it('is answered the same whether the address is known or not; one that is known gets its own link', async () => {
    const token = await active('ada@example.com', ['api'])
    expect(await subscribeByMail(visit(later(1)), { email: 'ada@example.com', systems: [] })).toBeUndefined()
    expect(await subscribeByMail(visit(later(2)), { email: 'bob@example.com', systems: [] })).toBeUndefined()
    const sent = await mails('status-confirm')
    expect(sent.map(({ to }) => to)).toEqual(['ada@example.com', 'ada@example.com', 'bob@example.com'])
    expect(tokenIn(sent[1]?.text ?? '')).toBe(token)
    // What was chosen stays until its owner changes it.
    expect((await subscribers()).find(({ address }) => address === 'ada@example.com')).toMatchObject({ state: 'active', systems: ['api'] })
  })

  it('asked for again replaces the link, and what was chosen', async () => {
    await subscribeByMail(visit(), { email: 'ada@example.com', systems: ['api'] })
    await subscribeByMail(visit(later(1)), { email: 'ada@example.com', systems: ['mail'] })
    const [first, second] = await mails('status-confirm')
    await expect(confirmSubscription(tokenIn(first?.text ?? ''), now)).rejects.toMatchObject({ code: 'gone' })
    await confirmSubscription(tokenIn(second?.text ?? ''), later(2))
    expect(await subscribers()).toMatchObject([{ systems: ['mail'] }])
  })

  it('is forgotten when it does not confirm in a week', async () => {
    await subscribeByMail(visit(), { email: 'ada@example.com', systems: [] })
    const [mail] = await mails()
    await expect(confirmSubscription(tokenIn(mail?.text ?? ''), addDays(now, 7))).rejects.toMatchObject({ code: 'gone' })
    await tell(addDays(now, 7))
    expect(await subscribers()).toEqual([])
  })

  it('fills no mailbox of others, and lets nobody ask without end', async () => {
    for (let n = 0; n < 8; n++) await subscribeByMail(visit(), { email: 'ada@example.com', systems: [] })
    expect(await mails()).toHaveLength(5)
    const one = visit()
    const ask = async () => {
      for (let n = 0; n < 30; n++) await subscribeByMail(one, { email: `p${n}@example.com`, systems: [] })
    }
    await expect(ask()).rejects.toMatchObject({ code: 'rate_limited' })
  })

  it('is refused for a system that is not on the page', async () => {
    await expect(subscribeByMail(visit(), { email: 'ada@example.com', systems: ['database'] })).rejects.toMatchObject({ code: 'invalid' })
    expect(await mails()).toEqual([])
  })

  it('is changed, ended and taken up again by its token alone', async () => {
    const token = await active('ada@example.com')
    await chooseSystems(token, ['api', 'mail'], now)
    expect(await subscribers()).toMatchObject([{ systems: ['api', 'mail'] }])
    await endByToken(token, now)
    await endByToken(token, now)
    expect(await subscribers()).toMatchObject([{ state: 'ended', endReason: 'by_hand' }])
    await expect(chooseSystems(token, [], now)).rejects.toMatchObject({ code: 'conflict' })
    await resumeByToken(token, now)
    expect(await subscribers()).toMatchObject([{ state: 'active', endReason: null }])
    await endByToken(token, now)
    await active('ada@example.com', [], later(1))
    await expect(resumeByToken(token, now)).rejects.toMatchObject({ code: 'conflict' })
    await expect(endByToken('not a token of anybody', now)).rejects.toMatchObject({ code: 'gone' })
  })

  it('ends by one click of the mail program, and by no look at the link', async () => {
    const token = await active('ada@example.com')
    await addIncident(database.owner(), { title: 'Requests fail', startedAt: now, entries: [{ at: later(1), body: 'Looking.' }] })
    await tell(later(2))
    const [mail] = await mails('status-update')
    const address = /<(.+)>/.exec(mail?.headers['List-Unsubscribe'] ?? '')?.[1] ?? ''
    expect(mail?.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click')
    expect(new URL(address).searchParams.get('token')).toBe(token)
    expect((await lookAtUnsubscribe(new Request(address))).headers.get('location')).toBe(`/status/subscription?token=${token}`)
    expect(await subscribers()).toMatchObject([{ state: 'active' }])
    const answer = await unsubscribe(new Request(address, { method: 'POST' }), { params: Promise.resolve({}) })
    expect(answer.status).toBe(200)
    expect(await subscribers()).toMatchObject([{ state: 'ended' }])
  })

  it('ends when its mails come back, and is forgotten after a month', async () => {
    await active('ada@example.com')
    await database.owner()`insert into suppressions (address, reason, event_id, created_at) values ('ada@example.com', 'hard bounce', 'e', ${now})`
    await tell(later(1))
    expect(await subscribers()).toMatchObject([{ state: 'ended', endReason: 'bounced' }])
    await tell(addDays(later(1), 30))
    expect(await subscribers()).toEqual([])
  })
})

describe('a webhook', () => {
  it('hears nothing before it has accepted a signed message', async () => {
    const { secret, token } = await registerWebhook(visit(), { url: `${receiver.origin}/hook`, systems: [] })
    expect(JSON.stringify(await database.owner()`select * from status_subscribers`)).not.toContain(secret)
    treat = () => 'fail'
    await expect(pingWebhook(token, visit())).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('Answered 500') })
    expect(await subscribers()).toMatchObject([{ state: 'pending' }])
    treat = () => 'accept'
    await pingWebhook(token, visit())
    expect(await subscribers()).toMatchObject([{ state: 'active' }])
    const ping = receiver.requests.at(-1)
    expect(new Webhook(secret).verify(ping?.body ?? '', ping?.headers ?? {})).toMatchObject({ type: 'status.ping' })
    await expect(pingWebhook(token, visit())).rejects.toMatchObject({ code: 'conflict' })
    await expect(registerWebhook(visit(), { url: `${receiver.origin}/hook`, systems: [] })).rejects.toMatchObject({ code: 'conflict' })
  })

  it.each(['http://example.com/x', 'https://10.0.0.5/x', 'https://localhost/x', 'nonsense', 'https://a:b@example.com/'])('is refused at %s', async (url) => {
    await expect(registerWebhook(visit(), { url, systems: [] })).rejects.toMatchObject({ code: 'invalid' })
    expect(await subscribers()).toEqual([])
  })

  it('gets what Statuspage would post, signed, and again under the same id until it accepts', async () => {
    const { secret } = await activeWebhook('hook')
    treat = ({ id, count }) => (id && count === 0 ? 'fail' : 'accept')
    receiver.requests.length = 0
    await addIncident(database.owner(), {
      title: 'Requests fail',
      startedAt: now,
      systems: [{ key: 'api', impact: 'major_outage', from: now }],
      entries: [{ at: later(1), body: 'Looking.', facts: { status: 'investigating' } }],
    })
    await tell(later(2))
    await tell(later(2))
    await tell(later(4))
    await tell(later(6))
    expect(receiver.requests.map(({ treatment }) => treatment)).toEqual(['fail', 'accept'])
    expect(new Set(receiver.requests.map(({ id }) => id)).size).toBe(1)
    const got = receiver.requests[1]
    expect(new Webhook(secret).verify(got?.body ?? '', got?.headers ?? {})).toMatchObject({
      type: 'status.incident_updated',
      page: { status_indicator: expect.any(String), status_description: expect.any(String) },
      incident: { name: 'Requests fail', status: 'investigating', impact: 'major', incident_updates: [{ body: 'Looking.', status: 'investigating' }] },
      meta: { unsubscribe: expect.stringContaining('/status/subscription?token=') },
    })
  })

  it('ends at 410 at once, and after five days of failing', async () => {
    await activeWebhook('gone')
    await activeWebhook('broken')
    treat = ({ path }) => (path === '/gone' ? 'gone' : 'fail')
    const { id } = await addIncident(database.owner(), { title: 'Requests fail', startedAt: now, entries: [{ at: later(1), body: 'Looking.' }] })
    await tell(later(2))
    const state = async (path: string) => (await subscribers()).find(({ address }) => address.endsWith(path))
    expect(await state('/gone')).toMatchObject({ state: 'ended', endReason: 'gone' })
    expect(await state('/broken')).toMatchObject({ state: 'active', failures: 1 })
    for (const day of [1, 2, 3, 4]) {
      await addEntry(database.owner(), id, { at: addDays(now, day), body: `Day ${day}.` })
      await tell(addDays(later(1), day))
      expect(await state('/broken')).toMatchObject({ state: 'active' })
    }
    await addEntry(database.owner(), id, { at: addDays(now, 5), body: 'Day 5.' })
    await tell(addDays(later(5), 5))
    expect(await state('/broken')).toMatchObject({ state: 'ended', endReason: 'failing', waiting: 0 })
  })
})

describe('each public update', () => {
  it('reaches who had confirmed before it and wants its systems, once, however many tell at a time', async () => {
    await active('all@example.com')
    await active('api@example.com', ['api'])
    await active('mail@example.com', ['mail'])
    await activeWebhook('api', ['api', 'builds'])
    receiver.requests.length = 0
    receiver.taken.clear()
    const { id } = await addIncident(database.owner(), {
      title: 'Requests fail',
      startedAt: now,
      systems: [{ key: 'api', impact: 'major_outage', from: now }],
      entries: [
        { at: later(-1), body: 'Before anybody had confirmed.' },
        { at: later(1), body: 'First.', facts: { status: 'investigating' } },
        { at: later(2), body: 'For us alone.', visibility: 'internal' },
        { at: later(3), body: 'Second.', facts: { status: 'resolved' } },
      ],
    })
    await active('late@example.com', [], later(2))
    await addMaintenance(database.owner(), { startsAt: later(600), endsAt: later(700), systems: ['mail'] })
    await database.owner()`insert into status_maintenance_entries (maintenance_id, type, body, at) select id, 'scheduled', 'Soon.', ${later(3)} from status_maintenances order by created_at desc limit 1`
    for (let round = 0; round < 3; round++) await Promise.all(Array.from({ length: 4 }, () => tell(later(4))))
    const updates = (await mails('status-update')).map(({ to, subject }) => `${to} ${subject}`).sort()
    expect(updates).toEqual([
      'all@example.com Investigating: Requests fail',
      'all@example.com Resolved: Requests fail',
      'api@example.com Investigating: Requests fail',
      'api@example.com Resolved: Requests fail',
      'late@example.com Resolved: Requests fail',
    ])
    expect((await mails('status-maintenance')).map(({ to }) => to).sort()).toEqual(['all@example.com', 'late@example.com', 'mail@example.com'])
    expect(receiver.requests.map(({ body }) => JSON.parse(body).update_id)).toHaveLength(2)
    // A correction is news, too; what is older than three days is none.
    const [first] = await database.owner()`select seq from incident_entries where incident_id = ${id} and body = 'First.'`
    await database.owner()`insert into incident_entries (incident_id, type, visibility, body, corrects_seq, at, recorded_at) values (${id}, 'correction', 'public', 'Corrected.', ${first?.seq}, ${later(5)}, ${later(5)})`
    await tell(later(6))
    expect((await mails('status-update')).filter(({ subject }) => subject === 'Correction: Requests fail')).toHaveLength(3)
    await addEntry(database.owner(), id, { at: later(7), body: 'Late news.' })
    await tell(addDays(later(8), 3))
    expect((await mails('status-update')).filter(({ text }) => text.includes('Late news.'))).toEqual([])
  })

  it('is told once though the processes that tell are killed at any moment', async () => {
    const people = Array.from({ length: 60 }, (_, n) => `p${n}@example.com`)
    for (const email of people) {
      await database.owner()`insert into status_subscribers (kind, address, state, token_hash, confirmed_at) values ('email', ${email}, 'active', ${email}, ${now})`
    }
    const hooks = ['a', 'b', 'c', 'd']
    for (const path of hooks) await activeWebhook(path)
    receiver.requests.length = 0
    receiver.taken.clear()
    await addIncident(database.owner(), {
      title: 'Requests fail',
      startedAt: now,
      entries: Array.from({ length: 4 }, (_, n) => ({ at: later(n + 1), body: `Update ${n}.` })),
    })
    const start = () =>
      spawn(process.execPath, ['--import', 'tsx', 'tests/support/status-worker.ts'], {
        stdio: 'ignore',
        env: { ...process.env, DATABASE_URL: database.url(), STATUS_AT: later(10).toISOString(), LOG_LEVEL: 'silent' },
      })
    const ended = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once('exit', resolve))
    const told = async () => Number((await database.owner()`select count(*) from status_notices where sent_at is not null`)[0]?.count)
    for (const until of [20, 130]) {
      const pair = [start(), start()]
      const over = Promise.all(pair.map(ended))
      while ((await told()) < until && pair.some(({ exitCode }) => exitCode === null)) await new Promise((resolve) => setTimeout(resolve, 10))
      for (const child of pair) child.kill('SIGKILL')
      await over
    }
    const last = [start(), start()]
    expect(await Promise.all(last.map(ended))).toEqual([0, 0])
    const sent = await mails('status-update')
    expect(sent).toHaveLength(people.length * 4)
    expect(new Set(sent.map(({ to, text }) => `${to} ${/Update \d/.exec(text)?.[0]}`)).size).toBe(people.length * 4)
    // A receiver knows a repeat by its id: every hook has four messages, whatever was offered twice.
    for (const path of hooks) expect([...receiver.taken.keys()].filter((key) => key.startsWith(`/${path} `))).toHaveLength(4)
  }, 600_000)

  it('is told to nobody of the demo', async () => {
    await database.owner()`insert into status_subscribers (kind, address, state, token_hash, confirmed_at, simulated) values ('email', 'x@nobody.example', 'active', 'x', ${now}, true)`
    await addIncident(database.owner(), { title: 'Requests fail', startedAt: now, entries: [{ at: later(1), body: 'Looking.' }] })
    await tell(later(2))
    expect(await mails()).toEqual([])
    expect(await subscribers()).toMatchObject([{ told: 1, waiting: 0 }])
  })

  it('of the demo is told to nobody real', async () => {
    await active('ada@example.com')
    await addIncident(database.owner(), { title: 'Simulated', simulated: true, startedAt: now, entries: [{ at: later(1), body: 'Looking.' }] })
    await tell(later(2))
    expect(await mails('status-update')).toEqual([])
  })
})

describe('staff', () => {
  it('asks an address, which still has to press the link; ends one; and nobody else may', async () => {
    const staff = await createPerson({ platformRole: 'admin' })
    const reader = await createPerson({ platformRole: 'read_only' })
    const ctx = (actor: typeof staff.actor) => ({ ...visit(), actor })
    await inviteSubscriber(ctx(staff.actor), { email: 'ada@example.com', systems: [] })
    const [row] = await subscribers()
    expect(row).toMatchObject({ state: 'pending' })
    await expect(inviteSubscriber(ctx(reader.actor), { email: 'bob@example.com', systems: [] })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(removeSubscriber(ctx(reader.actor), row?.id ?? '')).rejects.toMatchObject({ code: 'forbidden' })
    await removeSubscriber(ctx(staff.actor), row?.id ?? '')
    await expect(removeSubscriber(ctx(staff.actor), row?.id ?? '')).rejects.toMatchObject({ code: 'conflict' })
    const journal = await database.owner()`select action from journal where actor_id = ${staff.userId} order by id`
    expect(journal.map(({ action }) => action)).toEqual(['status_subscriber.invited', 'status_subscriber.removed'])
    expect(JSON.stringify(await database.owner()`select * from journal`)).not.toContain('ada@example.com')
  })
})
