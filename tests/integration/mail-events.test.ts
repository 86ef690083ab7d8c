import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { POST } from '@/app/api/webhooks/resend/route'
import { withPlatform } from '@/db/client'
import type { Context, PlatformRole } from '@/lib/auth/model'
import { resendSender } from '@/lib/notifications/adapters/resend'
import { deliverMails } from '@/lib/notifications/commands/deliver'
import { enqueueMail, liftSuppression } from '@/lib/outbox/commands'
import type { MailCategoryName } from '@/lib/outbox/model'
import { countSuppressions, listSuppressions } from '@/lib/outbox/queries'
import { useDatabase } from '../support/database'
import { type ResendStub, startResendStub } from '../support/resend-stub'

const { owner } = useDatabase()
const now = new Date('2026-03-02T09:00:00Z')
const key = randomBytes(24)

interface Signed {
  id?: string
  /** Seconds against the clock. */
  age?: number
  key?: Buffer
  signature?: string
  tamper?: (body: string) => string
}

/** A webhook as the provider signs it: HMAC-SHA256 over "id.timestamp.body", base64 behind "v1,". */
function webhook(event: unknown, { id = `msg_${randomUUID()}`, age = 0, key: signingKey = key, signature, tamper }: Signed = {}): Request {
  const body = typeof event === 'string' ? event : JSON.stringify(event)
  const timestamp = String(Math.floor(Date.now() / 1000) - age)
  const signed = `v1,${createHmac('sha256', signingKey).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  return new Request('http://localhost:3000/api/webhooks/resend', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': signature ?? signed },
    body: tamper ? tamper(body) : body,
  })
}

const fact = (providerId: string, to = 'ada@example.org') => ({
  email_id: providerId,
  to: [to],
  from: 'Pulsegrid <p@example.org>',
  subject: 'Your week',
  created_at: now.toISOString(),
})
const bounce = (providerId: string, type = 'Permanent') => ({
  type: 'email.bounced',
  created_at: now.toISOString(),
  data: { ...fact(providerId), bounce: { type, subType: 'General', message: 'The mailbox does not exist.' } },
})
const complaint = (providerId: string) => ({ type: 'email.complained', created_at: now.toISOString(), data: fact(providerId) })

async function post(request: Request): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await POST(request)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const owe = (category: MailCategoryName = 'sign_in') =>
  withPlatform((tx) =>
    enqueueMail(tx, {
      template: 'weekly-digest',
      category,
      toAddress: 'Ada@Example.org',
      userId: randomUUID(),
      rendered: { subject: 'Your week', html: '<p>Your week</p>', text: 'Your week' },
      now,
    }),
  )
const deliver = () => deliverMails({ now, stillMine: async () => true }, { sender: resendSender('re_test') })
const suppressed = () => owner()`select address, reason from suppressions order by address`

function staff(platformRole: PlatformRole): Context {
  return { actor: { kind: 'user', userId: randomUUID(), sessionId: 's', platformRole, organizationId: null, memberRole: null }, now, requestId: 'r', ip: null }
}

let stub: ResendStub

beforeAll(() => {
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
})

beforeEach(async () => {
  process.env.RESEND_WEBHOOK_SECRET = `whsec_${key.toString('base64')}`
  await owner()`truncate outbox, notification_log, suppressions, mail_events`
  stub = await startResendStub(() => 'accept')
  process.env.RESEND_BASE_URL = stub.url
})

afterEach(() => stub.close())

/** Sends a mail and returns the id that the provider gave it. */
async function sendOne(): Promise<string> {
  await owe()
  await deliver()
  const [row] = await owner()<{ provider_id: string }[]>`select provider_id from outbox where state = 'sent'`
  return row?.provider_id ?? ''
}

describe('/api/webhooks/resend', () => {
  it('a permanent bounce stops the next mail, and the outbox says what came back', async () => {
    const providerId = await sendOne()
    expect(await post(webhook(bounce(providerId)))).toEqual({ status: 200, body: { outcome: 'taken' } })
    expect(await suppressed()).toEqual([{ address: 'ada@example.org', reason: 'hard bounce (General)' }])
    expect(await owner()`select state, last_error from outbox`).toEqual([
      { state: 'sent', last_error: 'It came back. Permanent, General: The mailbox does not exist.' },
    ])
    expect(await owe()).toBe('suppressed')
    expect(await deliver()).toEqual({ checked: 0, changed: 0, failed: 0 })
    expect(stub.requests).toHaveLength(1)
  })

  it('a mail that waits when the bounce comes does not leave either', async () => {
    const providerId = await sendOne()
    await owe('weekly_digest')
    await post(webhook(bounce(providerId)))
    await deliver()
    expect(stub.requests).toHaveLength(1)
    expect(await owner()`select state, last_error from outbox where category = 'weekly_digest'`).toEqual([
      { state: 'suppressed', last_error: 'The address is suppressed: hard bounce (General).' },
    ])
  })

  it('a complaint suppresses; a bounce that passes does not', async () => {
    const providerId = await sendOne()
    expect((await post(webhook(bounce(providerId, 'Transient')))).body).toEqual({ outcome: 'taken' })
    expect(await suppressed()).toEqual([])
    expect((await owner()`select last_error from outbox`)[0]?.last_error).toContain('may be written to again')
    await post(webhook(complaint(providerId)))
    expect(await suppressed()).toEqual([{ address: 'ada@example.org', reason: 'complaint' }])
  })

  it('is once a message: a repeat does not bring back what was lifted', async () => {
    const id = 'msg_1'
    const event = complaint('re_1')
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => post(webhook(event, { id }))))
    expect(outcomes.filter(({ body }) => body.outcome === 'taken')).toHaveLength(1)
    expect(outcomes.filter(({ body }) => body.outcome === 'repeated')).toHaveLength(11)
    const [row] = await owner()<{ id: string }[]>`select id from suppressions`
    await liftSuppression(staff('admin'), { id: row?.id ?? '', reason: 'She asked for it.' })
    expect((await post(webhook(event, { id, age: 200 }))).body).toEqual({ outcome: 'repeated' })
    expect(await suppressed()).toEqual([])
    expect((await post(webhook(event))).body).toEqual({ outcome: 'taken' })
    expect(await suppressed()).toHaveLength(1)
  })

  it.each([
    ['a delivery', { type: 'email.delivered', data: fact('re_1') }],
    ['an opening', { type: 'email.opened', data: fact('re_1') }],
    ['a type that is not known yet', { type: 'email.teleported', data: {} }],
    ['something that is no event', ['what']],
  ])('answers 200 to %s and changes nothing', async (_name, event) => {
    expect(await post(webhook(event))).toEqual({ status: 200, body: { outcome: 'ignored' } })
    expect(await owner()`select id from mail_events`).toEqual([])
  })

  const event = complaint('re_1')
  it.each<[string, () => Request]>([
    ['no signature', () => webhook(event, { signature: '' })],
    ['another key', () => webhook(event, { key: randomBytes(24) })],
    ['a signature of another message', () => webhook(event, { signature: webhook(bounce('re_1')).headers.get('svix-signature') ?? '' })],
    ['an altered body', () => webhook(event, { tamper: (body) => body.replace('ada@', 'eve@') })],
    ['a body that was formatted again', () => webhook(event, { tamper: (body) => JSON.stringify(JSON.parse(body), null, 1) })],
    ['a signature from six minutes ago', () => webhook(event, { age: 360 })],
    ['a signature from the future', () => webhook(event, { age: -360 })],
    [
      'the right digest under another version',
      () => webhook(event, { signature: (webhook(event, { id: 'x' }).headers.get('svix-signature') ?? '').replace('v1,', 'v2,') }),
    ],
    ['signed words that are no JSON', () => webhook('hello')],
    ['nothing at all', () => new Request('http://localhost:3000/api/webhooks/resend', { method: 'POST' })],
  ])('refuses %s with 401 and changes nothing', async (_name, request) => {
    const { status, body } = await post(request())
    expect(status).toBe(401)
    expect(body).toMatchObject({ code: 'unauthenticated' })
    expect(await suppressed()).toEqual([])
    expect(await owner()`select id from mail_events`).toEqual([])
  })

  it('takes a message with an old and a new signature while the secret is rotated', async () => {
    const id = 'msg_rotated'
    const good = webhook(event, { id }).headers.get('svix-signature')
    expect((await post(webhook(event, { id, signature: `v1,${randomBytes(32).toString('base64')} ${good}` }))).status).toBe(200)
  })

  it('refuses everything while no secret is set, and bodies that are too long', async () => {
    delete process.env.RESEND_WEBHOOK_SECRET
    expect((await post(webhook(event))).status).toBe(401)
    process.env.RESEND_WEBHOOK_SECRET = `whsec_${key.toString('base64')}`
    expect((await post(webhook({ ...event, filler: 'x'.repeat(300_000) }))).status).toBe(413)
  })
})

describe('suppressed addresses', () => {
  const list = (search: string, limit = 2, offset = 0) => withPlatform((tx) => listSuppressions(tx, { search, limit, offset }))

  it('are listed newest first, searched and paged', async () => {
    await owner()`
      insert into suppressions (address, reason, created_at)
      select 'p' || i || '@example.org', case when i = 3 then 'complaint' else 'hard bounce' end, ${now}::timestamptz + i * interval '1 minute' from generate_series(1, 5) i`
    expect((await list('')).map((row) => row.address)).toEqual(['p5@example.org', 'p4@example.org'])
    expect((await list('', 2, 4)).map((row) => row.address)).toEqual(['p1@example.org'])
    expect((await list('P3@')).map((row) => row.address)).toEqual(['p3@example.org'])
    expect((await list('complaint')).map((row) => row.address)).toEqual(['p3@example.org'])
    expect(await list('%')).toEqual([])
    expect(await withPlatform((tx) => countSuppressions(tx, 'bounce'))).toBe(4)
  })

  it('are lifted by staff with a reason, once, and the audit log holds no address', async () => {
    await owner()`insert into suppressions (address, reason) values ('ada@example.org', 'hard bounce')`
    const [row] = await owner()<{ id: string }[]>`select id from suppressions`
    const id = row?.id ?? ''
    await expect(liftSuppression(staff('read_only'), { id, reason: 'Works' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(liftSuppression(staff('admin'), { id, reason: '  ' })).rejects.toMatchObject({ code: 'invalid' })
    const results = await Promise.allSettled([1, 2, 3].map(() => liftSuppression(staff('admin'), { id, reason: ' A new mailbox. ' })))
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    expect(results.find((result) => result.status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } })
    const journal = await owner()`select subject_id, reason, before from journal where action = 'suppression.lifted'`
    expect(journal.filter((entry) => entry.subject_id === id)).toEqual([
      { subject_id: id, reason: 'A new mailbox.', before: { reason: 'hard bounce', since: expect.any(String) } },
    ])
    expect(JSON.stringify(journal)).not.toContain('ada@')
    expect(await owe()).toBe('queued')
  })
})
