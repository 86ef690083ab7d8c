import { beforeAll, describe, expect, it } from 'vitest'
import { DELETE as deleteRule, GET as getRule, PATCH as patchRule } from '@/app/api/alert-rules/[ruleId]/route'
import { POST as lab } from '@/app/api/alert-rules/lab/route'
import { GET as getRules, POST as postRule } from '@/app/api/alert-rules/route'
import { POST as acknowledge } from '@/app/api/alerts/[alertId]/acknowledge/route'
import { POST as dismiss } from '@/app/api/alerts/[alertId]/dismiss/route'
import { POST as falsePositive } from '@/app/api/alerts/[alertId]/false-positive/route'
import { POST as resolve } from '@/app/api/alerts/[alertId]/resolve/route'
import { GET as getOne } from '@/app/api/alerts/[alertId]/route'
import { GET as getList } from '@/app/api/alerts/route'
import { DELETE as endSilence, GET as getSilences, POST as postSilence } from '@/app/api/silences/route'
import { HOUR } from '@/lib/time'
import { seedAlert } from '../support/alerts'
import { useDatabase } from '../support/database'
import { seedKey } from '../support/ingest'
import { createOrganization } from '../support/people'

const database = useDatabase()
const { owner } = database
// Routes live in the present.
const now = new Date()
const ago = (ms: number) => new Date(now.getTime() - ms)

let mine = ''
let theirs = ''
let reader = ''
let writer = ''
let stranger = ''

type Handler = (request: Request, extra: { params: Promise<Record<string, string>> }) => Promise<Response>

