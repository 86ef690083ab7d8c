import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { POST as postSettle, PUT as putFollowup } from '@/app/api/admin/incidents/[incidentId]/followups/[followupId]/route'
import { POST as postFollowup } from '@/app/api/admin/incidents/[incidentId]/followups/route'
import { PUT as putPostmortem } from '@/app/api/admin/incidents/[incidentId]/postmortem/route'
import { GET as getOne, PATCH as patchOne } from '@/app/api/admin/incidents/[incidentId]/route'
import { POST as postSeverity } from '@/app/api/admin/incidents/[incidentId]/severity/route'
import { POST as postStatus } from '@/app/api/admin/incidents/[incidentId]/status/route'
import { POST as postUpdates } from '@/app/api/admin/incidents/[incidentId]/updates/route'
import { GET as getList, POST as postList } from '@/app/api/admin/incidents/route'
import { withPlatform } from '@/db/client'
import { stopSources, stopsOf } from '@/lib/gates/clock'
import { listNamedSpans } from '@/lib/gates/queries/read-facts'
import { changeStatus } from '@/lib/incidents/commands/change-status'
import { followIncidents } from '@/lib/incidents/commands/follow-incidents'
import { openIncident } from '@/lib/incidents/commands/open-incident'
import { addResponder, assignCommander } from '@/lib/incidents/commands/people'
import { detectorRecall } from '@/lib/incidents/queries/recall'
import { tellAssignments, tellOverdueUpdates } from '@/lib/notifications/commands/tell-incidents'
import { listTouchedOrganizations } from '@/lib/notifications/queries/touched'
import { HOUR, MINUTE } from '@/lib/time'
import { seedTools } from '../support/calls'
import { useDatabase } from '../support/database'
import { incidentInput, staffAt, wholePostmortem } from '../support/incidents'
import { jobContext } from '../support/ingest'
import { createPerson, signIn } from '../support/people'

const { owner } = useDatabase()
const now = new Date('2026-03-10T12:00:00Z')
const at = (ms: number) => new Date(now.getTime() + ms)
const work = (ms: number) => ({ now: at(ms), stillMine: async () => true })

beforeAll(() => {
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
})

describe('the story', () => {
  it('is append-only for every role of the product, and for the owner', async () => {
    const ctx = await staffAt('admin', now)
    await openIncident(ctx, incidentInput())
    const statements = [`update incident_entries set body = 'other'`, 'delete from incident_entries', 'truncate incident_entries', 'truncate incidents cascade']
    for (const role of ['pulsegrid_app', 'pulsegrid_platform', null]) {
      for (const statement of statements) {
        const attempt = owner().begin(async (tx) => {
          if (role) await tx.unsafe(`set local role ${role}`)
          await tx.unsafe(statement)
        })
        await expect(attempt, `${role ?? 'owner'}: ${statement}`).rejects.toMatchObject({ code: '42501' })
      }
    }
    expect(await owner()`select body from incident_entries`).toHaveLength(1)
  })
})

describe('a SEV2 that names a tool', () => {
  it('holds the mails of its publisher and stops the clocks of that tool alone, until its effects are over', async () => {
    const ctx = await staffAt('admin', now)
    const [hit, spared] = [await seedTools(owner(), 2), await seedTools(owner(), 1)]
    const [tool = '', other = ''] = hit.tools
    const { incident } = await openIncident(ctx, incidentInput({ title: 'One tool', severity: 2, startedAt: at(-HOUR), coverage: 'some', tools: [tool] }))
    const touched = (ms: number) => withPlatform((tx) => listTouchedOrganizations(tx, at(ms)))
    expect(await touched(0)).toEqual(new Set([hit.organization]))
    const stops = async (toolId: string) =>
      stopsOf(stopSources(await withPlatform((tx) => listNamedSpans(tx, { since: at(-HOUR), now: at(HOUR) })), []), { toolId, route: null, dependsOn: [] })
    expect(await stops(tool)).toEqual([{ fromMs: at(-HOUR).getTime(), toMs: null, label: `INC-${incident.number}` }])
    expect(await stops(other)).toEqual([])
    expect(await stops(spared.tools[0] ?? '')).toEqual([])
    await changeStatus({ ...ctx, now: at(5 * MINUTE) }, incident.id, { version: 1, status: 'monitoring', body: '', visibility: 'internal' })
    expect(await touched(5 * MINUTE)).toEqual(new Set())
    expect(await stops(tool)).toMatchObject([{ toMs: at(5 * MINUTE).getTime() }])
  })
})

