import { createElement } from 'react'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { GET, POST } from '@/app/api/unsubscribe/route'
import { withPlatform } from '@/db/client'
import type { Context, PlatformRole } from '@/lib/auth/model'
import { enqueueMail, retryMail, setMailPreference } from '@/lib/outbox/commands'
import type { Mail } from '@/lib/outbox/model'
import { countMatching, countOutbox, findOldestDue, getOutboxMail, listOutbox } from '@/lib/outbox/queries'
import { renderMail } from '@/lib/outbox/render'
import { readUnsubscribe, signUnsubscribe } from '@/lib/outbox/unsubscribe'
import { useDatabase } from '../support/database'

const { owner } = useDatabase()
const now = new Date('2026-03-02T09:00:00Z')
const userId = '0195c000-0000-7000-8000-000000000001'

function digest(over: Partial<Mail> = {}): Mail {
  return {
    template: 'weekly-digest',
    category: 'weekly_digest',
    toAddress: 'Ada@Example.org',
    userId,
    rendered: { subject: 'Your week', html: '<p>Your week</p>', text: 'Your week' },
    once: { recipientKind: 'user', recipientId: userId, type: 'weekly_digest', key: '2026-W10' },
    now,
    ...over,
  }
}

const enqueue = (mail: Mail) => withPlatform((tx) => enqueueMail(tx, mail))

beforeAll(() => {
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
})

beforeEach(async () => {
  await owner()`truncate outbox, notification_log, suppressions, notification_preferences`
})

describe('enqueueMail', () => {
  it('owes the mail from the commit of the caller on', async () => {
    expect(await enqueue(digest())).toBe('queued')
    const [row] = await owner()`select * from outbox`
    expect(row).toMatchObject({ state: 'pending', subject: 'Your week', attempts: 0, next_attempt_at: now })
    const [log] = await owner()`select * from notification_log`
    expect(log).toMatchObject({ key: '2026-W10', outbox_id: row?.id })
  })

  it('owes nothing when the caller rolls back', async () => {
    const failing = withPlatform(async (tx) => {
      await enqueueMail(tx, digest())
      throw new Error('the decision failed')
    })
    await expect(failing).rejects.toThrow('the decision failed')
    expect(await enqueue(digest())).toBe('queued')
  })

  it('is once for twenty racers with one key', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => enqueue(digest())))
    expect(outcomes.filter((o) => o === 'queued')).toHaveLength(1)
    expect(outcomes.filter((o) => o === 'repeated')).toHaveLength(19)
    expect(await owner()`select id from outbox`).toHaveLength(1)
  })

  it('sends again under another key', async () => {
    await enqueue(digest())
    expect(await enqueue(digest({ once: { recipientKind: 'user', recipientId: userId, type: 'weekly_digest', key: '2026-W11' } }))).toBe('queued')
  })

  it('refuses an empty key', async () => {
    await expect(enqueue(digest({ once: { recipientKind: 'user', recipientId: userId, type: 'weekly_digest', key: ' ' } }))).rejects.toThrow('empty')
  })

  it('keeps a mail to a suppressed address, with the reason, and does not owe it', async () => {
    await owner()`insert into suppressions (address, reason) values ('ada@example.org', 'hard bounce')`
    expect(await enqueue(digest())).toBe('suppressed')
    const [row] = await owner()`select state, last_error from outbox`
    expect(row).toMatchObject({ state: 'suppressed', last_error: 'The address is suppressed: hard bounce.' })
  })

  it('respects an opt-out, except for critical mails', async () => {
    await withPlatform((tx) => setMailPreference(tx, { userId, category: 'weekly_digest', enabled: false, now }))
    expect(await enqueue(digest())).toBe('opted_out')
    expect(await enqueue(digest({ category: 'quality_gates', once: undefined }))).toBe('queued')
    await withPlatform((tx) => setMailPreference(tx, { userId, category: 'weekly_digest', enabled: true, now }))
    expect(await enqueue(digest())).toBe('queued')
  })

  it('carries one-click unsubscribe on every mail but critical ones', async () => {
    await enqueue(digest())
    await enqueue(digest({ category: 'sign_in', once: undefined }))
    const [optional, critical] = await owner()<{ headers: Record<string, string> }[]>`select headers from outbox order by class desc`
    expect(optional?.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click')
    expect(optional?.headers['List-Unsubscribe']).toMatch(/^<http:\/\/localhost:3000\/api\/unsubscribe\?token=.+>$/)
    expect(critical?.headers).toEqual({})
  })
})

describe('unsubscribe tokens', () => {
  it('stand for one person and category, and for nothing when altered', async () => {
    const token = await signUnsubscribe({ userId, category: 'weekly_digest' })
    expect(await readUnsubscribe(token)).toEqual({ userId, category: 'weekly_digest' })
    expect(await readUnsubscribe(`${token.slice(0, -2)}xx`)).toBeNull()
    expect(await readUnsubscribe('')).toBeNull()
  })
})

