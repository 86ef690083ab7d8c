import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { GET as getActions } from '@/app/api/dashboard/consumer/health-score/actions/route'
import { POST as dismiss } from '@/app/api/dashboard/consumer/health-score/dismiss/route'
import { GET as getScore } from '@/app/api/dashboard/consumer/health-score/route'
import { withTenant } from '@/db/client'
import { calculateHealthScores, dismissAction } from '@/lib/scores/commands'
import { consumerScorecard } from '@/lib/scores/consumer/card'
import { consumerInputsSchema } from '@/lib/scores/consumer/inputs'
import { findConsumerReport, getConsumerReport } from '@/lib/scores/consumer/queries'
import { evaluate } from '@/lib/scores/evaluate'
import { hashInputs } from '@/lib/scores/receipts/hash'
import { addDays, DAY, startOfDay } from '@/lib/time'
import { seedConsumers, seedTools } from '../support/calls'
import { recountConsumerScores, seedConsumerMarket } from '../support/consumer-market'
import { useDatabase } from '../support/database'
import { jobContext, seedKey } from '../support/ingest'
import { createPerson, signIn } from '../support/people'

const database = useDatabase()
const asOf = new Date('2026-03-01T00:00:00Z')
const now = new Date('2026-03-01T03:00:00Z')
const always = async () => true
const calculate = (at = now, stillMine = always) => calculateHealthScores(jobContext(at), { now: at, stillMine })
/** Only one organization's, where the thousand others are of no interest. */
const score = (organization: string, at: Date) =>
  calculateHealthScores(jobContext(at), { now: at, stillMine: always, organizationIds: new Set([organization]) })
const receipts = (day = asOf) => database.owner()`select * from consumer_health_scores where as_of = ${day} order by consumer_id`
const CONSUMERS = 1_000

describe('a thousand random consumers', () => {
  beforeAll(() => seedConsumerMarket(database.owner(), { asOf, consumers: CONSUMERS }))

  it('are scored as a recount in plain SQL scores them, every metric of every consumer', async () => {
    expect(await calculate()).toEqual({ checked: CONSUMERS, changed: CONSUMERS, failed: 0 })
    const stored = (await receipts()).map(({ consumer_id, state, score, breakdown }) => ({ consumer_id, state, score, metrics: breakdown.metrics }))
    const recount = (await recountConsumerScores(database.owner(), asOf)).map((row) => ({ ...row }))
    expect(stored).toEqual(recount)
    // The market is worth the comparison: every step of every scale is in it.
    expect(new Set(recount.map((row) => row.state))).toEqual(new Set(['new', 'scored']))
    const steps = new Set(recount.flatMap((row) => Object.entries(row.metrics).map(([id, points]) => `${id} ${points}`)))
    expect(steps.size).toBe(5 + 3 + 4 + 4 + 2)
  })

  it('every receipt can be computed again from what it stores, and its hash is right', async () => {
    for (const row of await receipts()) {
      const inputs = consumerInputsSchema.parse(row.inputs)
      expect(hashInputs(inputs)).toBe(row.inputs_hash)
      const { total, grade, light, state, uncapped } = evaluate(consumerScorecard, inputs)
      expect({ total, grade, light, state }).toEqual({ total: row.score, grade: row.grade, light: row.light, state: row.state })
      expect(row).toMatchObject({ formula_version: 'consumer-1', breakdown: { uncapped } })
    }
  })

  it('twice is once, also at once; a run that loses its lease is completed by the next', async () => {
    const before = await receipts()
    expect(await Promise.all([calculate(), calculate()])).toEqual(Array(2).fill({ checked: CONSUMERS, changed: 0, failed: 0 }))
    expect(await receipts()).toEqual(before)
    const next = addDays(now, 1)
    let asked = 0
    await calculate(next, async () => ++asked < 2)
    expect(await receipts(addDays(asOf, 1))).toHaveLength(500)
    expect(await calculate(next)).toEqual({ checked: CONSUMERS, changed: CONSUMERS - 500, failed: 0 })
  })

  it('calls that came late and a budget set here correct the receipt of the day', async () => {
    const [row] =
      await database.owner()`select consumer_id from consumer_health_scores where as_of = ${asOf} and breakdown -> 'metrics' ->> 'budget_hits' = '20' limit 1`
    await database.owner()`update consumers set own_budget_micros = 1 where id = ${row?.consumer_id}`
    expect(await calculate()).toMatchObject({ changed: 1 })
    const corrected = (await receipts()).find((receipt) => receipt.consumer_id === row?.consumer_id)
    expect(corrected?.breakdown.metrics.budget_hits).toBeLessThan(20)
  })
})

/** A consumer of 40 days at a dollar a day, with a good standing except for what is changed. */
async function seedConsumer(change: { autoRefill?: boolean } = {}, until = asOf) {
  const owner = database.owner()
  const [consumer] = await seedConsumers(owner, 1)
  const { organization: publisher, tools } = await seedTools(owner, 1)
  const { id = '', organization = '' } = consumer ?? {}
  await owner`
    update consumers set balance_micros = 90000000, budget_micros = 60000000, auto_refill = ${change.autoRefill ?? true}, payment_method_expires_at = ${addDays(until, 500)}
    where id = ${id}`
  await owner`
    insert into consumer_usage_daily (tool_id, consumer_id, day_at, organization_id, consumer_organization_id, invocations, rated, errors, latency_count, latency_sum_ms, spend_micros)
    select ${tools[0] ?? ''}, ${id}, day, ${publisher}, ${organization}, 100, 100, 0, 100, 9000, 1000000
    from generate_series(${addDays(until, -40)}::timestamptz, ${until}::timestamptz, interval '1 day') day`
  return { consumer: id, organization }
}