describe('recall of the detectors', () => {
  it('is the part of the incidents of which a story of a covered tool began near', async () => {
    const ctx = await staffAt('admin', now)
    const seeded = await seedTools(owner(), 2)
    const [one = '', two = ''] = seeded.tools
    const before = await withPlatform((tx) => detectorRecall(tx, now))
    await openIncident(ctx, incidentInput({ title: 'Found', startedAt: at(-5 * HOUR), coverage: 'some', tools: [one] }))
    await openIncident(ctx, incidentInput({ title: 'Missed', startedAt: at(-5 * HOUR), coverage: 'some', tools: [two] }))
    await openIncident(ctx, incidentInput({ title: 'Says nothing', startedAt: at(-5 * HOUR) }))
    const story = async (startedAt: Date, state: string, metric: string) => {
      const [row] = await owner()<
        { id: string }[]
      >`insert into anomaly_stories (organization_id, cause_key, severity, state, impact, title, facts, started_at, last_bad_at)
        values (${seeded.organization}, ${`tool:${one}`}, 'critical', ${state}, 0.5, 'Errors', '{}', ${startedAt}, ${startedAt}) returning id`
      await owner()`insert into anomaly_events (organization_id, tool_id, story_id, metric, severity, state, z_score, impact, baseline_value, current_value, description, started_at, last_bad_at)
        values (${seeded.organization}, ${one}, ${row?.id ?? ''}, ${metric}, 'critical', 'resolved', 4, 0.5, 0, 1, '', ${startedAt}, ${startedAt})`
    }
    await story(at(-5 * HOUR + 31 * MINUTE), 'resolved', 'latency')
    await story(at(-5 * HOUR + 5 * MINUTE), 'withdrawn', 'revenue')
    const recall = () => withPlatform((tx) => detectorRecall(tx, now))
    expect(await recall()).toMatchObject({ incidents: before.incidents + 2, found: 0 })
    await story(at(-5 * HOUR + 30 * MINUTE), 'resolved', 'error_rate')
    expect(await recall()).toEqual({ incidents: before.incidents + 2, found: 1, byMetric: { error_rate: 1, latency: 0, invocations: 0, revenue: 0 } })
  })
})

describe('mails', () => {
  it('go once to whom somebody put there, and once for each update that is overdue, whatever runs at once', async () => {
    await owner()`update incidents set status = 'resolved', resolved_at = ${now} where status <> 'resolved'`
    const chief = await staffAt('super_admin', now)
    const [commander, responder, own] = [await createPerson({ platformRole: 'admin' }), await createPerson({ platformRole: 'admin' }), chief.actor.userId]
    const mails = async () =>
      (
        await owner()<
          { who: string; template: string; class: string }[]
        >`select user_id as who, template, class from outbox order by created_at, template, user_id`
      ).map(({ who, template, class: kind }) =>
        [template, who === commander.userId ? 'commander' : who === responder.userId ? 'responder' : who === own ? 'chief' : who, kind].join(' '),
      )
    const grave = (await openIncident(chief, incidentInput({ title: 'Grave', severity: 1 }))).incident
    await assignCommander(chief, grave.id, { version: 1, userId: commander.userId })
    await addResponder(chief, grave.id, { userId: responder.userId })
    await addResponder(chief, grave.id, { userId: own })
    const tell = (ms: number) => Promise.all([tellAssignments(work(ms)), tellAssignments(work(ms)), tellOverdueUpdates(work(ms)), tellOverdueUpdates(work(ms))])
    await tell(MINUTE)
    await tell(2 * MINUTE)
    expect((await mails()).sort()).toEqual(['incident-assigned commander critical', 'incident-assigned responder critical'])
    await owner()`delete from outbox`
    await followIncidents(jobContext(at(15 * MINUTE)), work(15 * MINUTE))
    await tell(15 * MINUTE)
    await tell(16 * MINUTE)
    expect((await mails()).sort()).toEqual(['incident-reminder chief critical', 'incident-reminder commander critical', 'incident-reminder responder critical'])
    const [first] = await owner()<{ subject: string; text: string }[]>`select subject, text from outbox limit 1`
    expect(first?.subject).toBe(`INC-${grave.number} needs an update (SEV1): Grave`)
    expect(first?.text).toContain(`/admin/incidents/${grave.number}`)
    await owner()`delete from outbox`

    const light = (await openIncident({ ...chief, now: at(HOUR) }, incidentInput({ title: 'Light', severity: 3 }))).incident
    await assignCommander({ ...chief, now: at(HOUR) }, light.id, { version: 1, userId: commander.userId })
    await tellAssignments(work(HOUR))
    expect(await mails()).toEqual(['incident-assigned commander operational'])
  })
})

