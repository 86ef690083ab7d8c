import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withPlatform } from '@/db/client'
import type { Context, UserActor } from '@/lib/auth/model'
import { attachAlert, detachAlert } from '@/lib/incidents/commands/attach-alert'
import { changeDetails } from '@/lib/incidents/commands/change-details'
import { changeStatus, reopenIncident, resolveIncident } from '@/lib/incidents/commands/change-status'
import { followIncidents } from '@/lib/incidents/commands/follow-incidents'
import { addFollowup, settleFollowup } from '@/lib/incidents/commands/followups'
import { openIncident } from '@/lib/incidents/commands/open-incident'
import { postUpdate } from '@/lib/incidents/commands/update-story'
import { detailsInput, updateInput } from '@/lib/incidents/input'
import { findIncident } from '@/lib/incidents/queries/find-incident'
import { DAY, HOUR, MINUTE, SECOND } from '@/lib/time'
import { ruleInput, seedAlert } from '../support/alerts'
import { seedTools, storeCalls } from '../support/calls'
import { useDatabase } from '../support/database'
import { incidentInput, staffAt } from '../support/incidents'
import { jobContext } from '../support/ingest'
import { createOrganization } from '../support/people'

const { owner } = useDatabase()
const now = new Date('2026-03-10T12:00:00Z')
const at = (ms: number) => new Date(now.getTime() + ms)
type Staff = Context & { actor: UserActor }
const later = (ctx: Staff, ms: number): Staff => ({ ...ctx, now: at(ms) })
const follow = (ms: number) => followIncidents(jobContext(at(ms)), { now: at(ms), stillMine: async () => true })
const detail = async (id: string, when = now) => {
  const found = await withPlatform((tx) => findIncident(tx, id, when))
  if (!found) throw new Error('the incident is gone')
  return found
}
const open = async (ctx: Context, change: Parameters<typeof incidentInput>[0] = {}) =>
  (await openIncident(ctx, incidentInput({ title: randomUUID(), ...change }))).incident
const storyOf = async (id: string) => (await detail(id)).entries.map(({ type, facts }) => [type, facts.to].filter(Boolean).join(' '))
const windowsOf = (id: string) =>
  owner()`select kind, label, severity, routes, tools, provider, from_at, to_at from fault_windows where source = ${`incident:${id}`}`

let admin: Staff
let senior: Staff

beforeAll(async () => {
  admin = await staffAt('admin', now)
  senior = await staffAt('elevated_admin', now)
})

beforeEach(async () => {
  // Entries are for ever; incidents that are over have nothing left to follow.
  await owner()`update incidents set status = 'resolved', resolved_at = ${now}, closed_at = ${now} where closed_at is null`
  await owner()`truncate fault_windows, attribution_marks, invocations, rollup_marks, markers`
})