async function call(
  handler: Handler,
  { key, method = 'GET', params = {}, query = '', body }: { key: string; method?: string; params?: Record<string, string>; query?: string; body?: unknown },
) {
  const headers = new Headers({ authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) })
  const request = new Request(`http://localhost:3000/api/x${query}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
  const response = await handler(request, { params: Promise.resolve(params) })
  return { status: response.status, body: await response.json() }
}
const post = (handler: Handler, key: string, body: unknown, params: Record<string, string> = {}) => call(handler, { key, method: 'POST', body, params })
const rule = {
  name: 'Slow',
  kind: 'threshold',
  metric: 'tool_latency_ms',
  aggregation: 'p95',
  operator: 'gt',
  threshold: 2000,
  windowMinutes: 10,
  groupBy: ['tool'],
}

beforeAll(async () => {
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
  mine = (await createOrganization()).id
  theirs = (await createOrganization()).id
  reader = await seedKey(owner(), mine, ['alerts:read'])
  writer = await seedKey(owner(), mine, ['alerts:read', 'alerts:write'])
  stranger = await seedKey(owner(), theirs, ['alerts:read', 'alerts:write'])
})

describe('alerts', () => {
  it('are listed and told with their events, to their own organization alone', async () => {
    const id = await seedAlert(owner(), { organizationId: mine, firedAt: ago(HOUR), labels: { service: 'openai' } })
    await seedAlert(owner(), { organizationId: mine, firedAt: ago(2 * HOUR), state: 'resolved' })
    const open = await call(getList, { key: reader, query: '?open=true&service=openai' })
    expect(open).toMatchObject({
      status: 200,
      body: { total: 1, alerts: [{ id, state: 'firing', silenced: false, labels: { service: 'openai' }, firedAt: ago(HOUR).toISOString() }] },
    })
    expect((await call(getList, { key: reader })).body.total).toBe(2)
    expect(await call(getOne, { key: reader, params: { alertId: id } })).toMatchObject({
      status: 200,
      body: { id, events: [{ type: 'fired' }], childAlertIds: [] },
    })
    expect((await call(getOne, { key: stranger, params: { alertId: id } })).status).toBe(404)
    expect((await call(getList, { key: stranger })).body).toEqual({ alerts: [], total: 0 })
    expect((await call(getList, { key: reader, query: '?open=perhaps' })).status).toBe(400)
    expect((await call(getList, { key: 'pgk_unknown' })).status).toBe(401)
  })

  it('are acknowledged once, by who may write', async () => {
    const id = await seedAlert(owner(), { organizationId: mine, firedAt: ago(HOUR) })
    const params = { alertId: id }
    const body = { reason: 'Known' }
    expect((await post(acknowledge, reader, body, params)).status).toBe(403)
    expect((await post(acknowledge, stranger, body, params)).status).toBe(404)
    expect((await post(acknowledge, writer, {}, params)).status).toBe(400)
    expect((await post(acknowledge, writer, { ...body, end: { until: 'time', at: ago(HOUR).toISOString() } }, params)).body).toMatchObject({ status: 400 })
    expect(await post(acknowledge, writer, body, params)).toEqual({ status: 200, body: { id, state: 'acknowledged' } })
    expect((await post(acknowledge, writer, body, params)).status).toBe(409)
  })

  it.each([
    ['resolved', resolve],
    ['dismissed', dismiss],
    ['false_positive', falsePositive],
  ] as const)('are closed as %s once', async (state, handler) => {
    const id = await seedAlert(owner(), { organizationId: mine, firedAt: ago(HOUR) })
    expect((await post(handler, reader, {}, { alertId: id })).status).toBe(403)
    expect(await post(handler, writer, { note: 'seen' }, { alertId: id })).toEqual({ status: 200, body: { id, state } })
    expect((await post(handler, writer, {}, { alertId: id })).status).toBe(409)
    expect((await owner()`select closed_note from alerts where id = ${id}`)[0]?.closed_note).toBe('seen')
  })
})

describe('rules', () => {
  it('are written, changed on the newest version, and deleted', async () => {
    const written = await post(postRule, writer, rule)
    expect(written).toMatchObject({ status: 201, body: { version: 1 } })
    const params = { ruleId: String(written.body.id) }
    expect((await post(postRule, reader, { ...rule, name: 'Two' })).status).toBe(403)
    expect(await post(postRule, writer, { ...rule, name: 'Never', operator: 'lt', threshold: 0 })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('never') },
    })
    expect((await call(getRule, { key: reader, params })).body).toMatchObject({ name: 'Slow', threshold: 2000, open: 0 })
    expect((await call(getRule, { key: stranger, params })).status).toBe(404)
    const change = (version: number, given: Record<string, unknown>, key = writer) =>
      call(patchRule, { key, method: 'PATCH', params, body: { version, change: given } })
    expect((await change(1, { threshold: 1500 }, stranger)).status).toBe(404)
    expect(await change(1, { threshold: 1500 })).toEqual({ status: 200, body: { id: params.ruleId, version: 2 } })
    expect((await change(1, { threshold: 1000 })).status).toBe(409)
    expect((await change(2, { treshold: 1000 })).status).toBe(400)
    expect((await call(getRule, { key: reader, params })).body).toMatchObject({ name: 'Slow', threshold: 1500, groupBy: ['tool'], windowMinutes: 10 })
    expect((await call(getRules, { key: reader, query: '?search=slow' })).body).toMatchObject({ total: 1 })
    expect((await call(deleteRule, { key: writer, method: 'DELETE', params })).status).toBe(200)
    expect((await call(deleteRule, { key: writer, method: 'DELETE', params })).status).toBe(409)
  })

  it('are tried without being saved', async () => {
    expect(await post(lab, reader, rule)).toMatchObject({ status: 200, body: { outcome: 'cannot', alerts: [] } })
    expect((await post(lab, reader, { ...rule, threshold: -1 })).status).toBe(400)
    expect((await call(getRules, { key: reader })).body.total).toBe(0)
  })
})

describe('silences', () => {
  it('are made and ended by who may write', async () => {
    const body = { matchers: [{ name: 'tool', op: '=', value: 'a' }], reason: 'Moving', endsAt: new Date(now.getTime() + HOUR).toISOString() }
    expect((await post(postSilence, reader, body)).status).toBe(403)
    const made = await post(postSilence, writer, body)
    expect(made.status).toBe(201)
    expect((await call(getSilences, { key: reader, query: '?state=active' })).body).toMatchObject({
      total: 1,
      silences: [{ id: made.body.id, state: 'active', held: 0 }],
    })
    expect((await call(endSilence, { key: stranger, method: 'DELETE', query: `?id=${made.body.id}` })).status).toBe(404)
    expect((await call(endSilence, { key: writer, method: 'DELETE', query: `?id=${made.body.id}` })).status).toBe(200)
    expect((await call(endSilence, { key: writer, method: 'DELETE', query: `?id=${made.body.id}` })).status).toBe(409)
    expect((await post(postSilence, writer, { ...body, matchers: [] })).status).toBe(400)
  })
})