describe('the API', () => {
  type Handler = (request: Request, extra: { params: Promise<Record<string, string>> }) => Promise<Response>
  const caller =
    (cookie: string) =>
    async (
      handler: Handler,
      { method = 'GET', params = {}, query = '', body }: { method?: string; params?: Record<string, string>; query?: string; body?: unknown } = {},
    ) => {
      const headers = new Headers({ cookie, origin: 'http://localhost:3000', ...(body === undefined ? {} : { 'content-type': 'application/json' }) })
      const request = new Request(`http://localhost:3000/api/admin/incidents${query}`, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
      })
      const response = await handler(request, { params: Promise.resolve(params) })
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    }

  it('opens, tells, changes and settles; to staff alone', async () => {
    const admin = caller(await signIn((await createPerson({ platformRole: 'admin' })).email))
    const reader = caller(await signIn((await createPerson({ platformRole: 'read_only' })).email))
    const nobody = caller('')
    const title = `API ${randomUUID()}`
    expect((await nobody(getList)).status).toBe(401)
    expect((await reader(postList, { method: 'POST', body: { title, severity: 3 } })).status).toBe(403)
    expect((await admin(postList, { method: 'POST', body: { title, severity: 1 } })).status).toBe(403)
    expect((await admin(postList, { method: 'POST', body: { title: '', severity: 9 } })).status).toBe(400)
    const opened = await admin(postList, { method: 'POST', body: { title, severity: 3 } })
    expect(opened).toMatchObject({ status: 201, body: { created: true, version: 1 } })
    expect((await admin(postList, { method: 'POST', body: { title, severity: 3 } })).body).toMatchObject({ created: false, id: opened.body.id })
    const params = { incidentId: `INC-${opened.body.number}` }
    const search = `?search=${encodeURIComponent(title)}&status=open&severity=3`
    expect(await reader(getList, { query: search })).toMatchObject({ status: 200, body: { total: 1, incidents: [{ title }] } })
    expect((await reader(getList, { query: '?severity=7' })).status).toBe(400)
    expect((await reader(getOne, { params: { incidentId: '999999' } })).status).toBe(404)

    const send = (handler: Handler, method: string, body: unknown, more: Record<string, string> = {}) =>
      admin(handler, { method, body, params: { ...params, ...more } })
    expect(await send(patchOne, 'PATCH', { version: 1, message: 'We look into it', public: true })).toMatchObject({ status: 200, body: { version: 2 } })
    expect((await send(patchOne, 'PATCH', { version: 1, title: 'Late' })).status).toBe(409)
    expect((await send(postUpdates, 'POST', { body: 'Found', visibility: 'public', status: 'identified', version: 2 })).status).toBe(201)
    expect((await send(postSeverity, 'POST', { version: 3, severity: 2, reason: 'Graver' })).status).toBe(200)
    expect((await send(postStatus, 'POST', { version: 4, status: 'resolved' })).status).toBe(409)
    expect(await send(putPostmortem, 'PUT', wholePostmortem())).toMatchObject({ status: 200, body: { version: 1 } })
    const followup = await send(postFollowup, 'POST', { title: 'Warm it' })
    expect(followup.status).toBe(201)
    const followupId = String(followup.body.id)
    expect(
      (await send(putFollowup, 'PUT', { version: 1, title: 'Warm the cache', ownerId: null, dueOn: '2026-04-01', signal: null }, { followupId })).status,
    ).toBe(200)
    expect((await send(postSettle, 'POST', { version: 2, to: 'not_doing' }, { followupId })).status).toBe(400)
    expect((await send(postSettle, 'POST', { version: 2, to: 'not_doing', reason: 'It goes' }, { followupId })).body).toMatchObject({ state: 'not_doing' })
    expect(await send(postStatus, 'POST', { version: 4, status: 'resolved' })).toMatchObject({ status: 200, body: { status: 'resolved' } })
    const whole = await reader(getOne, { params })
    expect(whole).toMatchObject({ status: 200, body: { severity: 2, postmortem: 'complete', leftBeforeClosing: ['Have the post-mortem reviewed.'] } })
    expect((whole.body.entries as { type: string }[]).map(({ type }) => type)).toEqual([
      'opened',
      'reported',
      'details',
      'status',
      'severity',
      'postmortem',
      'followup',
      'followup',
      'followup',
      'status',
    ])
  })
})