const report = (organizationId: string, at: Date) =>
  withTenant(organizationId, (tx) => getConsumerReport(tx, { organizationId, now: at }), { accessMode: 'read only' })

describe('promises and dismissals of a consumer', () => {
  it('fixing brings exactly the promised points, and says so', async () => {
    const { organization, consumer } = await seedConsumer({ autoRefill: false })
    await score(organization, now)
    const open = await report(organization, now)
    expect(open).toMatchObject({ state: 'scored', score: 85, actions: [{ id: 'auto_refill', points: 15, href: '/dashboard/usage#payment' }] })
    expect(open.why).toBe('85: 15 points are lost to auto-refill being off.')
    await database.owner()`update consumers set auto_refill = true where id = ${consumer}`
    await score(organization, addDays(now, 1))
    const closed = await report(organization, addDays(now, 1))
    expect(closed).toMatchObject({ score: 100, actions: [], won: [{ actionId: 'auto_refill', promisedPoints: 15, wonPoints: 15 }] })
  })

  it('an action is hidden for a week, once, and never the publisher’s of the same organization', async () => {
    const { organization, consumer } = await seedConsumer({ autoRefill: false })
    const { actor } = await createPerson({ organizationId: organization })
    const ctx = { actor, now, requestId: randomUUID(), ip: null }
    await score(organization, now)
    await Promise.all([1, 2, 3].map(() => dismissAction(ctx, { actionId: 'auto_refill' }, 'consumer')))
    expect(await report(organization, now)).toMatchObject({ actions: [], dismissed: [{ id: 'auto_refill', dismissedUntil: addDays(now, 7) }] })
    expect((await report(organization, addDays(now, 7))).actions).toHaveLength(1)
    expect(
      await database.owner()`select subject_kind, subject_id from journal where action = 'score_action.dismissed' and organization_id = ${organization}`,
    ).toMatchObject([{ subject_kind: 'consumer', subject_id: consumer }])
    // The organization publishes nothing, and a consumer's action is none of a publisher's.
    await expect(dismissAction(ctx, { actionId: 'auto_refill' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(dismissAction(ctx, { actionId: 'two_factor' }, 'consumer')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('is of the organization alone, even where the caller names another', async () => {
    const [mine, other] = [await seedConsumer(), await seedConsumer()]
    for (const { organization } of [mine, other]) await score(organization, now)
    expect(await withTenant(mine.organization, (tx) => findConsumerReport(tx, { organizationId: other.organization, now }))).toBeNull()
    await expect(report((await seedTools(database.owner(), 1)).organization, now)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('the API', () => {
  // Routes live in the present.
  const today = new Date()
  let mine: Awaited<ReturnType<typeof seedConsumer>>
  let key = ''
  let cookie = ''
  beforeAll(async () => {
    process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
    mine = await seedConsumer({ autoRefill: false }, startOfDay(today))
    await calculateHealthScores(jobContext(today), { now: today, stillMine: always, organizationIds: new Set([mine.organization]) })
    key = await seedKey(database.owner(), mine.organization, ['scores:read'])
    cookie = await signIn((await createPerson({ organizationId: mine.organization })).email)
  })

  async function call(handler: typeof getScore, options: { key?: string; cookie?: string; body?: unknown } = {}) {
    const headers = new Headers({ 'content-type': 'application/json' })
    if (options.key) headers.set('authorization', `Bearer ${options.key}`)
    if (options.cookie) headers.set('cookie', options.cookie)
    const body = options.body === undefined ? undefined : JSON.stringify(options.body)
    const request = new Request('http://localhost:3000/api/dashboard/consumer/x', { method: body ? 'POST' : 'GET', headers, body })
    const response = await handler(request, { params: Promise.resolve({}) })
    return { status: response.status, body: await response.json() }
  }

  it('answers the stored receipt to a key and a person, nothing to a stranger or a key without the scope', async () => {
    const { status, body } = await call(getScore, { key })
    expect(status).toBe(200)
    expect(body).toMatchObject({ organizationId: mine.organization, consumerId: mine.consumer, state: 'scored', score: 85, formulaVersion: 'consumer-1' })
    expect(body.dimensions).toHaveLength(5)
    expect((await call(getScore, { cookie })).body).toEqual(body)
    for (const handler of [getScore, getActions, dismiss])
      expect((await call(handler, { body: handler === dismiss ? { actionId: 'auto_refill' } : undefined })).status).toBe(401)
    const narrow = await seedKey(database.owner(), mine.organization, ['usage:read'])
    expect((await call(getScore, { key: narrow })).status).toBe(403)
    const publisher = await seedKey(database.owner(), (await seedTools(database.owner(), 1)).organization, ['scores:read'])
    expect((await call(getScore, { key: publisher })).status).toBe(404)
  })

  it('a person hides an action, a key does not', async () => {
    expect((await call(dismiss, { key, body: { actionId: 'auto_refill' } })).status).toBe(403)
    const answer = await call(dismiss, { cookie, body: { actionId: 'auto_refill' } })
    expect(answer.status).toBe(200)
    expect(new Date(answer.body.remindAt).getTime() - today.getTime()).toBeGreaterThan(7 * DAY - 1)
    expect((await call(getActions, { key })).body).toMatchObject({ actions: [], dismissed: [{ id: 'auto_refill' }] })
  })
})
