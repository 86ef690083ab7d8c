import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withPlatform } from '@/db/client'
import { resendSender } from '@/lib/notifications/adapters/resend'
import { deliverMails } from '@/lib/notifications/commands/deliver'
import { enqueueMail, setMailPreference } from '@/lib/outbox/commands'
import type { Mail } from '@/lib/outbox/model'
import { MINUTE } from '@/lib/time'
import { useDatabase } from '../support/database'
import { type ResendStub, startResendStub, type Treatment } from '../support/resend-stub'

const { owner } = useDatabase()
const now = new Date('2026-03-02T09:00:00Z')
const later = (minutes: number) => new Date(now.getTime() + minutes * MINUTE)
const userId = '0195c000-0000-7000-8000-000000000001'

function mail(over: Partial<Mail> = {}): Mail {
  return {
    template: 'weekly-digest',
    category: 'weekly_digest',
    toAddress: 'ada@example.org',
    userId,
    rendered: { subject: 'Your week', html: '<p>Your week</p>', text: 'Your week' },
    now,
    ...over,
  }
}

const owe = (over: Partial<Mail> = {}) => withPlatform((tx) => enqueueMail(tx, mail(over)))
const deliver = (at: Date, timeoutSeconds = 1.5) => deliverMails({ now: at, stillMine: async () => true }, { sender: resendSender('re_test', timeoutSeconds) })
const states = () => owner()<{ state: string; n: number }[]>`select state, count(*)::int as n from outbox group by state order by state`
const only = async () => {
  const [row] = await owner()`select state, attempts, last_error, next_attempt_at, provider_id, lease_owner, sent_at from outbox`
  return row
}

let stub: ResendStub
async function withStub(treat: Parameters<typeof startResendStub>[0]): Promise<void> {
  stub = await startResendStub(treat)
  process.env.RESEND_BASE_URL = stub.url
}

beforeAll(() => {
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
})

beforeEach(async () => {
  await owner()`truncate outbox, notification_log, suppressions, notification_preferences`
})

afterEach(() => stub?.close())

describe('deliverMails', () => {
  it('sends what is due, with the outbox id as the idempotency key and both parts', async () => {
    await withStub(() => 'accept')
    await owe()
    await owe({ toAddress: 'late@example.org', now: later(10) })
    expect(await deliver(now)).toEqual({ checked: 1, changed: 1, failed: 0 })
    const [row] = await owner()`select id, provider_id, state from outbox where to_address = 'ada@example.org'`
    expect(row).toMatchObject({ state: 'sent', provider_id: 're_1' })
    expect(stub.requests).toHaveLength(1)
    expect(stub.requests[0]?.key).toBe(row?.id)
    expect(JSON.parse(stub.requests[0]?.body ?? '')).toMatchObject({
      to: 'ada@example.org',
      subject: 'Your week',
      html: '<p>Your week</p>',
      text: 'Your week',
      headers: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    })
    expect(await deliver(now)).toEqual({ checked: 0, changed: 0, failed: 0 })
  })

  it.each<Treatment>(['fail', 'hang', 'drop', 'failAfter', 'hangAfter', 'dropAfter'])('tries again after "%s", as the same request', async (treatment) => {
    await withStub(({ count }) => (count === 0 ? treatment : 'accept'))
    await owe()
    expect(await deliver(now)).toEqual({ checked: 1, changed: 0, failed: 1 })
    expect(await only()).toMatchObject({ state: 'pending', attempts: 1, lease_owner: null, sent_at: null })
    expect(await deliver(now)).toMatchObject({ checked: 0 })
    expect(await deliver(later(2))).toEqual({ checked: 1, changed: 1, failed: 0 })
    expect(await only()).toMatchObject({ state: 'sent', last_error: null })
    expect(stub.accepted.size).toBe(1)
    expect(new Set(stub.requests.map((r) => r.key)).size).toBe(1)
    expect(new Set(stub.requests.map((r) => r.body)).size).toBe(1)
  })

  it('gives a refused mail up at once and says why', async () => {
    await withStub(() => 'refuse')
    await owe()
    await deliver(now)
    expect(await only()).toMatchObject({ state: 'dead', last_error: '422 validation_error: Invalid `to` field' })
  })

  it('does not hold it against a mail that it was told to slow down', async () => {
    await withStub(() => 'slowDown')
    await owe()
    await deliver(now)
    expect(await only()).toMatchObject({ state: 'pending', attempts: 0, next_attempt_at: new Date(now.getTime() + 1000) })
  })

  it('looks at suppressions and opt-outs once more before it sends', async () => {
    await withStub(() => 'accept')
    await owe()
    await owe({ toAddress: 'grace@example.org' })
    await owe({ category: 'sign_in' })
    await owner()`insert into suppressions (address, reason) values ('grace@example.org', 'complaint')`
    await withPlatform((tx) => setMailPreference(tx, { userId, category: 'weekly_digest', enabled: false, now }))
    await deliver(now)
    const rows = await owner()`select category, state, last_error from outbox order by category, to_address`
    expect(rows).toEqual([
      { category: 'sign_in', state: 'sent', last_error: null },
      { category: 'weekly_digest', state: 'suppressed', last_error: 'The person has opted out since it was written.' },
      { category: 'weekly_digest', state: 'suppressed', last_error: 'The address is suppressed: complaint.' },
    ])
    expect(stub.requests).toHaveLength(1)
  })

  it('keeps the simulated marketplace’s mail in the local outbox', async () => {
    await withStub(() => 'accept')
    const [organization] = await owner()`insert into organizations (name, slug, simulated) values ('Simulated', 'simulated', true) returning id`
    await owe({ organizationId: organization?.id })
    await deliver(now)
    expect(await only()).toMatchObject({ state: 'sent', provider_id: 'local' })
    expect(stub.requests).toHaveLength(0)
  })

  it('needs no provider: without a key everything is delivered locally', async () => {
    // Critical ones, of which a person may get any number.
    for (let i = 0; i < 50; i++) await owe({ category: 'sign_in' })
    await deliverMails({ now, stillMine: async () => true })
    expect(await states()).toEqual([{ state: 'sent', n: 50 }])
  })

  it('takes over what a sender left that died, and buries what killed every sender', async () => {
    await withStub(() => 'accept')
    await owe()
    await owner()`update outbox set state = 'sending', attempts = 3, lease_owner = 'dead', lease_until = now() + interval '1 minute'`
    expect(await deliver(now)).toMatchObject({ checked: 0 })
    await owner()`update outbox set lease_until = now() - interval '1 second'`
    expect(await deliver(now)).toMatchObject({ changed: 1 })
    await owner()`update outbox set state = 'sending', attempts = 11, sent_at = null, lease_owner = 'dead', lease_until = now() - interval '1 second'`
    await deliver(now)
    expect(await only()).toMatchObject({ state: 'dead', attempts: 11 })
  })

  it('ends quietly when its lease is lost', async () => {
    await withStub(() => 'accept')
    await owe()
    expect(await deliverMails({ now, stillMine: async () => false }, { sender: resendSender('re_test') })).toMatchObject({ checked: 0 })
  })
})
