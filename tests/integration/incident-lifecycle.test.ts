import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { withPlatform } from '@/db/client'
import type { Context, UserActor } from '@/lib/auth/model'
import { attachAlert, detachAlert } from '@/lib/incidents/commands/attach-alert'
import { changeDetails } from '@/lib/incidents/commands/change-details'
import { changeSeverity } from '@/lib/incidents/commands/change-severity'
import { changeStatus, reopenIncident, resolveIncident } from '@/lib/incidents/commands/change-status'
import { addFollowup, changeFollowup, settleFollowup } from '@/lib/incidents/commands/followups'
import { openIncident } from '@/lib/incidents/commands/open-incident'
import { addResponder, assignCommander, joinIncident, leaveIncident, removeResponder } from '@/lib/incidents/commands/people'
import { draftPostmortem, publishPostmortem, reviewPostmortem, savePostmortem, unpublishPostmortem } from '@/lib/incidents/commands/postmortems'
import { setSystems } from '@/lib/incidents/commands/set-systems'
import { correctEntry, postUpdate } from '@/lib/incidents/commands/update-story'
import { detailsInput, updateInput } from '@/lib/incidents/input'
import { incidentFigures } from '@/lib/incidents/queries/figures'
import { findIncident } from '@/lib/incidents/queries/find-incident'
import { countIncidents, countOpen, listIncidents, listOpenIncidents } from '@/lib/incidents/queries/list-incidents'
import { prefillFromAlert } from '@/lib/incidents/queries/prefill'
import { listResponseStaff } from '@/lib/incidents/queries/staff'
import { DAY, HOUR, MINUTE } from '@/lib/time'
import { seedAlert } from '../support/alerts'
import { useDatabase } from '../support/database'
import { incidentInput, staffAt, wholePostmortem } from '../support/incidents'
import { seedPublisher } from '../support/ingest'

const { owner } = useDatabase()
const now = new Date('2026-03-10T12:00:00Z')
const at = (ms: number) => new Date(now.getTime() + ms)
type Staff = Context & { actor: UserActor }
const later = (ctx: Staff, ms: number): Staff => ({ ...ctx, now: at(ms) })
const detail = async (id: string, when = now) => {
  const found = await withPlatform((tx) => findIncident(tx, id, when))
  if (!found) throw new Error('the incident is gone')
  return found
}
const open = async (ctx: Context, change: Parameters<typeof incidentInput>[0] = {}) =>
  (await openIncident(ctx, incidentInput({ title: randomUUID(), ...change }))).incident
const typesOf = async (id: string) => (await detail(id)).entries.map(({ type }) => type)
const actionsOn = async (id: string) =>
  (await owner()<{ action: string }[]>`select action from journal where subject_id = ${id} order by id`).map(({ action }) => action)

let admin: Staff
let other: Staff
let senior: Staff
let chief: Staff
let reader: Staff

beforeAll(async () => {
  ;[admin, other, senior, chief, reader] = [
    await staffAt('admin', now),
    await staffAt('admin', now),
    await staffAt('elevated_admin', now),
    await staffAt('super_admin', now),
    await staffAt('read_only', now),
  ]
  await owner()`insert into systems (key, name, routes, provider) values ('api', 'API', '{/api}', null), ('acme', 'Acme', '{}', 'acme') on conflict (key) do nothing`
})

