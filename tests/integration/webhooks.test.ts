import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withTenant } from '@/db/client'
import type { Context, UserActor } from '@/lib/auth/model'
import { webhookRetryJob } from '@/lib/jobs/webhook-retry'
import { createMeter, meter } from '@/lib/meter'
import { tellDisabledEndpoints } from '@/lib/notifications/commands/tell-webhooks'
import { readDeveloperFacts } from '@/lib/scores/facts/queries'
import { addDays, DAY, HOUR, MINUTE, SECOND } from '@/lib/time'
import { collectMessages } from '@/lib/webhooks/commands/collect'
import { type DeliverOptions, deliverWebhooks } from '@/lib/webhooks/commands/deliver'
import { clearUp, resealSecrets } from '@/lib/webhooks/commands/keep'
import { addEndpoint, chooseEvents, rotateSecret, setEndpointActive } from '@/lib/webhooks/commands/manage-endpoints'
import { sendAgain, sendTest } from '@/lib/webhooks/commands/send-now'
import { findReported, findSend } from '@/lib/webhooks/queries/find-delivery'
import { countDeliveries, listDeliveries } from '@/lib/webhooks/queries/list-deliveries'
import { listEndpoints } from '@/lib/webhooks/queries/list-endpoints'
import { useDatabase } from '../support/database'
import { jobContext, seedPublisher } from '../support/ingest'
import { createPerson } from '../support/people'
import { startReceiver, type Treatment, type WebhookReceiver } from '../support/webhook-receiver'

const database = useDatabase()
const { owner } = database
const now = new Date('2026-03-02T09:00:00Z')
const later = (ms: number) => new Date(now.getTime() + ms)
const stillMine = async () => true

let receiver: WebhookReceiver | undefined
async function receive(treat: Parameters<typeof startReceiver>[0]): Promise<WebhookReceiver> {
  receiver = await startReceiver(treat)
  process.env.SAFE_FETCH_ALLOW = receiver.origin.replace('http://', '')
  return receiver
}

let publishers = 0
/** A publisher with a tool, its owner and a member. */
async function publisher(options: { simulated?: boolean } = {}) {
  const name = `publisher-${publishers++}`
  const { organizationId, developerId } = await seedPublisher(owner(), name)
  if (options.simulated) await owner()`update organizations set simulated = true where id = ${organizationId}`
  const [tool] = await owner()<{ id: string }[]>`select id from tools where organization_id = ${organizationId}`
  const context = (actor: UserActor, at = now): Context & { organizationId: string } => ({ actor, now: at, requestId: 'test', ip: null, organizationId })
  const boss = await createPerson({ organizationId })
  const member = await createPerson({ organizationId, memberRole: 'member' })
  return {
    organizationId,
    developerId,
    toolId: tool?.id ?? '',
    at: (moment: Date) => context(boss.actor, moment),
    ctx: context(boss.actor),
    memberCtx: context(member.actor),
  }
}
type Publisher = Awaited<ReturnType<typeof publisher>>

let reviews = 0
async function review({ organizationId, toolId }: Publisher, at: Date, rating = 4): Promise<string> {
  const [row] = await owner()<{ id: string }[]>`
    insert into reviews (organization_id, tool_id, external_id, rating, body, posted_at)
    values (${organizationId}, ${toolId}, ${`review-${reviews++}`}, ${rating}, 'Works well', ${at}) returning id`
  return row?.id ?? ''
}

const add = (who: Publisher, path = '/a') => addEndpoint(who.ctx, { url: `${receiver?.origin}${path}` })
const deliver = (at: Date, options: DeliverOptions = {}) => deliverWebhooks(jobContext(at), { now: at, stillMine }, { timeoutSeconds: 1.5, ...options })
const tell = async (at: Date) => {
  await collectMessages(at)
  return deliver(at)
}
const sends = () => owner()<
  {
    id: string
    state: string
    attempts: number
    next_attempt_at: Date
    last_status: number | null
    last_error: string | null
    last_answer: string | null
    endpoint_id: string
    organization_id: string
  }[]
>`
  select id, state, attempts, next_attempt_at, last_status, last_error, last_answer, endpoint_id, organization_id from webhook_sends order by created_at, id`
const only = async () => (await sends())[0]
const healthOf = async (id: string) => (await owner()`select * from webhook_endpoint_health where endpoint_id = ${id}`)[0]
const outcomes = () => owner()`select external_id, event_type, delivered, status_code, attempt from webhook_deliveries order by at, external_id`

beforeAll(() => {
  process.env.LOG_LEVEL = 'silent'
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
})
const counted = () =>
  Object.fromEntries(
    meter()
      .totals()
      .filter(({ metric }) => metric === 'webhook_deliveries_total')
      .map(({ dimensions, sum }) => [dimensions.status, sum]),
  )

