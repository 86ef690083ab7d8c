import { describe, expect, it } from 'vitest'
import { judgeMailEvent, type MailEvent, mailEventSchema } from './mail-event'

const data = { email_id: 're_1', to: ['Ada <Ada@Example.org>'] }
const bounced = (type: string, subType = 'General', message = 'The mailbox does not exist'): MailEvent => ({
  type: 'email.bounced',
  data: { ...data, bounce: { type, subType, message } },
})

describe('judgeMailEvent', () => {
  it.each<[string, MailEvent, string[], string, string]>([
    ['a permanent bounce', bounced('Permanent'), ['ada@example.org'], 'hard bounce (General)', 'It came back. Permanent, General: The mailbox does not exist.'],
    ['in lower case', bounced('permanent', ''), ['ada@example.org'], 'hard bounce', 'It came back. permanent: The mailbox does not exist.'],
    [
      'a transient bounce',
      bounced('Transient', 'MailboxFull', 'Full.'),
      [],
      'hard bounce (MailboxFull)',
      'It came back. Transient, MailboxFull: Full. The address may be written to again.',
    ],
    ['an undetermined bounce', bounced('Undetermined', '', ''), [], 'hard bounce', 'It came back. Undetermined. The address may be written to again.'],
    ['a complaint', { type: 'email.complained', data }, ['ada@example.org'], 'complaint', 'The recipient reported it as spam.'],
    [
      'the provider’s own list',
      { type: 'email.suppressed', data: { ...data, suppressed: { type: 'OnAccountSuppressionList', message: 'Bounced before' } } },
      ['ada@example.org'],
      'suppressed by the provider',
      'The provider did not send it. Bounced before.',
    ],
    [
      'a failure',
      { type: 'email.failed', data: { ...data, failed: { reason: 'reached_daily_quota' } } },
      [],
      '',
      'The provider could not send it. reached_daily_quota.',
    ],
  ])('%s', (_name, event, suppress, reason, note) => {
    expect(judgeMailEvent(event)).toEqual({ providerId: 're_1', suppress, reason, note })
  })
})

describe('mailEventSchema', () => {
  it.each([
    ['a delivery', { type: 'email.delivered', data }],
    ['something new', { type: 'email.teleported', data: { anything: 1 } }],
    ['a bounce without its reason', { type: 'email.bounced', data }],
    ['no object', 'email.bounced'],
  ])('leaves %s alone', (_name, event) => expect(mailEventSchema.safeParse(event).success).toBe(false))

  it('takes a bounce as it is sent, with fields that nobody asked for', () => {
    const event = {
      type: 'email.bounced',
      created_at: '2026-03-02T09:00:00.000Z',
      data: {
        ...data,
        from: 'Pulsegrid <p@example.org>',
        subject: 'Your week',
        bounce: { type: 'Permanent', subType: 'General', message: 'No.', diagnosticCode: ['550'] },
      },
    }
    expect(mailEventSchema.parse(event)).toMatchObject({ type: 'email.bounced', data: { email_id: 're_1' } })
  })
})