describe('/api/unsubscribe', () => {
  const none = { params: Promise.resolve({}) }
  const address = async () => `http://localhost:3000/api/unsubscribe?token=${await signUnsubscribe({ userId, category: 'weekly_digest' })}`
  const preferences = () => owner()`select user_id, category, channel, enabled from notification_preferences`

  it('POST switches the category off, as a mail program sends it: no cookies, a form body', async () => {
    const request = new Request(await address(), { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) })
    const response = await POST(request, none)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ unsubscribed: 'weekly_digest' })
    expect(await preferences()).toEqual([{ user_id: userId, category: 'weekly_digest', channel: 'email', enabled: false }])
    expect((await POST(new Request(await address(), { method: 'POST' }), none)).status).toBe(200)
    expect(await enqueue(digest())).toBe('opted_out')
  })

  it('GET changes nothing and leads to the page that asks', async () => {
    const response = await GET(new Request(await address()))
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toMatch(/^\/unsubscribe\?token=/)
    expect(await preferences()).toEqual([])
  })

  it.each(['', 'nonsense', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.'])('refuses the token "%s"', async (token) => {
    const response = await POST(new Request(`http://localhost:3000/api/unsubscribe?token=${token}`, { method: 'POST' }), none)
    expect(response.status).toBe(400)
    expect(await preferences()).toEqual([])
  })
})

describe('the outbox page’s queries', () => {
  const context = (platformRole: PlatformRole): Context => ({
    actor: { kind: 'user', userId, sessionId: 's', platformRole, organizationId: null, memberRole: null },
    now,
    requestId: 'r',
    ip: null,
  })

  it('search, filter and page, newest first', async () => {
    for (let i = 0; i < 5; i++) {
      await enqueue(
        digest({
          once: undefined,
          toAddress: `p${i}@example.org`,
          now: new Date(now.getTime() + i),
          rendered: { subject: `Week ${i} 100%`, html: '', text: '' },
        }),
      )
    }
    const list = (filter: Partial<Parameters<typeof listOutbox>[1]>) => withPlatform((tx) => listOutbox(tx, { limit: 2, offset: 0, ...filter }))
    const first = await list({})
    expect(first.map((mail) => mail.toAddress)).toEqual(['p4@example.org', 'p3@example.org'])
    expect((await list({ offset: 2 })).map((mail) => mail.toAddress)).toEqual(['p2@example.org', 'p1@example.org'])
    expect((await list({ search: 'P3@' })).map((mail) => mail.toAddress)).toEqual(['p3@example.org'])
    expect(await list({ search: '100%', limit: 9 })).toHaveLength(5)
    expect(await list({ search: '_eek' })).toEqual([])
    expect(await list({ state: 'dead' })).toEqual([])
    expect(await withPlatform((tx) => countMatching(tx, { search: 'week' }))).toBe(5)
    expect(await withPlatform((tx) => countOutbox(tx))).toEqual({ pending: 5 })
    expect(await withPlatform((tx) => findOldestDue(tx, new Date(now.getTime() + 60_000)))).toEqual(now)
  })

  it('keep links that sign somebody in from staff who could not become anybody anyway', async () => {
    await enqueue(digest({ category: 'sign_in', once: undefined }))
    const [row] = await owner()<{ id: string }[]>`select id from outbox`
    const read = (role: PlatformRole) => withPlatform((tx) => getOutboxMail(tx, context(role), row?.id ?? ''))
    expect((await read('elevated_admin')).content).toBeNull()
    expect((await read('super_admin')).content?.text).toBe('Your week')
    await expect(withPlatform((tx) => getOutboxMail(tx, context('admin'), userId))).rejects.toThrow('no such mail')
  })

  it('send dead letters again, and nothing else', async () => {
    await enqueue(digest())
    const [row] = await owner()<{ id: string }[]>`select id from outbox`
    const id = row?.id ?? ''
    await expect(retryMail(context('read_only'), id)).rejects.toThrow('jobs.run')
    await expect(retryMail(context('admin'), id)).rejects.toThrow('pending')
    await owner()`update outbox set state = 'dead', attempts = 11`
    await retryMail(context('admin'), id)
    expect(await owner()`select state, attempts from outbox`).toEqual([{ state: 'pending', attempts: 0 }])
    expect(await owner()`select action, subject_id, actor_id from journal where action = 'mail.retried'`).toEqual([
      { action: 'mail.retried', subject_id: id, actor_id: userId },
    ])
  })
})

describe('renderMail', () => {
  it('makes both parts from one element', async () => {
    const mail = await renderMail(createElement('p', null, 'Hello, ', createElement('a', { href: 'https://example.org/' }, 'here')))
    expect(mail.html).toContain('<p>Hello, <a href="https://example.org/">here</a></p>')
    expect(mail.text).toBe('Hello, here https://example.org/')
  })
})