describe('the fault window of an incident', () => {
  it('stands and ends with it, moves with its beginning, and goes with its coverage', async () => {
    const { organization, tools } = await seedTools(owner(), 2)
    const [one = '', two = ''] = tools
    const { id: caller } = await createOrganization()
    const [consumer] = await owner()<{ id: string }[]>`insert into consumers (organization_id, external_id) values (${caller}, ${caller}) returning id`
    const call = (tool: string, ms: number) => ({
      tool,
      organization,
      consumer: consumer?.id ?? '',
      at: at(ms),
      outcome: 'error' as const,
      fault: 'developer' as const,
      statusCode: 500,
    })
    await storeCalls(owner(), [call(one, -20 * MINUTE), call(one, -5 * MINUTE), call(two, -5 * MINUTE), call(one, 15 * MINUTE)])
    const faults = async () =>
      (await owner()<{ fault: string }[]>`select fault from invocations order by occurred_at, tool_id = ${two}`).map(({ fault }) => fault)

    const incident = await open(admin, { startedAt: at(-10 * MINUTE), coverage: 'some', tools: [one], severity: 2 })
    expect(await windowsOf(incident.id)).toMatchObject([
      { kind: 'platform', label: `INC-${incident.number}`, severity: 2, routes: [], tools: [one], from_at: at(-10 * MINUTE), to_at: null },
    ])
    expect(await faults()).toEqual(['developer', 'platform', 'developer', 'developer'])
    await changeDetails(later(admin, MINUTE), incident.id, detailsInput.parse({ version: 1, startedAt: at(-30 * MINUTE).toISOString() }))
    expect(await faults()).toEqual(['platform', 'platform', 'developer', 'developer'])
    await changeStatus(later(admin, 10 * MINUTE), incident.id, { version: 2, status: 'monitoring', body: '', visibility: 'internal' })
    expect(await windowsOf(incident.id)).toMatchObject([{ from_at: at(-30 * MINUTE), to_at: at(10 * MINUTE) }])
    await changeStatus(later(admin, 20 * MINUTE), incident.id, { version: 3, status: 'identified', body: '', visibility: 'internal' })
    expect(await windowsOf(incident.id)).toMatchObject([{ to_at: null }])
    expect(await faults()).toEqual(['platform', 'platform', 'developer', 'platform'])
    await changeDetails(later(admin, 21 * MINUTE), incident.id, detailsInput.parse({ version: 4, coverage: 'everything', public: true }))
    expect(await windowsOf(incident.id)).toMatchObject([{ label: `INC-${incident.number}: ${incident.title}`, tools: [] }])
    expect(await faults()).toEqual(['platform', 'platform', 'platform', 'platform'])
    await changeDetails(later(admin, 22 * MINUTE), incident.id, detailsInput.parse({ version: 5, coverage: 'provider', provider: 'acme' }))
    expect(await windowsOf(incident.id)).toMatchObject([{ kind: 'upstream', provider: 'acme' }])
    await changeDetails(later(admin, 23 * MINUTE), incident.id, detailsInput.parse({ version: 6, coverage: 'none' }))
    expect(await windowsOf(incident.id)).toEqual([])
    expect(await faults()).toEqual(['developer', 'developer', 'developer', 'developer'])
  })

  it('is made good by the job, whatever was left undone', async () => {
    const incident = await open(admin, { coverage: 'everything', startedAt: at(-HOUR) })
    await owner()`delete from fault_windows`
    expect((await follow(MINUTE)).changed).toBeGreaterThan(0)
    expect(await windowsOf(incident.id)).toHaveLength(1)
    await owner()`update fault_windows set from_at = ${at(-2 * HOUR)}, routes = '{/x}'`
    await Promise.all([follow(MINUTE), follow(MINUTE)])
    expect(await windowsOf(incident.id)).toMatchObject([{ from_at: at(-HOUR), routes: [] }])
    expect(await owner()`select * from attribution_marks`).toHaveLength(0)
    const [{ n: before } = { n: 0 }] = await owner()<{ n: number }[]>`select count(*)::integer as n from journal`
    await follow(MINUTE)
    const [{ n: after } = { n: 0 }] = await owner()<{ n: number }[]>`select count(*)::integer as n from journal`
    expect(after).toBe(before)
  })
})

describe('the story writes itself', () => {
  it('with what happens to attached alerts, those of the same rule, and deploys, each once', async () => {
    const [rule] = await owner()<{ id: string }[]>`insert into alert_rules ${owner()({ name: 'Errors', kind: 'absence', metric: 'x' })} returning id`
    const alert = (ms: number, more: object = {}) =>
      seedAlert(owner(), { organizationId: null, ruleId: rule?.id ?? null, firedAt: at(ms), title: `Alert at ${ms / MINUTE}`, ...more })
    const first = await alert(-5 * MINUTE)
    const incident = await open(admin, { startedAt: at(-5 * MINUTE), alertId: first })
    const before = await alert(-30 * MINUTE, { state: 'resolved' })
    const alike = await alert(2 * MINUTE, { state: 'resolved', resolvedAt: at(3 * MINUTE) })
    await owner()`insert into markers ${owner()([
      { external_id: randomUUID(), kind: 'deploy', label: 'v2 went out', at: at(-MINUTE) },
      { external_id: randomUUID(), kind: 'deploy', label: 'long before', at: at(-HOUR) },
      { external_id: randomUUID(), kind: 'flag', label: 'cache off', at: at(4 * MINUTE) },
    ])}`
    await Promise.all([follow(5 * MINUTE), follow(5 * MINUTE), follow(5 * MINUTE)])
    await follow(6 * MINUTE)
    expect((await storyOf(incident.id)).sort()).toEqual(
      ['opened', 'alert attached', 'alert firing', 'deploy v2 went out', 'alert attached', 'alert firing', 'alert resolved', 'flag cache off'].sort(),
    )
    const attached = (await detail(incident.id)).attachedAlerts
    expect(attached.map(({ id, attachedBy }) => [id, attachedBy?.id ?? null])).toEqual([
      [first, admin.actor.userId],
      [alike, null],
    ])
    expect(attached.map(({ id }) => id)).not.toContain(before)
    // What somebody took away stays away.
    await detachAlert(later(admin, 7 * MINUTE), incident.id, { alertId: alike })
    await follow(8 * MINUTE)
    expect((await detail(incident.id)).attachedAlerts.map(({ id }) => id)).toEqual([first])
    await attachAlert(later(admin, 9 * MINUTE), incident.id, { alertId: alike })
    await resolveIncident(later(admin, 10 * MINUTE), incident.id, { version: 1, body: '', visibility: 'internal' })
    await owner()`insert into markers ${owner()({ external_id: randomUUID(), kind: 'deploy', label: 'after it', at: at(11 * MINUTE) })}`
    await alert(12 * MINUTE)
    const story = await storyOf(incident.id)
    await follow(15 * MINUTE)
    expect(await storyOf(incident.id)).toEqual(story)
  })

  it('reminds once of each update that is overdue, whatever runs at once', async () => {
    const incident = await open(admin, { severity: 2 })
    await follow(30 * MINUTE - SECOND)
    expect(await storyOf(incident.id)).toEqual(['opened'])
    await Promise.all([follow(30 * MINUTE), follow(30 * MINUTE), follow(31 * MINUTE)])
    await follow(50 * MINUTE)
    expect(await storyOf(incident.id)).toEqual(['opened', 'reminder'])
    await postUpdate(later(admin, 55 * MINUTE), incident.id, updateInput.parse({ body: 'Still at it' }))
    await follow(56 * MINUTE)
    await follow(85 * MINUTE)
    expect(await storyOf(incident.id)).toEqual(['opened', 'reminder', 'update', 'reminder'])
  })

  it('can be cut off after any step; the next run does the rest', async () => {
    const alertId = await seedAlert(owner(), { organizationId: null, firedAt: at(-MINUTE) })
    const incident = await open(senior, { severity: 1, startedAt: at(-MINUTE), alertId, coverage: 'everything' })
    await owner()`delete from fault_windows`
    for (let allowed = 0; allowed < 10; allowed++) {
      let left = allowed
      await followIncidents(jobContext(at(20 * MINUTE)), { now: at(20 * MINUTE), stillMine: async () => left-- > 0 })
    }
    expect(await storyOf(incident.id)).toEqual(['alert firing', 'opened', 'alert attached', 'reminder'])
    expect(await windowsOf(incident.id)).toHaveLength(1)
    expect((await detail(incident.id)).impact).toMatchObject({ failedCalls: 0 })
  })
})

