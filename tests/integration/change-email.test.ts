import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { confirmEmailChange, requestEmailChange } from '@/lib/auth/commands/change-email'
import type { Context, UserActor } from '@/lib/auth/model'
import { MINUTE } from '@/lib/time'
import { useDatabase } from '../support/database'
import { callAuth, createPerson, PASSWORD, signIn } from '../support/people'

process.env.BETTER_AUTH_SECRET ??= 'a secret for tests that is long enough for everything'

const { owner } = useDatabase()
const contextOf = (actor: UserActor, now = new Date()): Context & { actor: UserActor } => ({ actor, now, requestId: 'test', ip: null })
const visit = (now = new Date()) => ({ now, requestId: 'test', ip: null })
const fresh = () => `${randomUUID()}@example.com`
const addressOf = async (userId: string) => (await owner()`select email from users where id = ${userId}`)[0]?.email
const mailsTo = async (address: string) =>
  (await owner()`select template from outbox where to_address = ${address} order by created_at, id`).map((row) => row.template)

/** The token stands in the mail to the new address only. */
async function tokenIn(address: string): Promise<string> {
  const [mail] = await owner()`select html from outbox where to_address = ${address} and template = 'address-link' order by created_at desc, id desc limit 1`
  return /token=([\w-]{43})/.exec(String(mail?.html))?.[1] ?? ''
}

describe('changing the address', () => {
  it('takes the link that went to the new one; the old one is told; sessions go on and the old address signs nobody in', async () => {
    const { actor, userId, email } = await createPerson()
    const cookie = await signIn(email)
    const next = fresh()
    await requestEmailChange(contextOf(actor), { email: next, password: PASSWORD })
    expect(await addressOf(userId)).toBe(email)
    expect(await mailsTo(next)).toEqual(['address-link'])
    expect(await mailsTo(email)).toEqual(['address-notice'])
    const token = await tokenIn(next)
    expect(JSON.stringify(await owner()`select * from verifications`)).not.toContain(token)

    await confirmEmailChange(visit(), token)
    expect(await addressOf(userId)).toBe(next)
    expect((await callAuth('/get-session', undefined, { cookie })).status).toBe(200)
    expect((await callAuth('/sign-in/email', { email, password: PASSWORD })).status).toBe(401)
    await signIn(next)
    expect(
      (await owner()`select action, before, after from journal where subject_id = ${userId} order by id`).map((row) => [row.action, row.before, row.after]),
    ).toEqual([
      ['user.email_change_asked', null, null],
      ['user.email_changed', null, null],
    ])
  })

  it('works once, of many at once too, and starts no session', async () => {
    const { actor, userId } = await createPerson()
    const next = fresh()
    await requestEmailChange(contextOf(actor), { email: next, password: PASSWORD })
    const token = await tokenIn(next)
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => confirmEmailChange(visit(), token)))
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    expect(await addressOf(userId)).toBe(next)
    await expect(confirmEmailChange(visit(), token)).rejects.toMatchObject({ code: 'gone' })
    expect(await owner()`select id from sessions where user_id = ${userId}`).toHaveLength(0)
  })

  it('ends with its time, and with a newer request', async () => {
    const { actor, userId, email } = await createPerson()
    const [first, second] = [fresh(), fresh()]
    await requestEmailChange(contextOf(actor), { email: first, password: PASSWORD })
    await requestEmailChange(contextOf(actor), { email: second, password: PASSWORD })
    await expect(confirmEmailChange(visit(), await tokenIn(first))).rejects.toMatchObject({ code: 'gone' })
    await expect(confirmEmailChange(visit(new Date(Date.now() + 15 * MINUTE + 1_000)), await tokenIn(second))).rejects.toMatchObject({ code: 'gone' })
    await expect(confirmEmailChange(visit(), 'nonsense')).rejects.toMatchObject({ code: 'gone' })
    expect(await addressOf(userId)).toBe(email)
  })

  it('asks for the password, and not without end', async () => {
    const { actor, email } = await createPerson()
    const next = fresh()
    for (let i = 0; i < 10; i++)
      await expect(requestEmailChange(contextOf(actor), { email: next, password: 'wrong' })).rejects.toMatchObject({ code: 'invalid' })
    await expect(requestEmailChange(contextOf(actor), { email: next, password: PASSWORD })).rejects.toMatchObject({ code: 'rate_limited' })
    expect(await mailsTo(next)).toEqual([])
    expect(await mailsTo(email)).toEqual([])
    const { actor: other, email: own } = await createPerson()
    await expect(requestEmailChange(contextOf(other), { email: own, password: PASSWORD })).rejects.toMatchObject({ code: 'invalid' })
  })

  it('tells nobody whether an address is taken, neither when asked nor in a race', async () => {
    const taken = await createPerson()
    const { actor, userId, email } = await createPerson()
    await requestEmailChange(contextOf(actor), { email: taken.email, password: PASSWORD })
    expect(await mailsTo(taken.email)).toEqual([])
    expect(await mailsTo(email)).toEqual(['address-notice'])

    const wanted = fresh()
    await requestEmailChange(contextOf(actor), { email: wanted, password: PASSWORD })
    await createPerson({ email: wanted })
    await expect(confirmEmailChange(visit(), await tokenIn(wanted))).rejects.toMatchObject({ code: 'conflict' })
    expect(await addressOf(userId)).toBe(email)
  })
})
