import { beforeEach, describe, expect, it } from 'vitest'
import { DELETE, GET as getOne, PATCH } from '@/app/api/admin/slos/[sloId]/route'
import { GET as getList, POST } from '@/app/api/admin/slos/route'
import { GET as getHealth } from '@/app/api/admin/system-health/route'
import { withPlatform } from '@/db/client'
import { changeRule, deleteRule } from '@/lib/alerts/commands/rules'
import { findRule } from '@/lib/alerts/queries/list-rules'
import { ruleInputSchema } from '@/lib/alerts/rule-input'
import type { Context } from '@/lib/auth/model'
import { changeSlo, createSlo, deleteSlo, ensureSloRules } from '@/lib/systems/commands/slos'
import { changeSystem, createSystem, setSystemArchived } from '@/lib/systems/commands/systems'
import { getSlo, listSlos } from '@/lib/systems/queries/list-slos'
import { getSystem, listSystems } from '@/lib/systems/queries/list-systems'
import { type SloInput, sloInputSchema } from '@/lib/systems/slo-input'
import { systemInputSchema } from '@/lib/systems/system-input'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'
import { createPerson, signIn } from '../support/people'

const database = useDatabase()
const now = new Date('2026-03-04T12:00:00Z')
const platform = { organizationId: null }

async function staff(platformRole: 'read_only' | 'admin' = 'admin'): Promise<Context> {
  const { actor } = await createPerson({ platformRole })
  return { actor, now, requestId: 'test', ip: null }
}

const input = (change: Partial<SloInput> = {}): SloInput =>
  sloInputSchema.parse({
    systemKey: 'builds',
    name: 'Nightly builds',
    objective: 0.9,
    windowDays: 28,
    ratio: { bad: { metric: 'builds_total', filter: { status: 'failed' } }, total: { metric: 'builds_total' } },
    ...change,
  })
const slo = (id: string) => withPlatform((tx) => getSlo(tx, id, now))
const rule = (id: string | null) => withPlatform((tx) => findRule(tx, { by: { id: id ?? '' }, ...platform, now }))
const journal = (subject: string) => database.owner()`select action from journal where subject_id = ${subject} order by id`

beforeEach(async () => {
  const owner = database.owner()
  await owner`delete from slos where key not in ('api-availability', 'build-success', 'webhook-delivery')`
  await owner`update slos set rule_id = null, deleted_at = null, version = 1`
  for (const table of ['alert_states', 'alerts', 'alert_rules']) await owner`delete from ${owner(table)}`
})