describe('what follows from an incident', () => {
  it('proves itself by days without its alert, is refuted by one, and closes the incident', async () => {
    const [rule] = await owner()<{ id: string }[]>`insert into alert_rules ${owner()({ ...toRow(), name: 'Signal' })} returning id`
    const incident = await open(admin)
    const signal = { ruleId: rule?.id ?? '', cleanDays: 3 }
    const followup = await addFollowup(admin, incident.id, { title: 'Warm the cache', ownerId: null, dueOn: null, signal })
    await resolveIncident(admin, incident.id, { version: 1, body: '', visibility: 'internal' })
    const claimed = await settleFollowup(admin, incident.id, followup.id, { version: 1, to: 'done' })
    expect(claimed).toMatchObject({ state: 'open', claimedAt: now })
    await expect(settleFollowup(admin, incident.id, followup.id, { version: 2, to: 'done' })).rejects.toMatchObject({ code: 'conflict' })
    await seedAlert(owner(), { organizationId: null, ruleId: rule?.id ?? null, firedAt: at(DAY), state: 'resolved' })
    await follow(DAY + MINUTE)
    expect((await detail(incident.id)).followups).toMatchObject([{ state: 'open', claimedAt: null }])
    await settleFollowup(later(admin, 2 * DAY), incident.id, followup.id, { version: 3, to: 'done' })
    await follow(5 * DAY - SECOND)
    expect((await detail(incident.id)).closedAt).toBeNull()
    await Promise.all([follow(5 * DAY), follow(5 * DAY)])
    const done = await detail(incident.id)
    expect(done.followups).toMatchObject([{ state: 'done', settledAt: at(5 * DAY), settledBy: null }])
    expect(done.closedAt).toEqual(at(5 * DAY))
    expect((await storyOf(incident.id)).slice(-5)).toEqual(['followup claimed', 'followup refuted', 'followup claimed', 'followup proved', 'closed'])
  })

  it('closes what had nothing left a day after it was resolved, and not before', async () => {
    const incident = await open(admin, { severity: 4 })
    await resolveIncident(admin, incident.id, { version: 1, body: '', visibility: 'internal' })
    await follow(DAY - SECOND)
    await reopenIncident(later(admin, DAY - SECOND), incident.id, { version: 2, reason: 'Not over' })
    await resolveIncident(later(admin, DAY), incident.id, { version: 3, body: '', visibility: 'internal' })
    await follow(2 * DAY - SECOND)
    expect((await detail(incident.id)).closedAt).toBeNull()
    await Promise.all([follow(2 * DAY), follow(2 * DAY)])
    expect((await storyOf(incident.id)).filter((type) => type === 'closed')).toHaveLength(1)
  })
})

function toRow() {
  const { kind, metric, aggregation, operator, threshold, windowMinutes, forMinutes } = ruleInput()
  return { kind, metric, aggregation, operator, threshold, window_minutes: windowMinutes, for_minutes: forMinutes }
}
