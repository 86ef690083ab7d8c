import { beforeAll, describe, expect, it } from 'vitest'
import { GET as getActions } from '@/app/api/dashboard/developer/health-score/actions/route'
import { GET as getAnomalies } from '@/app/api/dashboard/developer/health-score/anomalies/route'
import { POST as dismiss } from '@/app/api/dashboard/developer/health-score/dismiss/route'
import { GET as getPeers } from '@/app/api/dashboard/developer/health-score/peers/route'
import { GET as getScore } from '@/app/api/dashboard/developer/health-score/route'
import { GET as getSecurity } from '@/app/api/dashboard/developer/security-status/route'
import { calculateHealthScores } from '@/lib/scores/commands'
import { addDays, DAY, startOfDay } from '@/lib/time'
import { seedConsumers } from '../support/calls'
import { useDatabase } from '../support/database'
import { jobContext, seedKey } from '../support/ingest'
import { seedMarketplace } from '../support/marketplace'
import { createPerson, signIn } from '../support/people'

const database = useDatabase()
// Routes live in the present.
const now = new Date()
const asOf = startOfDay(now)

type Handler = typeof getScore
const routes: [name: string, method: 'GET' | 'POST', handler: Handler][] = [
  ['health-score', 'GET', getScore],
  ['health-score/actions', 'GET', getActions],
  ['health-score/anomalies', 'GET', getAnomalies],
  ['health-score/peers', 'GET', getPeers],
  ['health-score/dismiss', 'POST', dismiss],
  ['security-status', 'GET', getSecurity],
]

async function call(handler: Handler, options: { key?: string; cookie?: string; query?: string; body?: unknown } = {}) {
  const headers = new Headers()
  if (options.key) headers.set('authorization', `Bearer ${options.key}`)
  if (options.cookie) headers.set('cookie', options.cookie)
  if (options.body !== undefined) headers.set('content-type', 'application/json')
  const url = `http://localhost:3000/api/dashboard/developer/x${options.query ?? ''}`
  const body = options.body === undefined ? undefined : JSON.stringify(options.body)
  const response = await handler(new Request(url, { method: body ? 'POST' : 'GET', headers, body }), { params: Promise.resolve({}) })
  return { status: response.status, body: await response.json(), type: response.headers.get('content-type') }
}

/** Two scored publishers of the marketplace, and somebody who only consumes. */
let mine = ''
let other = ''
let key = ''
let otherKey = ''
let consumerKey = ''
let cookie = ''

beforeAll(async () => {
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
  const owner = database.owner()
  await seedMarketplace(owner, { asOf, developers: 30 })
  await calculateHealthScores(jobContext(now), { now, stillMine: async () => true })
  const scored = await owner`
    select s.organization_id from developer_health_scores s
    where state = 'scored' and exists (select from tools t where t.developer_id = s.developer_id and archived_at is null)
      and breakdown -> 'promises' ?& array['two_factor', 'audit_retention']
    order by developer_id limit 2`
  mine = scored[0]?.organization_id
  other = scored[1]?.organization_id
  key = await seedKey(owner, mine, ['scores:read'])
  otherKey = await seedKey(owner, other, ['scores:read'])
  const [consumer] = await seedConsumers(owner, 1)
  consumerKey = await seedKey(owner, consumer?.organization ?? '', ['scores:read'])
  const person = await createPerson({ organizationId: mine, memberRole: 'member' })
  cookie = await signIn(person.email)
})

describe('who may ask', () => {
  it.each(routes)('%s: nobody without a session or a key', async (_, method, handler) => {
    const body = method === 'POST' ? { actionId: 'two_factor' } : undefined
    expect(await call(handler, { body })).toMatchObject({ status: 401, type: 'application/problem+json', body: { code: 'unauthenticated' } })
    expect(await call(handler, { body, key: 'pgk_wrong' })).toMatchObject({ status: 401 })
  })

  it.each(routes)('%s: no key without the scope, no key of the platform', async (_, method, handler) => {
    const body = method === 'POST' ? { actionId: 'two_factor' } : undefined
    expect(await call(handler, { body, key: await seedKey(database.owner(), mine, ['usage:read']) })).toMatchObject({ status: 403 })
    expect(await call(handler, { body, key: await seedKey(database.owner(), null, ['scores:read']) })).toMatchObject({ status: 403 })
  })

  it.each(routes.filter(([, method]) => method === 'GET'))('%s: an organization that publishes nothing gets a clear 404', async (_, __, handler) => {
    expect(await call(handler, { key: consumerKey })).toMatchObject({
      status: 404,
      body: { code: 'not_found', detail: 'This organization publishes no tools, so it has no health score.' },
    })
  })
})

describe('health-score', () => {
  it('is the stored receipt, for a key and for a person alike', async () => {
    const [receipt] = await database.owner()`select * from developer_health_scores where organization_id = ${mine}`
    const { status, body } = await call(getScore, { key })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      organizationId: mine,
      state: 'scored',
      stale: false,
      asOf: asOf.toISOString(),
      score: receipt?.score,
      grade: receipt?.grade,
      light: receipt?.light,
      formulaVersion: receipt?.formula_version,
      inputsHash: receipt?.inputs_hash,
    })
    expect(body.dimensions).toHaveLength(5)
    expect(body.dimensions.flatMap((dimension: { metrics: unknown[] }) => dimension.metrics)).toHaveLength(20)
    expect(body.history).toHaveLength(1)
    expect((await call(getScore, { cookie })).body).toEqual(body)
  })

  it('is another publisher’s for another key', async () => {
    expect((await call(getScore, { key: otherKey })).body.organizationId).toBe(other)
  })
})