describe('an SLO', () => {
  it('is written with its rule, changed with it, and deleted with it', async () => {
    const ctx = await staff()
    const { id } = await createSlo(ctx, input({ minBad: 5 }))
    const made = await slo(id)
    expect(made).toMatchObject({ key: 'nightly-builds', systemName: 'Builds', objective: 0.9, windowDays: 28, ruleEnabled: true, version: 1 })
    expect(await rule(made.ruleId)).toMatchObject({
      name: 'Nightly builds: error budget burns',
      kind: 'burn_rate',
      enabled: true,
      options: { objective: 0.9, windowDays: 28, ratio: input().ratio, minEvents: input().minEvents, minBad: 5 },
    })
    expect(await changeSlo(ctx, { id, version: 1, input: input({ name: 'Builds at night', objective: 0.95, alerts: false }) })).toEqual({ id, version: 2 })
    expect(await slo(id)).toMatchObject({ key: 'nightly-builds', name: 'Builds at night', ruleId: made.ruleId, ruleEnabled: false })
    expect(await rule(made.ruleId)).toMatchObject({ name: 'Builds at night: error budget burns', enabled: false, options: { objective: 0.95 } })
    await deleteSlo(ctx, { id, version: 2 })
    await expect(slo(id)).rejects.toMatchObject({ code: 'not_found' })
    expect(await rule(made.ruleId)).toBeNull()
    expect((await journal(id)).map(({ action }) => action)).toEqual(['slo.created', 'slo.changed', 'slo.deleted'])
    // The name is free again, the key is not.
    const again = await createSlo(ctx, input())
    expect((await slo(again.id)).key).not.toBe('nightly-builds')
  })

  it('keeps what somebody has set at its rule, and gets a new one for a deleted one when it is to tell', async () => {
    const ctx = await staff()
    const { id } = await createSlo(ctx, input())
    const { ruleId } = await slo(id)
    const own = {
      ...input(),
      kind: 'burn_rate',
      name: 'Wake the build team',
      severity: 'critical',
      cooldownMinutes: 15,
      options: { objective: 0.9, windowDays: 28, ratio: input().ratio },
    }
    const { systemKey: _, objective: __, windowDays: ___, ratio: ____, minEvents: _____, position: ______, alerts: _______, minBad: ________, ...fields } = own
    await changeRule(ctx, platform, { id: ruleId ?? '', version: 1, input: ruleInputSchema.parse(fields) })
    await changeSlo(ctx, { id, version: 1, input: input({ objective: 0.85 }) })
    expect(await rule(ruleId)).toMatchObject({ name: 'Wake the build team', severity: 'critical', cooldownMinutes: 15, options: { objective: 0.85 } })
    await deleteRule(ctx, platform, { id: ruleId ?? '' })
    expect((await slo(id)).ruleEnabled).toBeNull()
    await changeSlo(ctx, { id, version: 2, input: input({ alerts: false }) })
    expect((await slo(id)).ruleEnabled).toBeNull()
    await changeSlo(ctx, { id, version: 3, input: input() })
    expect(await slo(id)).toMatchObject({ ruleEnabled: true })
    expect((await slo(id)).ruleId).not.toBe(ruleId)
  })

  it('that somebody changed meanwhile is a conflict: nothing is saved, neither of it nor of its rule', async () => {
    const ctx = await staff()
    const { id } = await createSlo(ctx, input())
    const both = await Promise.allSettled([0.92, 0.94].map((objective) => changeSlo(ctx, { id, version: 1, input: input({ objective }) })))
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(both.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))).toEqual(['conflict'])
    const saved = await slo(id)
    expect((await rule(saved.ruleId))?.options.objective).toBe(saved.objective)
    await expect(deleteSlo(ctx, { id, version: 1 })).rejects.toMatchObject({ code: 'conflict' })
    expect(await slo(id)).toMatchObject({ version: 2, ruleEnabled: true })
  })

  it.each<[string, Partial<SloInput>, string]>([
    ['that could never burn', { objective: 0.2 }, 'invalid'],
    ['of a system that there is not', { systemKey: 'nope' }, 'not_found'],
    ['with a name that is taken', { name: 'api AVAILABILITY' }, 'conflict'],
  ])('%s is refused, and leaves no rule behind', async (_, change, code) => {
    await expect(createSlo(await staff(), input(change))).rejects.toMatchObject({ code, problems: [{ message: expect.any(String) }] })
    expect(await database.owner()`select id from alert_rules`).toHaveLength(0)
  })

  it('is changed by staff with alerts.write only', async () => {
    await expect(createSlo(await staff('read_only'), input())).rejects.toMatchObject({ code: 'forbidden' })
    await expect(createSlo(jobContext(now), input())).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('the SLOs that come with the product', () => {
  it('get their rules once, by two runs at the same time as by one', async () => {
    const runs = await Promise.all([ensureSloRules(jobContext(now)), ensureSloRules(jobContext(now))])
    expect(runs.reduce((sum, { changed }) => sum + changed, 0)).toBe(3)
    expect(await ensureSloRules(jobContext(now))).toEqual({ checked: 0, changed: 0, failed: 0 })
    const [...rules] = await database.owner()`select name, kind, created_by from alert_rules order by name`
    expect(rules).toMatchObject([
      { name: 'API availability: error budget burns', kind: 'burn_rate', created_by: null },
      { name: 'Build success: error budget burns' },
      { name: 'Webhook delivery: error budget burns' },
    ])
  })

  it('stay without one that was deleted, and deleted when they were', async () => {
    const ctx = await staff()
    await ensureSloRules(jobContext(now))
    const [api, builds] = await withPlatform((tx) => listSlos(tx, now))
    await deleteRule(ctx, platform, { id: api?.ruleId ?? '' })
    await deleteSlo(ctx, { id: builds?.id ?? '', version: builds?.version ?? 0 })
    expect(await ensureSloRules(jobContext(now))).toEqual({ checked: 0, changed: 0, failed: 0 })
    expect((await withPlatform((tx) => listSlos(tx, now))).map(({ key, ruleEnabled }) => [key, ruleEnabled])).toEqual([
      ['api-availability', null],
      ['webhook-delivery', true],
    ])
  })
})

describe('a system', () => {
  const system = (change: Record<string, unknown> = {}) => systemInputSchema.parse({ name: 'Checkout', routes: ['/api/checkout'], ...change })

  it('is added, changed by one editor at a time, archived and taken back', async () => {
    const ctx = await staff()
    expect(await createSystem(ctx, system())).toEqual({ key: 'checkout' })
    const { updatedAt } = await withPlatform((tx) => getSystem(tx, 'checkout'))
    await expect(createSystem(ctx, system({ name: 'checkout' }))).rejects.toMatchObject({ code: 'conflict' })
    await changeSystem(ctx, { key: 'checkout', updatedAt, input: system({ name: 'Till', public: false }) })
    await expect(changeSystem(ctx, { key: 'checkout', updatedAt, input: system() })).rejects.toMatchObject({ code: 'conflict' })
    expect(await withPlatform((tx) => getSystem(tx, 'checkout'))).toMatchObject({ name: 'Till', public: false, routes: ['/api/checkout'] })
    await setSystemArchived(ctx, { key: 'checkout', archived: true })
    await expect(setSystemArchived(ctx, { key: 'checkout', archived: true })).rejects.toMatchObject({ code: 'conflict' })
    expect((await withPlatform((tx) => listSystems(tx))).map(({ key }) => key)).not.toContain('checkout')
    await expect(createSlo(ctx, input({ systemKey: 'checkout' }))).rejects.toMatchObject({ code: 'not_found' })
    await setSystemArchived(ctx, { key: 'checkout', archived: false })
    expect((await journal('checkout')).map(({ action }) => action)).toEqual(['system.created', 'system.changed', 'system.archived', 'system.restored'])
    await expect(createSystem(await staff('read_only'), system({ name: 'Other' }))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(createSystem(ctx, system({ name: '日本' }))).rejects.toMatchObject({ code: 'invalid' })
  })
})

describe('the API', () => {
  type Handler = (request: Request, extra: { params: Promise<Record<string, string>> }) => Promise<Response>
  const caller =
    (cookie: string) =>
    async (handler: Handler, method: string, { id, query = '', body }: { id?: string; query?: string; body?: unknown } = {}) => {
      const headers = new Headers({ cookie, origin: 'http://localhost:3000', ...(body === undefined ? {} : { 'content-type': 'application/json' }) })
      const request = new Request(`http://localhost:3000/api/x${query}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
      const response = await handler(request, { params: Promise.resolve<Record<string, string>>(id === undefined ? {} : { sloId: id }) })
      return { status: response.status, body: await response.json() }
    }

  it('lists, makes, changes and deletes SLOs for staff, and tells the health', async () => {
    process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
    const writer = caller(await signIn((await createPerson({ platformRole: 'admin' })).email))
    const reader = caller(await signIn((await createPerson({ platformRole: 'read_only' })).email))
    const nobody = caller('')
    const { systemKey, name, objective, windowDays, ratio } = input()
    const made = await writer(POST, 'POST', { body: { systemKey, name, objective, windowDays, ratio } })
    expect(made).toMatchObject({ status: 201, body: { version: 1 } })
    const { id } = made.body
    expect((await reader(getOne, 'GET', { id })).body).toMatchObject({
      key: 'nightly-builds',
      state: 'no_data',
      value: null,
      alerts: true,
      budget: { left: 0 },
      goneAt: null,
    })
    expect((await writer(PATCH, 'PATCH', { id, body: { version: 1, change: { objective: 0.95 } } })).body).toEqual({ id, version: 2 })
    expect((await writer(PATCH, 'PATCH', { id, body: { version: 1, change: { objective: 0.96 } } })).status).toBe(409)
    expect((await writer(PATCH, 'PATCH', { id, body: { version: 2, change: { objective: 0.1 } } })).body.detail).toMatch(/could never fire/)
    expect((await reader(getList, 'GET', { query: '?system=builds' })).body).toMatchObject({
      total: 2,
      slos: [{ key: 'build-success' }, { objective: 0.95, name }],
    })
    const health = await reader(getHealth, 'GET')
    expect(health).toMatchObject({
      status: 200,
      body: { state: 'unknown', sentence: 'Nothing has been measured yet that an SLO is judged by', findings: [], simulated: false },
    })
    expect(health.body.systems.map(({ key }: { key: string }) => key)).toEqual(expect.arrayContaining(['api', 'builds', 'database', 'mail']))
    expect((await reader(PATCH, 'PATCH', { id, body: { version: 2, change: {} } })).status).toBe(403)
    expect((await nobody(getHealth, 'GET')).status).toBe(401)
    expect((await writer(DELETE, 'DELETE', { id, query: '?version=1' })).status).toBe(409)
    expect((await writer(DELETE, 'DELETE', { id, query: '?version=2' })).body).toEqual({ id })
    expect((await writer(getOne, 'GET', { id })).status).toBe(404)
  })
})
