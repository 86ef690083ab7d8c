import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DELETE as cancelRoute, GET as listRoute, POST as planRoute } from '@/app/api/dashboard/planned-events/route'
import { withPlatform, withTenant } from '@/db/client'
import { cancelForEverybody, cancelPlannedEvent, planEvent, planForEverybody, restoreForEverybody, restorePlannedEvent } from '@/lib/anomalies/planned/commands'
import { isPlanned, MAX_OPEN_EVENTS, type PlanInput } from '@/lib/anomalies/planned/model'
import { countPlanned, listPlanned, type PlannedFilter } from '@/lib/anomalies/planned/queries/list-planned'
import { listPlannedEvents } from '@/lib/anomalies/planned/queries/list-spans'
import type { Actor, Context } from '@/lib/auth/model'
import { sqlState } from '@/lib/errors'
import { DAY, HOUR, MINUTE } from '@/lib/time'
import { useDatabase } from '../support/database'
import { seedPublisher } from '../support/ingest'
import { createPerson, signIn } from '../support/people'

const database = useDatabase()
const { owner } = database
const now = new Date('2026-03-10T12:00:00Z')
const at = (ms: number) => new Date(now.getTime() + ms)
const key = (organizationId: string): Actor => ({ kind: 'key', keyId: 'k', organizationId, scopes: ['metrics:read'] })

let publishers = 0
async function publisher() {
  const { organizationId } = await seedPublisher(owner(), `planned-${publishers++}`)
  const [tool] = await owner()<{ id: string }[]>`select id from tools where organization_id = ${organizationId}`
  const { actor, email } = await createPerson({ organizationId, memberRole: 'member' })
  const ctx: Context & { organizationId: string } = { actor, now, requestId: 'test', ip: null, organizationId }
  return { organizationId, toolId: tool?.id ?? '', ctx, email }
}
type Publisher = Awaited<ReturnType<typeof publisher>>

async function staff(platformRole: 'read_only' | 'admin'): Promise<Context> {
  const { actor } = await createPerson({ platformRole })
  return { actor, now, requestId: 'test', ip: null }
}

const input = (change: Partial<PlanInput> = {}): PlanInput => ({ title: 'Database move', toolId: null, from: at(HOUR), to: at(3 * HOUR), ...change })
const listed = (who: Publisher, filter: Partial<PlannedFilter> = {}) =>
  withTenant(who.organizationId, (tx) => listPlanned(tx, { organizationId: who.organizationId, now, limit: 50, offset: 0, ...filter }))
const spansAt = (from: number, to: number) => withPlatform((tx) => listPlannedEvents(tx, { from: at(from), to: at(to) }))
const plannedAt = async (who: Publisher, from: number) => isPlanned(await spansAt(from, from + 5 * MINUTE), who, { from: at(from), to: at(from + 5 * MINUTE) })

beforeAll(() => {
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
})
beforeEach(async () => {
  await owner()`truncate planned_events`
})

