import { beforeAll, describe, expect, it } from 'vitest'
import { GET as getActive } from '@/app/api/admin/alerts/active/route'
import { GET as getEvaluator } from '@/app/api/admin/alerts/evaluator/route'
import { GET as getHistory } from '@/app/api/admin/alerts/history/route'
import { DELETE as deleteRule, GET as getRule, PATCH as patchRule } from '@/app/api/admin/alerts/rules/[ruleId]/route'
import { GET as getRules, POST as postRule } from '@/app/api/admin/alerts/rules/route'
import { POST as runRule } from '@/app/api/admin/alerts/run/route'
import { DELETE as endSilence, GET as getSilences, POST as postSilence } from '@/app/api/admin/alerts/silences/route'
import { HOUR } from '@/lib/time'
import { seedAlert } from '../support/alerts'
import { useDatabase } from '../support/database'
import { createOrganization, createPerson, signIn } from '../support/people'

const database = useDatabase()
const { owner } = database
// Routes live in the present.
const now = new Date()

let admin = ''
let reader = ''
let member = ''
let organizationId = ''

type Handler = (request: Request, extra: { params: Promise<Record<string, string>> }) => Promise<Response>
interface Call {
  cookie?: string
  method?: string
  params?: Record<string, string>
  query?: string
  body?: unknown
}