describe('the life of an incident', () => {
  it('goes from its report to its end, and every step stands in its story', async () => {
    const { incident, created } = await openIncident(
      { ...admin, now: at(0) },
      incidentInput({
        title: 'The gateway answers with 502',
        severity: 2,
        startedAt: at(-10 * MINUTE),
        systems: [{ key: 'api', impact: 'major_outage' }],
        message: 'We look into it.',
        public: true,
      }),
    )
    expect(created).toBe(true)
    expect(incident).toMatchObject({
      status: 'investigating',
      severity: 2,
      acknowledgedAt: null,
      createdBy: admin.actor.userId,
      incidentKey: 'title:the-gateway-answers-with-502',
    })

    await assignCommander(later(admin, MINUTE), incident.id, { version: 1, userId: admin.actor.userId })
    await joinIncident(later(other, 2 * MINUTE), incident.id)
    const identified = await changeStatus(later(other, 5 * MINUTE), incident.id, {
      version: 2,
      status: 'identified',
      body: 'A deploy.',
      visibility: 'internal',
    })
    expect(identified).toMatchObject({ status: 'identified', mitigatedAt: null, acknowledgedAt: at(MINUTE), version: 3 })

    await postUpdate(later(other, 6 * MINUTE), incident.id, updateInput.parse({ body: 'A fix is under way.', visibility: 'public' }))
    const monitoring = await changeStatus(later(admin, 20 * MINUTE), incident.id, { version: 3, status: 'monitoring', body: '', visibility: 'internal' })
    expect(monitoring).toMatchObject({ mitigatedAt: at(20 * MINUTE), message: 'A fix is under way.' })
    const back = await changeStatus(later(admin, 22 * MINUTE), incident.id, { version: 4, status: 'identified', body: '', visibility: 'internal' })
    expect(back.mitigatedAt).toBeNull()
    expect((await detail(incident.id)).systemHistory).toEqual([{ key: 'api', name: 'API', impact: 'major_outage', fromAt: at(-10 * MINUTE), toAt: null }])
    await changeStatus(later(admin, 30 * MINUTE), incident.id, { version: 5, status: 'monitoring', body: '', visibility: 'internal' })

    await expect(resolveIncident(later(admin, 40 * MINUTE), incident.id, { version: 6, body: '', visibility: 'internal' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('post-mortem'),
    })
    const draft = await draftPostmortem(later(admin, 41 * MINUTE), incident.id)
    expect(draft).toMatchObject({ completeAt: null, minutes: 40, whys: [] })
    expect(draft.whatHappened).toContain('- **2026-03-10 12:05 UTC** Status: identified.')
    expect(draft.whatHappened).toContain('- **2026-03-10 12:06 UTC** A fix is under way.')
    await expect(resolveIncident(later(admin, 42 * MINUTE), incident.id, { version: 6, body: '', visibility: 'internal' })).rejects.toMatchObject({
      code: 'conflict',
    })
    await savePostmortem(later(admin, 43 * MINUTE), incident.id, wholePostmortem({ version: 1 }))
    const followup = await addFollowup(later(admin, 44 * MINUTE), incident.id, {
      title: 'Warm the cache',
      ownerId: other.actor.userId,
      dueOn: '2026-04-01',
      signal: null,
    })
    const resolved = await resolveIncident(later(admin, 45 * MINUTE), incident.id, { version: 6, body: 'Over.', visibility: 'public' })
    expect(resolved).toMatchObject({ status: 'resolved', resolvedAt: at(45 * MINUTE), mitigatedAt: at(30 * MINUTE), closedAt: null })
    expect((await detail(incident.id)).leftBeforeClosing).toEqual(['Have the post-mortem reviewed.', 'Settle the follow-up that is open.'])

    await reviewPostmortem(later(admin, HOUR), incident.id, { version: 2 })
    expect((await detail(incident.id)).closedAt).toBeNull()
    await settleFollowup(later(other, 2 * HOUR), incident.id, followup.id, { version: 1, to: 'done' })
    const closed = await detail(incident.id)
    expect(closed.closedAt).toEqual(at(2 * HOUR))
    expect(closed.systemHistory).toEqual([{ key: 'api', name: 'API', impact: 'major_outage', fromAt: at(-10 * MINUTE), toAt: at(30 * MINUTE) }])
    expect(closed.entries.map(({ type }) => type)).toEqual([
      'opened',
      'commander',
      'responder',
      'status',
      'update',
      'update',
      'status',
      'status',
      'status',
      'postmortem',
      'postmortem',
      'followup',
      'status',
      'postmortem',
      'followup',
      'closed',
    ])
    expect(closed.entries.filter(({ visibility }) => visibility === 'public').map(({ body }) => body)).toEqual([
      'We look into it.',
      '',
      'A fix is under way.',
      '',
      '',
      '',
      'Over.',
    ])
    expect(await actionsOn(incident.id)).toContain('incident.closed')
    const texts = await owner()<{ facts: string }[]>`select concat(before, after, reason) as facts from journal where subject_id = ${incident.id}`
    expect(texts.map(({ facts }) => facts).join()).not.toMatch(/cache|deploy|look into/i)
  })
})

describe('opening', () => {
  it('is one incident for twenty people who report the same at once', async () => {
    const input = incidentInput({ title: 'Same', incidentKey: 'race' })
    const before = await withPlatform(countOpen)
    const answers = await Promise.all(Array.from({ length: 20 }, () => openIncident(admin, input)))
    expect(new Set(answers.map(({ incident }) => incident.id)).size).toBe(1)
    expect(answers.filter(({ created }) => created)).toHaveLength(1)
    const [first] = answers
    expect(await typesOf(first?.incident.id ?? '')).toEqual(['opened', ...Array(19).fill('reported')])
    expect(await withPlatform(countOpen)).toBe(before + 1)
    const numbers = await owner()<{ number: number }[]>`select number from incidents order by number`
    expect(numbers.map(({ number }) => number)).toEqual(Array.from({ length: numbers.length }, (_, i) => i + 1))
  })

  it('from an alert is filled in, and leaves the alert to be acknowledged', async () => {
    const alertId = await seedAlert(owner(), {
      organizationId: null,
      severity: 'critical',
      title: 'Requests fail',
      labels: { route: '/api/x', provider: 'acme' },
      firedAt: at(-HOUR),
    })
    const prefill = await withPlatform((tx) => prefillFromAlert(tx, alertId))
    expect(prefill).toMatchObject({
      title: 'Requests fail',
      severity: 2,
      startedAt: at(-HOUR - 5 * MINUTE),
      routes: ['/api/x'],
      provider: 'acme',
      incident: null,
    })
    expect(prefill?.systems.map(({ key }) => key).sort()).toEqual(['acme', 'api'])
    const { incident } = await openIncident(admin, incidentInput({ title: 'Requests fail', severity: 2, alertId }))
    expect(incident.incidentKey).toBe(`alert:${alertId}`)
    expect((await detail(incident.id)).attachedAlerts).toMatchObject([{ id: alertId, state: 'firing' }])
    expect((await openIncident(other, incidentInput({ title: 'Something else', alertId }))).created).toBe(false)
    expect((await withPlatform((tx) => prefillFromAlert(tx, alertId)))?.incident?.id).toBe(incident.id)
    await expect(attachAlert(admin, (await open(admin)).id, { alertId })).rejects.toMatchObject({ code: 'conflict' })
    await detachAlert(admin, incident.id, { alertId })
    await expect(detachAlert(admin, incident.id, { alertId })).rejects.toMatchObject({ code: 'conflict' })
    await attachAlert(admin, incident.id, { alertId })
    expect((await detail(incident.id)).alerts).toBe(1)
  })

  it('from an alert about the simulated marketplace is simulated itself; from another it is not', async () => {
    const made = await seedPublisher(owner(), `made-${randomUUID()}`)
    const real = await seedPublisher(owner(), `real-${randomUUID()}`)
    await owner()`update organizations set simulated = true where id = ${made.organizationId}`
    const toolOf = async ({ organizationId }: { organizationId: string }) =>
      (await owner()<{ id: string }[]>`select id from tools where organization_id = ${organizationId}`)[0]?.id
    const cases = [
      [{ organizationId: made.organizationId }, true],
      [{ organizationId: null, toolId: await toolOf(made) }, true],
      [{ organizationId: null, labels: { service: 'simulated' } }, true],
      [{ organizationId: real.organizationId }, false],
      [{ organizationId: null, toolId: await toolOf(real) }, false],
      [{ organizationId: null, labels: { service: 'mail' } }, false],
      [{ organizationId: null }, false],
    ] as const
    for (const [alert, simulated] of cases) {
      const alertId = await seedAlert(owner(), { ...alert, firedAt: at(-HOUR) })
      expect((await open(admin, { alertId })).simulated, JSON.stringify(alert)).toBe(simulated)
    }
  })

  it.each([
    ['a system that nobody knows', { systems: [{ key: 'nope', impact: 'degraded' as const }] }],
    ['a tool that nobody knows', { coverage: 'some' as const, tools: [randomUUID()] }],
    ['some routes that are none', { coverage: 'some' as const }],
    ['a provider without a name', { coverage: 'provider' as const }],
    ['a beginning in the future', { startedAt: at(HOUR) }],
    ['a beginning long ago', { startedAt: at(-31 * DAY) }],
    ['a commander from outside', { commanderId: randomUUID() }],
  ])('refuses %s', async (_, change) => {
    await expect(open(admin, change)).rejects.toMatchObject({ code: 'invalid' })
  })
})

it('what is resolved is not made graver than its post-mortem allows', async () => {
  const { id } = await open(admin, { severity: 3 })
  await resolveIncident(admin, id, { version: 1, body: '', visibility: 'internal' })
  const { version } = await detail(id)
  const graver = (severity: 2 | 4) => changeSeverity(admin, id, { version, severity, reason: 'Seen again' })
  await expect(graver(2)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('reopen it first, or complete the post-mortem') })
  expect((await graver(4)).severity).toBe(4)
})