beforeEach(async () => {
  Object.assign(globalThis, { pulsegridMeter: createMeter() })
  await owner()`truncate webhook_messages, webhook_sends, webhook_attempts, webhook_secrets, webhook_endpoint_health, webhook_deliveries, webhook_endpoints, reviews, refunds, gate_notices, quality_gates, developer_health_scores cascade`
})
afterEach(async () => {
  await receiver?.close()
  receiver = undefined
  process.env.SAFE_FETCH_ALLOW = ''
  delete process.env.ENCRYPTION_KEY
})

describe('endpoints', () => {
  it('are managed by owners of their organization, with one secret shown once', async () => {
    const who = await publisher()
    const other = await publisher()
    await expect(addEndpoint(who.memberCtx, { url: 'https://hooks.example.com' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(addEndpoint(who.ctx, { url: 'https://169.254.169.254/' })).rejects.toMatchObject({ code: 'invalid' })
    const { id, secret } = await addEndpoint(who.ctx, { url: ' https://hooks.example.com/a ' })
    expect(secret).toMatch(/^whsec_/)
    await expect(addEndpoint(who.ctx, { url: 'https://hooks.example.com/a' })).rejects.toMatchObject({ code: 'conflict' })
    for (const act of [
      () => setEndpointActive(other.ctx, { id, active: false }),
      () => rotateSecret(other.ctx, { id }),
      () => chooseEvents(other.ctx, { id, eventTypes: ['review.posted'] }),
      () => sendTest(other.ctx, { id }),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'not_found' })
    for (const act of [
      () => setEndpointActive(who.memberCtx, { id, active: false }),
      () => rotateSecret(who.memberCtx, { id }),
      () => chooseEvents(who.memberCtx, { id, eventTypes: ['review.posted'] }),
      () => sendTest(who.memberCtx, { id }),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'forbidden' })
    await setEndpointActive(who.ctx, { id, active: false })
    await setEndpointActive(who.ctx, { id, active: false })
    const journal = await owner()<{ action: string }[]>`select action from journal where subject_id = ${id} order by id`
    expect(journal.map(({ action }) => action)).toEqual(['webhook_endpoint.added', 'webhook_endpoint.disabled'])
    const seen = await withTenant(who.organizationId, (tx) => listEndpoints(tx, { organizationId: who.organizationId, now }))
    expect(seen).toMatchObject([{ id, active: false, reported: false, sending: true, waiting: 0, lastTest: null }])
    expect(JSON.stringify(seen)).not.toContain('whsec_')
  })

  it('keep their secrets sealed, and out of reach of a member’s request', async () => {
    const who = await publisher()
    const { secret } = await addEndpoint(who.ctx, { url: 'https://hooks.example.com/a' })
    const [row] = await owner()`select sealed from webhook_secrets`
    expect(row?.sealed).toMatch(/^v1\.auth\./)
    const everything = JSON.stringify(await owner()`select to_jsonb(s) as s, (select json_agg(j) from journal j) as journal from webhook_secrets s`)
    expect(everything).not.toContain(secret.slice(6))
    await expect(withTenant(who.organizationId, (tx) => tx.execute('select sealed from webhook_secrets'))).rejects.toThrow()
  })

  it('are sealed anew when the operator changes the key', async () => {
    const server = await receive(() => 'accept')
    const who = await publisher()
    const { id, secret } = await add(who)
    process.env.ENCRYPTION_KEY = 'new:a new key of the operator of 32 characters'
    expect(await resealSecrets()).toBe(1)
    expect(await resealSecrets()).toBe(0)
    process.env.BETTER_AUTH_SECRET = 'something else entirely, 32 characters'
    await sendTest(who.ctx, { id })
    process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
    const [request] = server.requests
    expect(new Webhook(secret).verify(request?.body ?? '', request?.headers ?? {})).toBeTruthy()
  })
})

describe('a webhook', () => {
  it('arrives signed, with the id of its message, and its outcome counts for the scorecard', async () => {
    const server = await receive(() => 'accept')
    const who = await publisher()
    const { id, secret } = await add(who)
    const reviewId = await review(who, later(MINUTE), 2)
    expect(await tell(later(2 * MINUTE))).toEqual({ checked: 1, changed: 1, failed: 0 })
    const [request] = server.requests
    const [message] = await owner()`select id, body, type from webhook_messages`
    expect(request?.id).toBe(message?.id)
    expect(request?.body).toBe(message?.body)
    expect(request?.headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': expect.stringContaining('Pulsegrid') })
    expect(new Webhook(secret).verify(request?.body ?? '', request?.headers ?? {})).toMatchObject({
      type: 'review.posted',
      timestamp: '2026-03-02T09:01:00.000Z',
      data: { review: { id: reviewId, rating: 2, text: 'Works well' }, tool: { id: who.toolId } },
    })
    expect(await only()).toMatchObject({ state: 'delivered', attempts: 1, last_status: 202, last_answer: '{"received":true}', last_error: null })
    expect(await healthOf(id)).toMatchObject({ failures: 0, failing_since: null })
    expect(await outcomes()).toMatchObject([
      { external_id: `pulsegrid:${(await only())?.id}`, event_type: 'review.posted', delivered: true, status_code: 202, attempt: 1 },
    ])
    expect(await tell(later(3 * MINUTE))).toEqual({ checked: 0, changed: 0, failed: 0 })
  })

  it.each<Treatment>(['fail', 'failAfter', 'hang', 'hangAfter', 'drop', 'dropAfter', 'redirect'])(
    'comes again after "%s", with the same id and bytes',
    async (treatment) => {
      const server = await receive(({ count }) => (count === 0 ? treatment : 'accept'))
      const who = await publisher()
      await add(who)
      await review(who, now)
      const startedAt = performance.now()
      expect(await tell(now)).toEqual({ checked: 1, changed: 0, failed: 1 })
      const took = performance.now() - startedAt
      const waiting = await only()
      expect(waiting).toMatchObject({ state: 'pending', attempts: 1 })
      const waitMs = (waiting?.next_attempt_at.getTime() ?? 0) - now.getTime()
      expect(waitMs).toBeGreaterThanOrEqual(5 * SECOND)
      expect(waitMs).toBeLessThan(6.5 * SECOND + took)
      expect(await outcomes()).toEqual([])
      expect(await deliver(later(MINUTE))).toEqual({ checked: 1, changed: 1, failed: 0 })
      expect(server.requests).toHaveLength(2)
      expect(new Set(server.requests.map((request) => request.id)).size).toBe(1)
      expect(new Set(server.requests.map((request) => request.body)).size).toBe(1)
      expect(server.requests.every((request) => request.path === '/a')).toBe(true)
      expect(await outcomes()).toMatchObject([{ delivered: true, attempt: 2 }])
      expect(counted()).toEqual({ delivered: 1 })
    },
  )

  it('is given up after the tenth attempt, which is one failed delivery, whatever the attempts', async () => {
    const server = await receive(() => 'fail')
    const who = await publisher()
    const { id } = await add(who)
    await review(who, now)
    await collectMessages(now)
    let at = now
    for (let attempt = 1; attempt <= 10; attempt++) {
      expect(await deliver(at), `attempt ${attempt}`).toMatchObject({ checked: 1, failed: 1 })
      at = new Date((await only())?.next_attempt_at.getTime() ?? 0)
    }
    expect(server.requests).toHaveLength(10)
    expect(at.getTime() - now.getTime()).toBeLessThan(1.25 * (75 * HOUR + 36 * MINUTE))
    expect(await only()).toMatchObject({
      state: 'dead',
      attempts: 10,
      last_error: 'Gave up after 10 attempts. Answered 500.',
      last_answer: 'database is locked',
    })
    expect(await outcomes()).toMatchObject([{ delivered: false, status_code: 500, attempt: 10 }])
    expect(counted()).toEqual({ failed: 1 })
    expect(await owner()`select attempt, status, error from webhook_attempts order by at`).toHaveLength(10)
    expect(await healthOf(id)).toMatchObject({ failures: 10, disabled_at: null })
    expect(await deliver(addDays(at, 30))).toMatchObject({ checked: 0 })
  })

  it('keeps little of a long answer, and no NUL', async () => {
    await receive(() => 'flood')
    const who = await publisher()
    await add(who)
    await review(who, now)
    await tell(now)
    const answer = (await only())?.last_answer ?? ''
    expect(answer).toHaveLength(1_000)
    expect(answer.startsWith('startxxx')).toBe(true)
  })

  it.each([
    ['slowDown', 10 * MINUTE],
    ['away', DAY],
  ] as const)('waits as long as the endpoint asks for with "%s", up to a day', async (treatment, wait) => {
    await receive(() => treatment)
    const who = await publisher()
    await add(who)
    await review(who, now)
    const startedAt = performance.now()
    await tell(now)
    const took = performance.now() - startedAt
    const waited = ((await only())?.next_attempt_at.getTime() ?? 0) - now.getTime()
    expect(waited).toBeGreaterThanOrEqual(wait)
    expect(waited).toBeLessThan(wait + 5 * SECOND + took)
  })

  it('is signed by the secret before and the new one for a day after a rotation, then by the new one alone', async () => {
    const server = await receive(() => 'accept')
    const who = await publisher()
    const { id, secret: first } = await add(who)
    const { secret: second } = await rotateSecret(who.at(later(HOUR)), { id })
    const told = async (at: Date) => {
      await review(who, at)
      await clearUp(at)
      await tell(at)
      return server.requests.at(-1)
    }
    const during = await told(later(24 * HOUR))
    for (const secret of [first, second]) expect(new Webhook(secret).verify(during?.body ?? '', during?.headers ?? {})).toBeTruthy()
    const then = await told(later(25 * HOUR))
    expect(new Webhook(second).verify(then?.body ?? '', then?.headers ?? {})).toBeTruthy()
    expect(() => new Webhook(first).verify(then?.body ?? '', then?.headers ?? {})).toThrow()
    expect(await owner()`select count(*)::int as n from webhook_secrets`).toEqual([{ n: 1 }])
  })

  it('waits without counting while its secret cannot be opened, and blames nobody', async () => {
    const server = await receive(() => 'accept')
    const who = await publisher()
    const { id } = await add(who)
    await review(who, now)
    await collectMessages(now)
    process.env.BETTER_AUTH_SECRET = 'another secret of the tests, 32 characters'
    expect(await deliver(now)).toEqual({ checked: 1, changed: 0, failed: 1 })
    process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
    expect(await only()).toMatchObject({ state: 'pending', attempts: 0, last_error: expect.stringContaining('no signing secret that can be opened') })
    expect(await healthOf(id)).toMatchObject({ failures: 0 })
    expect(await deliver(later(6 * MINUTE))).toMatchObject({ changed: 1 })
    expect(server.requests).toHaveLength(1)
  })

  it('never reaches a private address that the operator has not named, whatever the address turned into', async () => {
    const server = await receive(() => 'accept')
    const who = await publisher()
    await add(who)
    process.env.SAFE_FETCH_ALLOW = ''
    await review(who, now)
    await tell(now)
    expect(server.requests).toHaveLength(0)
    expect(await only()).toMatchObject({ state: 'pending', last_error: expect.stringMatching(/^Not sent: /) })
  })

  it('of the simulated marketplace never leaves the machine', async () => {
    const server = await receive(() => 'fail')
    const who = await publisher({ simulated: true })
    const { id } = await add(who)
    await review(who, now)
    expect(await tell(now)).toMatchObject({ changed: 1 })
    await sendTest(who.ctx, { id })
    expect(server.requests).toHaveLength(0)
    expect((await sends()).map(({ state, last_status }) => [state, last_status])).toEqual([
      ['delivered', 200],
      ['delivered', 200],
    ])
  })
})

describe('an endpoint that fails', () => {
  it('is switched off by 410 at once; what waits is cancelled, and can be sent again after it is on', async () => {
    let gone = true
    const server = await receive(() => (gone ? 'gone' : 'accept'))
    const who = await publisher()
    const { id } = await add(who)
    await review(who, now)
    await collectMessages(now)
    await review(who, now)
    await owner()`update webhook_sends set next_attempt_at = ${later(HOUR)}`
    await collectMessages(now)
    expect(await deliver(now)).toMatchObject({ checked: 1, failed: 1 })
    expect(await healthOf(id)).toMatchObject({ disabled_reason: 'gone' })
    expect((await sends()).map(({ state }) => state).sort()).toEqual(['cancelled', 'dead'])
    const [endpoint] = await owner()`select active from webhook_endpoints where id = ${id}`
    expect(endpoint?.active).toBe(false)
    expect(await owner()`select actor_kind, after from journal where subject_id = ${id} and action = 'webhook_endpoint.disabled'`).toEqual([
      { actor_kind: 'job', after: { reason: 'gone' } },
    ])
    await review(who, later(2 * HOUR))
    expect(await tell(later(3 * HOUR))).toMatchObject({ checked: 0 })

    const cancelled = (await sends()).find(({ state }) => state === 'cancelled')?.id ?? ''
    await expect(sendAgain(who.memberCtx, { id: cancelled })).rejects.toMatchObject({ code: 'conflict' })
    gone = false
    await setEndpointActive(who.at(later(4 * HOUR)), { id, active: true })
    await sendAgain({ ...who.memberCtx, now: later(4 * HOUR) }, { id: cancelled })
    await expect(sendAgain(who.memberCtx, { id: cancelled })).rejects.toMatchObject({ code: 'conflict' })
    expect(await tell(later(5 * HOUR))).toMatchObject({ checked: 1, changed: 1 })
    expect(server.taken.size).toBe(1)
    expect(await healthOf(id)).toMatchObject({ failures: 0, disabled_at: null, disabled_reason: null })
  })

  it('is switched off after five days of nothing but failures, not a moment earlier', async () => {
    await receive(() => 'fail')
    const who = await publisher()
    const { id } = await add(who)
    let offAt: Date | null = null
    for (let hour = 0; hour <= 132 && !offAt; hour += 6) {
      await review(who, later(hour * HOUR))
      await tell(later(hour * HOUR))
      if ((await healthOf(id))?.disabled_at) offAt = later(hour * HOUR)
    }
    expect(offAt).toEqual(later(5 * DAY))
    expect(await healthOf(id)).toMatchObject({ disabled_reason: 'failing' })
    expect((await sends()).filter(({ state }) => state === 'pending' || state === 'sending')).toEqual([])
    const facts = (await withTenant(who.organizationId, (tx) => readDeveloperFacts(tx, { asOf: addDays(now, 6), now: addDays(now, 6) })))[0]
    const dead = (await sends()).filter(({ state }) => state === 'dead').length
    expect(facts?.inputs).toMatchObject({ webhookEndpoint: false, deliveries: dead, delivered: 0 })
  })

  it('holds up nobody else: another’s webhooks arrive while it hangs', async () => {
    const server: WebhookReceiver = await receive(({ path }) => (path !== '/hangs' ? 'accept' : server.taken.size < 20 ? 'hang' : 'fail'))
    const [slow, quick] = [await publisher(), await publisher()]
    await add(slow, '/hangs')
    await add(quick, '/quick')
    for (let i = 0; i < 6; i++) await review(slow, now)
    await collectMessages(now)
    for (let i = 0; i < 20; i++) await review(quick, now)
    await collectMessages(now)
    const delivering = deliver(now, { timeoutSeconds: 60 })
    while (server.taken.size < 20) await sleep(5)
    server.letGo()
    await delivering
    // The hanging ones came first: four at a time; all of the others had arrived before a fifth was begun.
    const hanging = server.requests.flatMap(({ path }, at) => (path === '/hangs' ? [at] : []))
    expect(hanging).toHaveLength(6)
    expect(hanging[4]).toBe(24)
  })
})

describe('what is told', () => {
  const types = async () => (await owner()<{ type: string }[]>`select type from webhook_messages order by created_at, type`).map(({ type }) => type)

  it('are gate notices, receipts, changes of the grade, reviews, answers and refunds, once each', async () => {
    const server = await receive(() => 'accept')
    const who = await publisher()
    await add(who)
    const { organizationId, developerId, toolId } = who
    const [gate] = await owner()<{ id: string }[]>`
      insert into quality_gates (organization_id, developer_id, tool_id, type, state, triggered_at, applies_at, evidence, checked_at)
      values (${organizationId}, ${developerId}, ${toolId}, 'health_down', 'grace', ${now}, ${later(DAY)}, '{}', ${now}) returning id`
    await owner()`insert into gate_notices (organization_id, gate_id, step, owed_at, consequence_at) values (${organizationId}, ${gate?.id ?? ''}, 'triggered', ${later(MINUTE)}, ${later(DAY)})`
    for (const [day, grade, score] of [
      ['2026-03-01', 'A', 91],
      ['2026-03-02', 'B', 76],
    ] as const)
      await owner()`
        insert into developer_health_scores (organization_id, developer_id, as_of, state, score, raw_score, grade, light, formula_version, inputs, inputs_hash, breakdown, calculated_at)
        values (${organizationId}, ${developerId}, ${new Date(`${day}T00:00:00Z`)}, 'scored', ${score}, ${score}, ${grade}, 'good', '1', '{}', '', '{}',
          ${day === '2026-03-02' ? later(MINUTE) : addDays(now, -1)})`
    const reviewId = await review(who, later(MINUTE))
    await owner()`update reviews set response = 'Thanks', responded_at = ${later(2 * MINUTE)}, response_edited_at = ${later(2 * MINUTE)} where id = ${reviewId}`
    await owner()`insert into refunds (organization_id, tool_id, external_id, kind, amount_micros, at) values (${organizationId}, ${toolId}, 'r1', 'dispute', 1250000, ${later(MINUTE)})`
    await tell(later(3 * MINUTE))
    await tell(later(4 * MINUTE))
    const bodies = server.requests.map(({ body }) => JSON.parse(body) as { type: string; data: Record<string, unknown> })
    expect(bodies.map(({ type }) => type).sort()).toEqual([
      'health_score.calculated',
      'health_score.grade_changed',
      'quality_gate.triggered',
      'refund.created',
      'review.answered',
      'review.posted',
    ])
    const dataOf = (type: string) => bodies.find((body) => body.type === type)?.data
    expect(dataOf('quality_gate.triggered')).toMatchObject({ gate: 'health_down', consequenceAt: '2026-03-03T09:00:00.000Z', tool: { id: toolId } })
    expect(dataOf('health_score.grade_changed')).toMatchObject({ grade: 'B', score: 76, previous: { grade: 'A', score: 91 } })
    expect(dataOf('review.answered')).toMatchObject({ response: 'Thanks', edited: false, review: { id: reviewId } })
    expect(dataOf('refund.created')).toMatchObject({ refund: { kind: 'dispute', amountUsd: 1.25 } })
    expect(JSON.stringify(bodies)).not.toContain(who.organizationId)
  })

  it('is only what happened within a day, after the endpoint was there, of the own organization, and wanted', async () => {
    await receive(() => 'accept')
    const [who, other] = [await publisher(), await publisher()]
    const { id } = await add(who)
    // An import of the past, what came before the endpoint, somebody else's, the future.
    await review(who, addDays(now, -300))
    await review(who, later(-MINUTE))
    await review(other, later(MINUTE))
    await review(who, later(2 * DAY))
    expect(await collectMessages(later(HOUR))).toBe(0)
    await chooseEvents(who.at(later(HOUR)), { id, eventTypes: ['refund.created'] })
    await review(who, later(2 * HOUR))
    expect(await collectMessages(later(3 * HOUR))).toBe(0)
    // After an outage of ours of more than a day.
    await chooseEvents(who.at(later(3 * HOUR)), { id, eventTypes: ['review.posted'] })
    await review(who, later(4 * HOUR))
    expect(await collectMessages(later(29 * HOUR))).toBe(0)
    expect(await types()).toEqual([])
  })

  it('before the choice of events changes is told by the choice that held', async () => {
    await receive(() => 'accept')
    const who = await publisher()
    const { id } = await add(who)
    await review(who, later(MINUTE))
    await chooseEvents(who.at(later(2 * MINUTE)), { id, eventTypes: ['refund.created'] })
    expect(await types()).toEqual(['review.posted'])
    await review(who, later(3 * MINUTE))
    expect(await collectMessages(later(4 * MINUTE))).toBe(0)
  })

  it('goes to each endpoint that wants it, under one id', async () => {
    const server = await receive(() => 'accept')
    const who = await publisher()
    const [first, second, third] = [await add(who, '/1'), await add(who, '/2'), await add(who, '/3')]
    await chooseEvents(who.ctx, { id: second.id, eventTypes: ['refund.created'] })
    await setEndpointActive(who.ctx, { id: third.id, active: false })
    await review(who, later(MINUTE))
    await tell(later(MINUTE))
    expect(server.requests.map(({ path }) => path)).toEqual(['/1'])
    await chooseEvents(who.at(later(2 * MINUTE)), { id: second.id, eventTypes: ['refund.created', 'review.posted'] })
    await review(who, later(3 * MINUTE))
    await tell(later(4 * MINUTE))
    expect(
      server.requests
        .slice(1)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['/1', '/2'])
    expect(new Set(server.requests.slice(1).map((request) => request.id)).size).toBe(1)
    expect(first.secret).not.toBe(second.secret)
  })

  it('of a flood goes out in portions, and all of it', async () => {
    await receive(() => 'accept')
    const who = await publisher()
    await add(who)
    await owner()`
      insert into reviews (organization_id, tool_id, external_id, rating, posted_at)
      select ${who.organizationId}, ${who.toolId}, 'flood-' || i, 5, ${later(MINUTE)} from generate_series(1, 450) i`
    expect([
      await collectMessages(later(HOUR)),
      await collectMessages(later(HOUR)),
      await collectMessages(later(HOUR)),
      await collectMessages(later(HOUR)),
    ]).toEqual([200, 200, 50, 0])
  })

  it('is written once by racing runs', async () => {
    await receive(() => 'accept')
    const who = await publisher()
    await add(who)
    for (let i = 0; i < 30; i++) await review(who, now)
    const written = await Promise.all(Array.from({ length: 6 }, () => collectMessages(now)))
    expect(written.reduce((sum, n) => sum + n)).toBe(30)
    expect(await sends()).toHaveLength(30)
  })

  it('to an endpoint that the platform reports begins with a secret, and ends when the platform switches it off', async () => {
    const server = await receive(() => 'accept')
    const who = await publisher()
    const [row] = await owner()<{ id: string }[]>`
      insert into webhook_endpoints (organization_id, external_id, url) values (${who.organizationId}, ${`theirs-${who.organizationId}`}, ${`${server.origin}/theirs`}) returning id`
    const id = row?.id ?? ''
    await review(who, later(MINUTE))
    await expect(sendTest(who.ctx, { id })).rejects.toMatchObject({ code: 'conflict' })
    expect(await collectMessages(later(MINUTE))).toBe(0)
    await rotateSecret(who.at(later(2 * MINUTE)), { id })
    await review(who, later(3 * MINUTE))
    expect(await tell(later(3 * MINUTE))).toMatchObject({ changed: 1 })
    await expect(setEndpointActive(who.ctx, { id, active: false })).rejects.toMatchObject({ code: 'conflict' })
    await review(who, later(4 * MINUTE))
    await collectMessages(later(4 * MINUTE))
    await owner()`update webhook_endpoints set active = false where id = ${id}`
    await clearUp(later(5 * MINUTE))
    expect((await sends()).map(({ state }) => state)).toEqual(['delivered', 'cancelled'])
  })
})

describe('a test', () => {
  it('is sent at once, its answer is kept, and it counts for nothing', async () => {
    const server = await receive(() => 'fail')
    const who = await publisher()
    const { id, secret } = await add(who)
    await setEndpointActive(who.ctx, { id, active: false })
    const { result, sendId } = await sendTest(who.ctx, { id })
    expect(result).toMatchObject({ kind: 'answered', status: 500, body: 'database is locked' })
    expect(new Webhook(secret).verify(server.requests[0]?.body ?? '', server.requests[0]?.headers ?? {})).toMatchObject({ type: 'webhook.test' })
    expect(await only()).toMatchObject({ id: sendId, state: 'dead', attempts: 1 })
    expect(await outcomes()).toEqual([])
    expect(await healthOf(id)).toMatchObject({ failures: 0, failing_since: null })
    const [view] = await withTenant(who.organizationId, (tx) => listEndpoints(tx, { organizationId: who.organizationId, now }))
    expect(view?.lastTest).toMatchObject({ sendId, status: 500, answer: 'database is locked', state: 'dead' })
    expect(await deliver(addDays(now, 1))).toMatchObject({ checked: 0 })
  })

  it('may be sent six times a minute', async () => {
    const server = await receive(() => 'accept')
    const who = await publisher()
    const { id } = await add(who)
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => sendTest(who.ctx, { id })))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(6)
    expect(server.requests).toHaveLength(6)
    await sendTest(who.at(later(MINUTE)), { id })
  })
})

describe('the list of deliveries', () => {
  it('holds the platform’s and ours, each once, and nobody else’s', async () => {
    await receive(({ path }) => (path === '/good' ? 'accept' : 'fail'))
    const [who, other] = [await publisher(), await publisher()]
    const good = await add(who, '/good')
    await add(who, '/bad')
    await review(who, now)
    await tell(now)
    await owner()`
      insert into webhook_deliveries (organization_id, external_id, event_type, delivered, status_code, at) values
        (${who.organizationId}, 'theirs-1', 'payout.created', false, 504, ${later(-HOUR)}), (${other.organizationId}, 'theirs-2', 'payout.created', true, 200, ${later(-HOUR)}),
        (${who.organizationId}, 'theirs-3', 'payout.created', true, 200, ${later(-30 * DAY)})`
    const scope = { organizationId: who.organizationId, now: later(MINUTE) }
    const list = (filter: object = {}) => withTenant(who.organizationId, (tx) => listDeliveries(tx, { ...scope, ...filter, limit: 50, offset: 0 }))
    const short = async (filter: object = {}) => (await list(filter)).map(({ source, type, state, status }) => [source, type, state, status].join(' ')).sort()
    expect(await short()).toEqual(['platform payout.created failed 504', 'pulsegrid review.posted delivered 202', 'pulsegrid review.posted waiting 500'])
    expect(await short({ state: 'failed' })).toHaveLength(1)
    expect(await short({ source: 'pulsegrid', endpoint: good.id })).toEqual(['pulsegrid review.posted delivered 202'])
    expect(await short({ search: 'payout' })).toHaveLength(1)
    const [message] = await owner()<{ id: string }[]>`select id from webhook_messages`
    expect(await short({ search: message?.id })).toHaveLength(2)
    expect(await withTenant(who.organizationId, (tx) => countDeliveries(tx, scope))).toEqual({ delivered: 1, failed: 1, waiting: 1, cancelled: 0 })

    const rows = await list()
    const ours = rows.find(({ state }) => state === 'waiting')?.id ?? ''
    const theirs = rows.find(({ source }) => source === 'platform')?.id ?? ''
    const find = (organizationId: string) =>
      withTenant(organizationId, async (tx) => [await findSend(tx, { organizationId, id: ours }), await findReported(tx, { organizationId, id: theirs })])
    expect(await find(who.organizationId)).toMatchObject([
      { type: 'review.posted', history: [{ attempt: 1, status: 500, answer: 'database is locked' }] },
      { status: 504, delivered: false },
    ])
    expect(await find(other.organizationId)).toEqual([null, null])
    await expect(sendAgain(other.ctx, { id: ours })).rejects.toMatchObject({ code: 'not_found' })
    await expect(
      sendAgain({ ...who.ctx, actor: { kind: 'key', keyId: 'k', organizationId: who.organizationId, scopes: ['scores:read'] } }, { id: ours }),
    ).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('the mail about an endpoint that was switched off', () => {
  it('goes to the owners once, and not when it is on again by then', async () => {
    await owner()`truncate outbox, notification_log`
    await receive(() => 'gone')
    const [who, quick] = [await publisher(), await publisher()]
    await add(who)
    const { id } = await add(quick)
    await review(who, now)
    await review(quick, now)
    await tell(now)
    await setEndpointActive(quick.at(later(MINUTE)), { id, active: true })
    const told = () => tellDisabledEndpoints({ now: later(2 * MINUTE), stillMine })
    expect(await told()).toEqual({ checked: 1, changed: 1, failed: 0 })
    expect(await told()).toEqual({ checked: 0, changed: 0, failed: 0 })
    const mails = await owner()<{ subject: string; text: string; category: string }[]>`select subject, text, category from outbox`
    expect(mails).toMatchObject([{ category: 'webhooks', subject: expect.stringMatching(/gets no webhooks any more$/) }])
    expect(mails[0]?.text).toContain('answered 410.')
  })
})

it('the job does all of it', async () => {
  const server = await receive(() => 'accept')
  const who = await publisher()
  await add(who)
  await review(who, now)
  expect(await webhookRetryJob.run(jobContext(now), { now, stillMine })).toEqual({ checked: 1, changed: 1, failed: 0 })
  expect(server.taken.size).toBe(1)
})

it('takes over what a sender left that died, once its claim has run out', async () => {
  const server = await receive(() => 'accept')
  const who = await publisher()
  await add(who)
  await review(who, now)
  await collectMessages(now)
  await owner()`update webhook_sends set state = 'sending', attempts = 3, lease_owner = 'dead', lease_until = now() + interval '1 minute'`
  expect(await deliver(now)).toMatchObject({ checked: 0 })
  await owner()`update webhook_sends set lease_until = now() - interval '1 second'`
  expect(await deliver(now)).toMatchObject({ changed: 1 })
  expect(server.taken.size).toBe(1)
})

it('every message reaches its own endpoint at least once, while endpoints fail, hang and drop, two senders race, and senders are killed', {
  timeout: 180_000,
}, async () => {
  const troubles: Treatment[] = ['accept', 'fail', 'failAfter', 'hang', 'hangAfter', 'drop', 'dropAfter']
  const server = await receive(({ id, count }) =>
    count < 2 ? (troubles[(Number.parseInt(id.slice(-4), 16) + count) % troubles.length] ?? 'accept') : 'accept',
  )
  const crowd = [await publisher(), await publisher(), await publisher()]
  for (const [i, who] of crowd.entries()) {
    await add(who, `/${i}`)
    for (let n = 0; n < 15; n++) await review(who, now)
  }
  await collectMessages(now)
  const waiting = async () => (await owner()<{ n: number }[]>`select count(*)::int as n from webhook_sends where state in ('pending', 'sending')`)[0]?.n ?? 0
  let kills = 0
  while ((await waiting()) > 0) {
    const pair = [startWorker(), startWorker()]
    const ended = Promise.all(pair.map((worker) => once(worker, 'exit')))
    // In the middle of the work twice: every message needs a request, and many need three.
    const enough = kills < 4 ? server.requests.length + 15 : Number.POSITIVE_INFINITY
    while (pair.some((worker) => worker.exitCode === null) && server.requests.length < enough) await Promise.race([sleep(5), ended])
    for (const worker of pair) {
      if (worker.exitCode === null && worker.kill('SIGKILL')) kills++
    }
    await ended
  }
  expect(kills).toBeGreaterThan(1)
  const messages = await owner()<{ id: string; organization_id: string; body: string }[]>`select id, organization_id, body from webhook_messages`
  expect(messages).toHaveLength(45)
  for (const message of messages) {
    const path = `/${crowd.findIndex((who) => who.organizationId === message.organization_id)}`
    const received = server.requests.filter((request) => request.id === message.id)
    expect(server.taken.get(`${path} ${message.id}`) ?? 0, message.id).toBeGreaterThanOrEqual(1)
    expect(new Set(received.map((request) => request.path))).toEqual(new Set([path]))
    expect(new Set(received.map((request) => request.body))).toEqual(new Set([message.body]))
  }
  expect((await sends()).every(({ state }) => state === 'delivered')).toBe(true)
  expect((await owner()`select count(*)::int as n from webhook_deliveries where delivered`)[0]?.n).toBe(45)
})

function startWorker(): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', 'tests/support/webhook-worker.ts'], {
    env: { ...process.env, DATABASE_URL: database.url(), WEBHOOKS_AT: now.toISOString() },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}