async function call(handler: Handler, { cookie = admin, method = 'GET', params = {}, query = '', body }: Call = {}) {
  const headers = new Headers({ cookie, origin: 'http://localhost:3000', ...(body === undefined ? {} : { 'content-type': 'application/json' }) })
  const request = new Request(`http://localhost:3000/api/x${query}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
  const response = await handler(request, { params: Promise.resolve(params) })
  return { status: response.status, body: await response.json() }
}

const rule = { name: 'Queue too long', kind: 'threshold', metric: 'queue_depth', aggregation: 'last', operator: 'gt', threshold: 1000, windowMinutes: 5 }

beforeAll(async () => {
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
  organizationId = (await createOrganization()).id
  admin = await signIn((await createPerson({ platformRole: 'admin' })).email)
  reader = await signIn((await createPerson({ platformRole: 'read_only' })).email)
  member = await signIn((await createPerson({ organizationId })).email)
})

describe('rules of the platform', () => {
  it('are written, changed on the newest version and deleted by who may write; read by all staff, and by nobody else', async () => {
    const written = await call(postRule, { method: 'POST', body: rule })
    expect(written).toMatchObject({ status: 201, body: { version: 1 } })
    const params = { ruleId: String(written.body.id) }
    for (const cookie of [reader, member]) expect((await call(postRule, { cookie, method: 'POST', body: rule })).status).toBe(403)
    expect((await call(getRules, { cookie: '' })).status).toBe(401)
    expect((await call(getRules, { cookie: member })).status).toBe(403)
    expect((await call(getRules, { cookie: reader, query: '?search=queue' })).body).toMatchObject({ total: 1, rules: [{ name: rule.name }] })
    expect((await call(getRule, { cookie: reader, params })).body).toMatchObject({ name: rule.name, threshold: 1000 })

    const change = (version: number, given: Record<string, unknown>, cookie = admin) =>
      call(patchRule, { cookie, method: 'PATCH', params, body: { version, change: given } })
    expect((await change(1, { threshold: 500 }, reader)).status).toBe(403)
    expect(await change(1, { threshold: 500 })).toEqual({ status: 200, body: { id: params.ruleId, version: 2 } })
    expect((await change(1, { threshold: 400 })).status).toBe(409)
    expect((await change(2, { treshold: 400 })).status).toBe(400)
    expect((await call(getRule, { params })).body).toMatchObject({ threshold: 500, metric: 'queue_depth', windowMinutes: 5 })
    expect((await call(runRule, { method: 'POST', body: params })).body).toEqual({ looked: expect.any(Number), fired: 0, resolved: 0 })
    expect((await call(deleteRule, { cookie: reader, method: 'DELETE', params })).status).toBe(403)
    expect((await call(deleteRule, { method: 'DELETE', params })).status).toBe(200)
    expect((await call(deleteRule, { method: 'DELETE', params })).status).toBe(409)
    expect((await call(getRule, { params: { ruleId: 'nonsense' } })).status).toBe(400)
  })

  it('are not those of an organization', async () => {
    const [row] = await owner()`
      insert into alert_rules (organization_id, name, kind, metric, operator, threshold) values (${organizationId}, 'Theirs', 'threshold', 'tool_latency_ms', 'gt', 1) returning id`
    const params = { ruleId: String(row?.id) }
    expect((await call(getRule, { params })).status).toBe(404)
    expect((await call(patchRule, { method: 'PATCH', params, body: { version: 1, change: { threshold: 5 } } })).status).toBe(404)
    expect((await call(deleteRule, { method: 'DELETE', params })).status).toBe(404)
  })
})

describe('silences of the platform', () => {
  it('are made and ended by who may write', async () => {
    const body = { matchers: [{ name: 'service', op: '=', value: 'api' }], reason: 'Moving', endsAt: new Date(now.getTime() + HOUR).toISOString() }
    for (const cookie of [reader, member]) expect((await call(postSilence, { cookie, method: 'POST', body })).status).toBe(403)
    const made = await call(postSilence, { method: 'POST', body })
    expect(made.status).toBe(201)
    expect((await call(getSilences, { cookie: reader, query: '?state=active' })).body).toMatchObject({
      total: 1,
      silences: [{ id: made.body.id, state: 'active' }],
    })
    const query = `?id=${made.body.id}`
    expect((await call(endSilence, { cookie: reader, method: 'DELETE', query })).status).toBe(403)
    expect((await call(endSilence, { method: 'DELETE', query })).status).toBe(200)
    expect((await call(endSilence, { method: 'DELETE', query })).status).toBe(409)
    expect((await call(postSilence, { method: 'POST', body: { ...body, matchers: [] } })).status).toBe(400)
    expect((await call(postSilence, { method: 'POST', body: { ...body, endsAt: new Date(now.getTime() - HOUR).toISOString() } })).status).toBe(400)
  })
})

describe('what fired', () => {
  it('is told of everybody, what is open and what is over, to staff alone', async () => {
    const firedAt = new Date(now.getTime() - HOUR)
    await seedAlert(owner(), { organizationId: null, title: 'The platform fails', severity: 'critical', firedAt })
    await seedAlert(owner(), { organizationId, title: 'A tool fails', firedAt })
    await seedAlert(owner(), { organizationId, title: 'A tool failed', state: 'resolved', firedAt })
    const titles = (body: { alerts: { title: string }[] }) => body.alerts.map(({ title }) => title).toSorted()
    const active = await call(getActive, { cookie: reader })
    expect(titles(active.body)).toEqual(['A tool fails', 'The platform fails'])
    expect(titles((await call(getActive, { query: '?severity=critical' })).body)).toEqual(['The platform fails'])
    expect(titles((await call(getHistory, { cookie: reader })).body)).toContain('A tool failed')
    for (const handler of [getActive, getHistory, getEvaluator]) expect((await call(handler, { cookie: member })).status).toBe(403)
    expect((await call(getActive, { query: '?severity=loud' })).status).toBe(400)
  })

  it('how the evaluator does is told to staff, a rule that was judged by hand included', async () => {
    await owner()`update alert_cursor set evaluated_to = date_trunc('minute', now()) - interval '20 minutes'`
    expect((await call(getEvaluator, { cookie: reader })).body).not.toMatchObject({ state: 'fine' })
    await owner()`update alert_cursor set evaluated_to = date_trunc('minute', now())`
    expect(await call(getEvaluator, { cookie: reader })).toMatchObject({
      status: 200,
      body: { state: 'fine', judgedTo: expect.any(String), probes: { made: 0, missed: 0 } },
    })
    expect((await call(runRule, { cookie: reader, method: 'POST', body: { ruleId: crypto.randomUUID() } })).status).toBe(403)
    expect((await call(runRule, { method: 'POST', body: { ruleId: crypto.randomUUID() } })).status).toBe(404)
  })
})