describe('who may do what', () => {
  it('holds for each role, from both sides', async () => {
    await expect(open(reader)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(open(admin, { severity: 1 })).rejects.toMatchObject({ code: 'forbidden' })
    const outage = await open(senior, { severity: 1 })
    const small = await open(admin, { severity: 4 })
    await expect(changeSeverity(admin, small.id, { version: 1, severity: 1, reason: 'All is down' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(changeSeverity(admin, outage.id, { version: 1, severity: 3, reason: 'Not so bad' })).rejects.toMatchObject({ code: 'forbidden' })
    expect((await changeSeverity(senior, small.id, { version: 1, severity: 3, reason: 'Graver' })).severity).toBe(3)

    const resolve = (ctx: Staff, id: string, version: number) => resolveIncident(ctx, id, { version, body: '', visibility: 'internal' })
    await expect(resolve(other, small.id, 2)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(resolve({ ...admin, actor: { ...admin.actor, platformRole: 'read_only' } }, small.id, 2)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(savePostmortem(senior, small.id, wholePostmortem())).rejects.toMatchObject({ code: 'forbidden' })
    await expect(savePostmortem({ ...admin, actor: { ...admin.actor, platformRole: 'read_only' } }, small.id, wholePostmortem())).rejects.toMatchObject({
      code: 'forbidden',
    })
    await savePostmortem(admin, small.id, wholePostmortem())
    await savePostmortem(chief, small.id, wholePostmortem({ version: 1 }))
    expect((await resolve(senior, small.id, 2)).status).toBe('resolved')
    const own = await open(admin)
    expect((await resolve(admin, own.id, 1)).status).toBe('resolved')
    await expect(postUpdate(reader, own.id, updateInput.parse({ body: 'Hm' }))).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('working on it', () => {
  it('refuses edits that are based on an older version, and takes one of two that race', async () => {
    const { id } = await open(admin)
    const answers = await Promise.allSettled([
      changeDetails(admin, id, detailsInput.parse({ version: 1, title: 'One' })),
      changeDetails(other, id, detailsInput.parse({ version: 1, title: 'Two' })),
      changeStatus(senior, id, { version: 1, status: 'identified', body: '', visibility: 'internal' }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
    // Words are no edit: nobody is refused for them.
    await Promise.all(['a', 'b', 'c'].map((body) => postUpdate(other, id, updateInput.parse({ body }))))
    expect((await detail(id)).version).toBe(2)
    const racing = await Promise.allSettled(Array.from({ length: 5 }, () => resolveIncident(admin, id, { version: 2, body: '', visibility: 'internal' })))
    expect(racing.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('says what is hit, corrects what was wrong and calls people in', async () => {
    const { id } = await open(admin, { systems: [{ key: 'api', impact: 'degraded' }], public: true })
    await setSystems(later(admin, MINUTE), id, { version: 1, systems: [{ key: 'acme', impact: 'partial_outage' }] })
    await expect(setSystems(admin, id, { version: 2, systems: [{ key: 'acme', impact: 'partial_outage' }] })).rejects.toMatchObject({ code: 'conflict' })
    expect((await detail(id)).systemHistory.map(({ key, toAt }) => [key, toAt])).toEqual([
      ['api', at(MINUTE)],
      ['acme', null],
    ])
    const [first] = (await detail(id)).entries
    await correctEntry(admin, id, { seq: first?.seq ?? 0, body: 'It began with a deploy.' })
    const corrected = await detail(id)
    expect(corrected.entries[0]?.correctedBySeq).toBe(corrected.entries.find(({ type }) => type === 'correction')?.seq)
    await expect(correctEntry(admin, id, { seq: corrected.entries.at(-1)?.seq === undefined ? 0 : 999_999, body: 'x' })).rejects.toMatchObject({
      code: 'not_found',
    })

    await addResponder(admin, id, { userId: senior.actor.userId })
    await expect(addResponder(admin, id, { userId: senior.actor.userId })).rejects.toMatchObject({ code: 'conflict' })
    await expect(addResponder(admin, id, { userId: reader.actor.userId })).rejects.toMatchObject({ code: 'invalid' })
    await assignCommander(admin, id, { version: 2, userId: other.actor.userId })
    await expect(removeResponder(admin, id, { userId: other.actor.userId })).rejects.toMatchObject({ code: 'conflict' })
    await leaveIncident(senior, id)
    await expect(leaveIncident(senior, id)).rejects.toMatchObject({ code: 'conflict' })
    expect((await detail(id)).responders.map(({ id: who, leftAt }) => [who, leftAt === null])).toEqual([
      [senior.actor.userId, false],
      [other.actor.userId, true],
    ])
    const staff = await withPlatform(listResponseStaff)
    expect(staff.map((one) => one.id)).not.toContain(reader.actor.userId)
  })

  it('settles follow-ups, reviews and publishes the post-mortem, and is open again until it is closed', async () => {
    const { id } = await open(admin, { public: true })
    const followup = await addFollowup(admin, id, { title: 'Warm it', ownerId: null, dueOn: null, signal: null })
    const changed = await changeFollowup(admin, id, followup.id, {
      version: 1,
      title: 'Warm the cache',
      ownerId: admin.actor.userId,
      dueOn: null,
      signal: null,
    })
    await expect(settleFollowup(other, id, followup.id, { version: 1, to: 'done' })).rejects.toMatchObject({ code: 'conflict' })
    await savePostmortem(admin, id, wholePostmortem())
    await expect(savePostmortem(admin, id, wholePostmortem())).rejects.toMatchObject({ code: 'conflict' })
    await expect(publishPostmortem(admin, id, { version: 1 })).rejects.toMatchObject({ code: 'conflict' })
    await reviewPostmortem(admin, id, { version: 1 })
    await publishPostmortem(admin, id, { version: 1 })
    await unpublishPostmortem(admin, id, { version: 1 })
    await resolveIncident(admin, id, { version: 1, body: '', visibility: 'internal' })
    await reopenIncident(other, id, { version: 2, reason: 'It fails again' })
    await resolveIncident(admin, id, { version: 3, body: '', visibility: 'internal' })
    await settleFollowup(other, id, followup.id, { version: changed.version, to: 'not_doing', reason: 'The cache goes' })
    expect((await detail(id)).closedAt).toEqual(now)
    await expect(reopenIncident(admin, id, { version: 5, reason: 'No' })).rejects.toMatchObject({ code: 'conflict' })
    await postUpdate(admin, id, updateInput.parse({ body: 'A year later: it held.' }))
  })
})

describe('lists and figures', () => {
  it('finds incidents by number, words of title and story, severity, status, system and day', async () => {
    const { id, number } = await open(admin, {
      title: 'Payments are slow',
      severity: 2,
      systems: [{ key: 'acme', impact: 'degraded' }],
      startedAt: at(-2 * DAY),
    })
    await postUpdate(admin, id, updateInput.parse({ body: 'The quokka cluster was restarted' }))
    const find = async (filter: Parameters<typeof countIncidents>[1]) =>
      (await withPlatform((tx) => listIncidents(tx, { ...filter, limit: 50, now }))).map((row) => row.id)
    expect(await find({ search: `inc-${number}` })).toEqual([id])
    expect(await find({ search: 'pay slow' })).toEqual([id])
    expect(await find({ search: 'quok' })).toEqual([id])
    expect(await find({ search: "'); drop" })).toEqual([])
    expect(await find({ search: '!!' })).toEqual([])
    expect(await find({ severity: 2, system: 'acme', from: at(-3 * DAY), to: at(-DAY), status: 'investigating' })).toEqual([id])
    expect(await find({ severity: 3, search: 'quok' })).toEqual([])
    await open(senior, { severity: 1 })
    await resolveIncident(admin, (await open(admin)).id, { version: 1, body: '', visibility: 'internal' })
    expect((await withPlatform(listOpenIncidents))[0]?.severity).toBe(1)
    expect(await withPlatform((tx) => countIncidents(tx, { status: 'unclosed' }))).toBeGreaterThan(0)
    const figures = await withPlatform((tx) => incidentFigures(tx, { from: at(-7 * DAY), to: at(DAY) }, now))
    expect(figures.overall.incidents).toBe(await withPlatform((tx) => countIncidents(tx, { from: at(-7 * DAY), to: at(DAY) })))
    expect(figures.weeks.reduce((sum, { total }) => sum + total, 0)).toBe(figures.overall.incidents)
  })
})