describe('actions and dismiss', () => {
  it('come by priority, then points', async () => {
    const { body } = await call(getActions, { key })
    expect(Object.keys(body).sort()).toEqual(['actions', 'dismissed', 'won'])
    const order = ['critical', 'recommended', 'optimization']
    const ranks = body.actions.map((action: { priority: string; points: number }) => order.indexOf(action.priority) * 1_000 - action.points)
    expect(ranks).toEqual([...ranks].sort((a: number, b: number) => a - b))
  })

  it('a person hides an action for a week, for this organization only', async () => {
    const answer = await call(dismiss, { cookie, body: { actionId: 'two_factor' } })
    expect(answer.status).toBe(200)
    expect(new Date(answer.body.remindAt).getTime() - now.getTime()).toBeGreaterThan(7 * DAY - 1)
    const { body } = await call(getActions, { cookie })
    expect(body.actions.map((action: { id: string }) => action.id)).not.toContain('two_factor')
    expect(body.dismissed).toMatchObject([{ id: 'two_factor', dismissedUntil: answer.body.remindAt }])
    const others = await call(getActions, { key: otherKey })
    expect(others.body.actions.map((action: { id: string }) => action.id)).toContain('two_factor')
  })

  it.each<[string, () => { key?: string; cookie?: string; body: unknown }, number, string]>([
    ['a key, which only reads', () => ({ key, body: { actionId: 'audit_retention' } }), 403, 'forbidden'],
    ['an unknown action', () => ({ cookie, body: { actionId: 'polish_logo' } }), 404, 'not_found'],
    ['no action', () => ({ cookie, body: {} }), 400, 'invalid'],
    ['more than an action', () => ({ cookie, body: { actionId: 'two_factor', days: 70 } }), 400, 'invalid'],
  ])('refuses %s', async (_, request, status, code) => {
    expect(await call(dismiss, request())).toMatchObject({ status, body: { code } })
  })
})

describe('anomalies', () => {
  beforeAll(async () => {
    const owner = database.owner()
    const event = (organization: string, startDays: number, endDays: number | null, metric: string) => owner`
      insert into anomaly_events (organization_id, tool_id, metric, severity, state, z_score, impact, baseline_value, current_value, description, started_at, last_bad_at, ended_at)
      select ${organization}, id, ${metric}, 'critical', ${endDays === null ? 'ongoing' : 'resolved'}, 3.5, 0.5, 0.01, 0.2, 'Error rate rose', ${addDays(now, -startDays)}, ${addDays(now, -startDays)},
        ${endDays === null ? null : addDays(now, -endDays)}
      from tools where organization_id = ${organization} order by id limit 1`
    await event(mine, 2, null, 'recent')
    await event(mine, 40, 29, 'ended inside')
    await event(mine, 50, 31, 'ended before')
    await event(mine, 80, null, 'still going on')
    await event(other, 1, null, 'of somebody else')
  })
  const metrics = async (query: string) => (await call(getAnomalies, { key, query })).body.anomalies?.map((event: { metric: string }) => event.metric)

  it('are those that touch the last 30 days, newest first', async () => {
    expect(await metrics('')).toEqual(['recent', 'ended inside', 'still going on'])
    expect(await metrics('?days=1')).toEqual(['recent', 'still going on'])
    expect(await metrics('?days=90')).toEqual(['recent', 'ended inside', 'ended before', 'still going on'])
  })

  it.each(['?days=0', '?days=91', '?days=abc', '?since=x'])('refuses %s', async (query) => {
    expect(await call(getAnomalies, { key, query })).toMatchObject({ status: 400, body: { code: 'invalid' } })
  })
})

describe('security-status', () => {
  it('says how things stand now, not last night', async () => {
    const state = async (id: string) => (await call(getSecurity, { key })).body.items.find((item: { id: string }) => item.id === id).state
    expect(await state('audit_retention')).toBe('open')
    await database.owner()`update organizations set audit_retention_days = 90 where id = ${mine}`
    expect(await state('audit_retention')).toBe('done')
    const { body } = await call(getSecurity, { key })
    expect(body.items).toHaveLength(8)
    expect(body.total).toBe(body.items.filter((item: { state: string }) => item.state !== 'not_applicable').length)
    expect(body.done).toBe(body.items.filter((item: { state: string }) => item.state === 'done').length)
  })

  it('counts the second factor of every owner', async () => {
    await database.owner()`delete from members where organization_id = ${mine} and role = 'owner'`
    await database.owner()`update developers set two_factor_enabled = false where organization_id = ${mine}`
    const state = async () => (await call(getSecurity, { key })).body.items.find((item: { id: string }) => item.id === 'two_factor').state
    expect(await state()).toBe('open')
    const first = await createPerson({ organizationId: mine })
    const second = await createPerson({ organizationId: mine })
    await database.owner()`update users set two_factor_enabled = true where id = ${first.userId}`
    expect(await state()).toBe('open')
    await database.owner()`update users set two_factor_enabled = true where id = ${second.userId}`
    expect(await state()).toBe('done')
  })
})