describe('planning', () => {
  it('holds for the tools that were named, and is in the journal without its title', async () => {
    const [who, other] = [await publisher(), await publisher()]
    const { id } = await planEvent(who.ctx, input({ toolId: who.toolId }))
    expect(await plannedAt(who, HOUR)).toBe(true)
    expect(await plannedAt(who, HOUR - 5 * MINUTE)).toBe(false)
    expect(await plannedAt(who, 3 * HOUR)).toBe(false)
    expect(await plannedAt(other, HOUR)).toBe(false)
    expect(await plannedAt({ ...who, toolId: randomUUID() }, HOUR)).toBe(false)
    expect(await owner()`select action, organization_id, after from journal where subject_id = ${id}`).toEqual([
      {
        action: 'planned_event.planned',
        organization_id: who.organizationId,
        after: { toolId: who.toolId, from: at(HOUR).toISOString(), to: at(3 * HOUR).toISOString() },
      },
    ])
  })

  it('of all tools holds for those of the organization alone; of staff for everybody', async () => {
    const [who, other] = [await publisher(), await publisher()]
    await planEvent(who.ctx, input())
    expect([await plannedAt(who, HOUR), await plannedAt(other, HOUR)]).toEqual([true, false])
    await planForEverybody(await staff('admin'), input({ from: at(DAY), to: at(DAY + HOUR) }))
    expect([await plannedAt(who, DAY), await plannedAt(other, DAY)]).toEqual([true, true])
  })

  it('refuses keys, another’s tool, one that is archived, and a stretch that makes no sense', async () => {
    const [who, other] = [await publisher(), await publisher()]
    await expect(planEvent({ ...who.ctx, actor: key(who.organizationId) }, input())).rejects.toMatchObject({ code: 'forbidden' })
    await expect(planEvent(who.ctx, input({ toolId: other.toolId }))).rejects.toMatchObject({ code: 'not_found' })
    await expect(planEvent(who.ctx, input({ toolId: randomUUID() }))).rejects.toMatchObject({ code: 'not_found' })
    await expect(planEvent(who.ctx, input({ to: at(15 * DAY + 2 * HOUR) }))).rejects.toMatchObject({ code: 'invalid', problems: [{ pointer: '/to' }] })
    await owner()`update tools set archived_at = ${now} where id = ${who.toolId}`
    await expect(planEvent(who.ctx, input({ toolId: who.toolId }))).rejects.toMatchObject({ code: 'not_found' })
    expect(await owner()`select id from planned_events`).toHaveLength(0)
  })

  it('for everybody needs alerts.write, and names no tool', async () => {
    const who = await publisher()
    await expect(planForEverybody(await staff('read_only'), input())).rejects.toMatchObject({ code: 'forbidden' })
    await expect(planForEverybody(who.ctx, input())).rejects.toMatchObject({ code: 'forbidden' })
    await expect(planForEverybody(await staff('admin'), input({ toolId: who.toolId }))).rejects.toMatchObject({ code: 'invalid' })
  })

  it('twice at once is once: the second conflicts', async () => {
    const who = await publisher()
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => planEvent(who.ctx, input())))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'conflict' })
    expect(await owner()`select id from planned_events`).toHaveLength(1)
  })

  it('ends at a hundred that are open; what is over or cancelled does not count', async () => {
    const who = await publisher()
    await owner()`
      insert into planned_events (organization_id, title, from_at, to_at, created_by, cancelled_at)
      select ${who.organizationId}, 'e' || i, ${at(-2 * DAY)}::timestamptz, case when i <= ${MAX_OPEN_EVENTS} - 1 then ${at(DAY)}::timestamptz else ${at(-DAY)}::timestamptz end,
        ${randomUUID()}, null
      from generate_series(1, ${MAX_OPEN_EVENTS} + 20) i`
    await planEvent(who.ctx, input())
    await expect(planEvent(who.ctx, input({ title: 'One more' }))).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('cancelling', () => {
  it('ends what was planned, once; the second who asks is told; undo brings it back', async () => {
    const who = await publisher()
    const { id } = await planEvent(who.ctx, input())
    const outcomes = await Promise.allSettled([cancelPlannedEvent(who.ctx, id), cancelPlannedEvent(who.ctx, id)])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(cancelPlannedEvent(who.ctx, id)).rejects.toMatchObject({ code: 'conflict' })
    expect(await plannedAt(who, HOUR)).toBe(false)
    await restorePlannedEvent(who.ctx, id)
    await expect(restorePlannedEvent(who.ctx, id)).rejects.toMatchObject({ code: 'conflict' })
    expect(await plannedAt(who, HOUR)).toBe(true)
    const journal = await owner()<{ action: string }[]>`select action from journal where subject_id = ${id} order by id`
    expect(journal.map(({ action }) => action)).toEqual(['planned_event.planned', 'planned_event.cancelled', 'planned_event.restored'])
  })

  it('under way leaves what was covered covered', async () => {
    const who = await publisher()
    const { id } = await planEvent(who.ctx, input({ from: at(-HOUR), to: at(HOUR) }))
    await cancelPlannedEvent(who.ctx, id)
    expect([await plannedAt(who, -HOUR), await plannedAt(who, -5 * MINUTE), await plannedAt(who, 0)]).toEqual([true, true, false])
  })

  it('is the organization’s own: strangers find nothing, keys may not, staff’s events are staff’s', async () => {
    const [who, other] = [await publisher(), await publisher()]
    const { id } = await planEvent(who.ctx, input())
    await expect(cancelPlannedEvent(other.ctx, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(cancelPlannedEvent({ ...who.ctx, actor: key(who.organizationId) }, id)).rejects.toMatchObject({ code: 'forbidden' })
    const admin = await staff('admin')
    await expect(cancelForEverybody(admin, id)).rejects.toMatchObject({ code: 'not_found' })
    const shared = await planForEverybody(admin, input())
    await expect(cancelPlannedEvent(who.ctx, shared.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(restorePlannedEvent(who.ctx, shared.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(cancelForEverybody(who.ctx, shared.id)).rejects.toMatchObject({ code: 'forbidden' })
    await cancelForEverybody(admin, shared.id)
    await restoreForEverybody(admin, shared.id)
    expect(await owner()`select id from planned_events where cancelled_at is null`).toHaveLength(2)
  })

  it('comes too late for what is over', async () => {
    const who = await publisher()
    const { id } = await planEvent(who.ctx, input())
    const later = { ...who.ctx, now: at(3 * HOUR) }
    await expect(cancelPlannedEvent(later, id)).rejects.toMatchObject({ code: 'conflict' })
    await cancelPlannedEvent(who.ctx, id)
    await expect(restorePlannedEvent(later, id)).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('the list', () => {
  it('shows what is under way, what comes, what is over; by state, tool and text', async () => {
    const [who, other] = [await publisher(), await publisher()]
    await planEvent(who.ctx, input({ title: 'Later', from: at(5 * HOUR), to: at(6 * HOUR) }))
    await planEvent(who.ctx, input({ title: 'Soon 100%', toolId: who.toolId }))
    await planEvent(who.ctx, input({ title: 'Now', from: at(-HOUR), to: at(HOUR) }))
    await planEvent({ ...who.ctx, now: at(-DAY) }, input({ title: 'Past', from: at(-DAY), to: at(-HOUR) }))
    const { id } = await planEvent(who.ctx, input({ title: 'Off', from: at(2 * HOUR), to: at(9 * HOUR) }))
    await cancelPlannedEvent(who.ctx, id)
    await planForEverybody(await staff('admin'), input({ title: 'Network', from: at(2 * HOUR), to: at(4 * HOUR) }))
    await planEvent(other.ctx, input({ title: 'Theirs' }))
    const titles = async (filter: Partial<PlannedFilter> = {}) => (await listed(who, filter)).map(({ title }) => title)

    expect(await titles()).toEqual(['Now', 'Soon 100%', 'Network', 'Later', 'Off', 'Past'])
    expect((await listed(who)).map(({ state }) => state)).toEqual(['current', 'ahead', 'ahead', 'ahead', 'cancelled', 'over'])
    expect(await titles({ state: 'current' })).toEqual(['Now'])
    expect(await titles({ state: 'ahead' })).toEqual(['Soon 100%', 'Network', 'Later'])
    expect(await titles({ state: 'over' })).toEqual(['Past'])
    expect(await titles({ state: 'cancelled' })).toEqual(['Off'])
    expect(await titles({ search: '100%' })).toEqual(['Soon 100%'])
    expect(await titles({ toolId: randomUUID() })).toEqual(['Now', 'Network', 'Later', 'Off', 'Past'])
    expect(await withTenant(who.organizationId, (tx) => countPlanned(tx, { organizationId: who.organizationId, now }))).toBe(6)
    expect(await withPlatform((tx) => countPlanned(tx, { now, everybody: true }))).toBe(1)
    expect(await withPlatform((tx) => countPlanned(tx, { now }))).toBe(7)
  })

  it('lets a tenant read what holds for everybody, and write no such row', async () => {
    const [who, other] = [await publisher(), await publisher()]
    const shared = await planForEverybody(await staff('admin'), input())
    await planEvent(other.ctx, input({ title: 'Theirs' }))
    const asTenant = (text: string) =>
      withTenant(who.organizationId, (tx) => tx.execute(text)).then(
        (rows) => rows.length,
        (error: unknown) => sqlState(error),
      )
    expect(await asTenant('select id from planned_events')).toBe(1)
    expect(await asTenant(`update planned_events set cancelled_at = now() where id = '${shared.id}' returning 1`)).toBe(0)
    expect(
      await asTenant(
        `insert into planned_events (title, from_at, to_at, created_by) values ('x', now(), now() + interval '1 hour', '${randomUUID()}') returning 1`,
      ),
    ).toBe('42501')
  })
})

describe('the API', () => {
  const call = async (who: Publisher, method: 'GET' | 'POST' | 'DELETE', search: string, body?: unknown) => {
    const handler = { GET: listRoute, POST: planRoute, DELETE: cancelRoute }[method]
    const request = new Request(`http://localhost:3000/api/dashboard/planned-events${search}`, {
      method,
      headers: { cookie: await signIn(who.email), 'content-type': 'application/json', origin: 'http://localhost:3000' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const response = await handler(request, { params: Promise.resolve({}) })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }

  it('plans, lists and cancels; says what is wrong and where', async () => {
    const who = await publisher()
    await owner()`update sessions set active_organization_id = ${who.organizationId}`
    const from = new Date(Date.now() + HOUR)
    const to = new Date(Date.now() + 2 * HOUR)
    const planned = await call(who, 'POST', '', { title: 'Launch', from: from.toISOString(), to: to.toISOString() })
    expect(planned.status, JSON.stringify(planned.body)).toBe(201)
    expect((await call(who, 'GET', '?state=ahead')).body).toEqual({
      events: [
        {
          id: planned.body.id,
          forEverybody: false,
          toolId: null,
          toolName: null,
          title: 'Launch',
          from: from.toISOString(),
          to: to.toISOString(),
          cancelledAt: null,
          state: 'ahead',
        },
      ],
      total: 1,
    })
    const wrong = await call(who, 'POST', '', { title: 'Launch', from: to.toISOString(), to: from.toISOString() })
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ pointer: '/to' }] } })
    expect((await call(who, 'DELETE', `?id=${String(planned.body.id)}`)).status).toBe(200)
    expect((await call(who, 'DELETE', `?id=${String(planned.body.id)}`)).status).toBe(409)
    expect((await call(who, 'DELETE', `?id=${randomUUID()}`)).status).toBe(404)
    expect((await call(who, 'DELETE', '')).status).toBe(400)
  })
})
