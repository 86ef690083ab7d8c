import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { newSecret, webhookHeaders } from './webhook-signature'

const body = '{"type":"webhook.test","timestamp":"2026-03-02T09:00:00.000Z","data":{"text":"ünïcode"}}'
const message = (secrets: string[], at = new Date()) => ({ id: 'msg_1', body, at, secrets })

describe('the signature', () => {
  it('is the specification’s own example', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    const headers = webhookHeaders({
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      body: '{"test": 2432232314}',
      at: new Date(1614265330_000),
      secrets: [secret],
    })
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
    expect(headers['webhook-timestamp']).toBe('1614265330')
  })

  it('is accepted by the official library', () => {
    const secret = newSecret()
    expect(new Webhook(secret).verify(body, webhookHeaders(message([secret])))).toEqual(JSON.parse(body))
  })

  it('is accepted by whoever knows either of two secrets during a rotation, and by nobody else', () => {
    const [older, newer] = [newSecret(), newSecret()]
    const headers = webhookHeaders(message([newer, older]))
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2)
    for (const secret of [older, newer]) expect(new Webhook(secret).verify(body, headers)).toBeTruthy()
    expect(() => new Webhook(newSecret()).verify(body, headers)).toThrow()
  })

  it.each([
    ['another body', (h: Record<string, string>) => ({ body: `${body} `, headers: h })],
    ['another id', (h: Record<string, string>) => ({ body, headers: { ...h, 'webhook-id': 'msg_2' } })],
    ['another time', (h: Record<string, string>) => ({ body, headers: { ...h, 'webhook-timestamp': String(Number(h['webhook-timestamp']) + 1) } })],
  ])('does not fit %s', (_name, alter) => {
    const secret = newSecret()
    const altered = alter(webhookHeaders(message([secret])))
    expect(() => new Webhook(secret).verify(altered.body, altered.headers)).toThrow()
  })

  it('is refused by the library when it is older than five minutes', () => {
    const secret = newSecret()
    expect(() => new Webhook(secret).verify(body, webhookHeaders(message([secret], new Date(Date.now() - 301_000))))).toThrow()
  })
})

it('a secret is whsec_ and 32 random bytes', () => {
  expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(newSecret()).not.toBe(newSecret())
})
