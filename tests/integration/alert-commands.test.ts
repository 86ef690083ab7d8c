import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { withPlatform, withTenant } from '@/db/client'
import { acknowledgeAlerts, closeAlerts, rearmAlert, reopenAlert } from '@/lib/alerts/commands/alerts'
import { declareDependency, removeDependency } from '@/lib/alerts/commands/dependencies'
import { cancelMaintenance, planMaintenance, restoreMaintenance } from '@/lib/alerts/commands/maintenance'
import { createRule, setRuleEnabled } from '@/lib/alerts/commands/rules'
import { createSilence, endSilence, resumeSilence } from '@/lib/alerts/commands/silences'
import type { AlertOwner } from '@/lib/alerts/owner'
import { getAlert } from '@/lib/alerts/queries/find-alert'
import { type AlertFilter, countAlerts, listAlertServices, listAlerts } from '@/lib/alerts/queries/list-alerts'
import { listSilenceDebt } from '@/lib/alerts/queries/silence-debt'
import { countSilences, listDependencies, listMaintenance, listSilences } from '@/lib/alerts/queries/silences'
import { getTodaysAlerts } from '@/lib/alerts/queries/today'
import type { MaintenanceInput } from '@/lib/alerts/silence-input'
import type { Actor, Context, UserActor } from '@/lib/auth/model'
import { DAY, HOUR, MINUTE } from '@/lib/time'
import { ruleInput, seedAlert } from '../support/alerts'
import { useDatabase } from '../support/database'
import { createOrganization, createPerson } from '../support/people'

const database = useDatabase()
const { owner } = database
const now = new Date('2026-03-10T12:00:00Z')
const at = (ms: number) => new Date(now.getTime() + ms)
const platform: AlertOwner = { organizationId: null }

async function tenant() {
  const { id: organizationId, name } = await createOrganization()
  const { actor } = await createPerson({ organizationId, memberRole: 'member' })
  const ctx: Context & { actor: UserActor } = { actor, now, requestId: 'test', ip: null }
  return { organizationId, name, ctx, own: { organizationId } }
}
type Tenant = Awaited<ReturnType<typeof tenant>>

async function staff(platformRole: 'read_only' | 'admin'): Promise<Context & { actor: UserActor }> {
  const { actor } = await createPerson({ platformRole })
  return { actor, now, requestId: 'test', ip: null }
}
const keyOf = (who: Tenant, scopes: ('alerts:read' | 'alerts:write')[]): Context => ({
  ...who.ctx,
  actor: { kind: 'key', keyId: randomUUID(), organizationId: who.organizationId, scopes } satisfies Actor,
})
const read = <T>(who: Tenant, fn: Parameters<typeof withTenant<T>>[1]) => withTenant(who.organizationId, fn)
const titles = async (who: Tenant, filter: Partial<AlertFilter> & { sort?: 'severity' | 'lasted' } = {}) =>
  (await read(who, (tx) => listAlerts(tx, { of: who.own, now, limit: 50, ...filter }))).map(({ title }) => title)
const eventsOf = async (id: string) =>
  (await owner()<{ type: string }[]>`select type from alert_events where alert_id = ${id} order by seq`).map(({ type }) => type)
const actionsOn = async (id: string) =>
  (await owner()<{ action: string }[]>`select action from journal where subject_id = ${id} order by id`).map(({ action }) => action)
const because = { reason: 'Known, the upstream is told', end: { until: 'resolved' as const } }
const acknowledge = (who: Tenant, id: string, input: Parameters<typeof acknowledgeAlerts>[3] = because) => acknowledgeAlerts(who.ctx, who.own, [id], input)
const close = (who: Tenant, id: string, as: 'resolved' | 'dismissed' | 'false_positive') => closeAlerts(who.ctx, who.own, [id], { as, note: null })
const fire = (who: Tenant, change: Partial<Parameters<typeof seedAlert>[1]> = {}) => seedAlert(owner(), { ...who.own, firedAt: at(-HOUR), ...change })

beforeEach(async () => {
  await owner()`truncate alert_events, alerts, alert_states, alert_rules, silences, maintenance_windows, alert_dependencies, alert_reads, live_events cascade`
})

describe('acknowledging', () => {
  it('takes a firing alert in hand with its reason; the second of two racers is told so', async () => {
    const who = await tenant()
    const id = await fire(who)
    const settled = await Promise.allSettled([acknowledge(who, id), acknowledge(who, id)])
    expect(settled.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(settled.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } })
    const alert = await read(who, (tx) => getAlert(tx, { of: who.own, alertId: id, now }))
    expect(alert).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'Robin Vale', acknowledgement: { reason: because.reason, until: 'resolved' } })
    expect(alert.events.map(({ type, note, actorName }) => [type, note, actorName])).toEqual([
      ['acknowledged', because.reason, 'Robin Vale'],
      ['fired', null, null],
    ])
    expect(await actionsOn(id)).toEqual(['alert.acknowledged'])
    expect(await owner()`select topic, body ->> 'type' as type from live_events where organization_id = ${who.organizationId} order by id`).toEqual([
      { topic: 'alert', type: 'fired' },
      { topic: 'alert', type: 'acknowledged' },
    ])
  })

  it('ends at a moment within a week, or with a worse value where there is one', async () => {
    const who = await tenant()
    const [id, blank] = [await fire(who), await fire(who, { value: null })]
    const until = (ms: number) => ({ reason: 'x', end: { until: 'time' as const, at: at(ms).toISOString() } })
    const worse = { reason: 'x', end: { until: 'worse' as const, than: 0.2 } }
    await expect(acknowledge(who, id, until(-MINUTE))).rejects.toMatchObject({ code: 'invalid' })
    await expect(acknowledge(who, id, until(8 * DAY))).rejects.toMatchObject({ code: 'invalid' })
    await expect(acknowledge(who, blank, worse)).rejects.toMatchObject({ code: 'invalid', problems: [{ pointer: '/end/until' }] })
    await acknowledge(who, id, worse)
    await acknowledge(who, blank, until(HOUR))
    await rearmAlert(who.ctx, who.own, id)
    await expect(rearmAlert(who.ctx, who.own, id)).rejects.toMatchObject({ code: 'conflict' })
    expect(await eventsOf(id)).toEqual(['fired', 'acknowledged', 'rearmed'])
  })

  it('of several counts those that still fire', async () => {
    const who = await tenant()
    const [one, two, done] = [await fire(who), await fire(who), await fire(who, { state: 'resolved' })]
    expect(await acknowledgeAlerts(who.ctx, who.own, [one, two, done], because)).toBe(2)
    await expect(acknowledgeAlerts(who.ctx, who.own, [one, two], because)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('is refused to strangers, to keys that only read, and to staff on a tenant’s', async () => {
    const [who, other] = [await tenant(), await tenant()]
    const id = await fire(who)
    await expect(acknowledgeAlerts(other.ctx, other.own, [id], because)).rejects.toMatchObject({ code: 'not_found' })
    await expect(acknowledgeAlerts(other.ctx, who.own, [id], because)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(acknowledgeAlerts(keyOf(who, ['alerts:read']), who.own, [id], because)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(acknowledgeAlerts(await staff('admin'), who.own, [id], because)).rejects.toMatchObject({ code: 'forbidden' })
    const ours = await seedAlert(owner(), { ...platform, firedAt: at(-HOUR) })
    await expect(acknowledgeAlerts(await staff('read_only'), platform, [ours], because)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await acknowledgeAlerts(await staff('admin'), platform, [ours], because)).toBe(1)
    expect(await acknowledgeAlerts(keyOf(who, ['alerts:write']), who.own, [id], because)).toBe(1)
    await expect(read(other, (tx) => getAlert(tx, { of: who.own, alertId: id, now }))).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('closing', () => {
  it.each(['resolved', 'dismissed', 'false_positive'] as const)('as %s is done once, and can be undone for ten minutes', async (as) => {
    const who = await tenant()
    const id = await fire(who, { state: 'acknowledged' })
    const settled = await Promise.allSettled([close(who, id, as), close(who, id, as)])
    expect(settled.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    await expect(acknowledge(who, id)).rejects.toMatchObject({ code: 'conflict' })
    await reopenAlert({ ...who.ctx, now: at(9 * MINUTE) }, who.own, id)
    expect((await owner()`select state, resolved_at, closed_by from alerts where id = ${id}`)[0]).toEqual({
      state: 'acknowledged',
      resolved_at: null,
      closed_by: null,
    })
    await close(who, id, as)
    await expect(reopenAlert({ ...who.ctx, now: at(10 * MINUTE) }, who.own, id)).rejects.toMatchObject({ code: 'conflict' })
    expect(await eventsOf(id)).toEqual(['fired', as, 'rearmed', as])
  })

  it('cannot be undone where the same is open again, where the rule is off, or where nobody closed it', async () => {
    const who = await tenant()
    const { id: ruleId } = await createRule(who.ctx, who.own, ruleInput())
    const id = await fire(who, { ruleId, fingerprint: 'same' })
    await close(who, id, 'resolved')
    const again = await fire(who, { ruleId, fingerprint: 'same' })
    await expect(reopenAlert(who.ctx, who.own, id)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('fired again') })
    await close(who, again, 'dismissed')
    await setRuleEnabled(who.ctx, who.own, { id: ruleId, enabled: false })
    await expect(reopenAlert(who.ctx, who.own, again)).rejects.toMatchObject({ code: 'conflict' })
    const recovered = await fire(who, { state: 'resolved', resolvedAt: at(-MINUTE) })
    await expect(reopenAlert(who.ctx, who.own, recovered)).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('a silence', () => {
  const input = { matchers: [{ name: 'tool', op: '=' as const, value: 'a' }], reason: 'Moving house', startsAt: null, endsAt: at(HOUR) }

  it('holds at once for what is open, and lets go when it is ended', async () => {
    const who = await tenant()
    const [quiet, loud] = [await fire(who, { labels: { tool: 'a' } }), await fire(who, { labels: { tool: 'b' } })]
    const { id } = await createSilence(who.ctx, who.own, input)
    const held = async () => (await owner()`select id from alerts where silence_id = ${id}`).map((row) => row.id)
    expect(await held()).toEqual([quiet])
    expect(loud).not.toBe(quiet)
    expect((await read(who, (tx) => getAlert(tx, { of: who.own, alertId: quiet, now }))).silence).toMatchObject({ reason: 'Moving house' })
    expect(await read(who, (tx) => listSilences(tx, { of: who.own, now, limit: 10 }))).toMatchObject([
      { id, state: 'active', held: 1, createdByName: 'Robin Vale' },
    ])
    const settled = await Promise.allSettled([endSilence(who.ctx, who.own, id), endSilence(who.ctx, who.own, id)])
    expect(settled.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await held()).toEqual([])
    await resumeSilence(who.ctx, who.own, id)
    expect(await held()).toEqual([quiet])
    await expect(endSilence({ ...who.ctx, now: at(2 * HOUR) }, who.own, id)).rejects.toMatchObject({ code: 'conflict' })
    expect(await actionsOn(id)).toEqual(['silence.created', 'silence.ended', 'silence.resumed'])
  })

  it('is refused without an end ahead, without a label, and to others', async () => {
    const [who, other] = [await tenant(), await tenant()]
    const problem = (change: Partial<typeof input>) => createSilence(who.ctx, who.own, { ...input, ...change })
    await expect(problem({ endsAt: now })).rejects.toMatchObject({ code: 'invalid', problems: [{ pointer: '/endsAt' }] })
    await expect(problem({ endsAt: at(91 * DAY) })).rejects.toMatchObject({ code: 'invalid' })
    await expect(problem({ matchers: [{ name: 'tool', op: '=', value: '' }] })).rejects.toMatchObject({ code: 'invalid', problems: [{ pointer: '/matchers' }] })
    await expect(createSilence(other.ctx, who.own, input)).rejects.toMatchObject({ code: 'forbidden' })
    const { id } = await createSilence(who.ctx, who.own, input)
    await expect(endSilence(other.ctx, other.own, id)).rejects.toMatchObject({ code: 'not_found' })
    expect(await read(other, (tx) => countSilences(tx, { of: other.own, now }))).toBe(0)
    expect(await withPlatform((tx) => countSilences(tx, { of: 'everybody', now, state: 'active' }))).toBe(1)
  })
})

describe('what is kept quiet for long', () => {
  it('is listed with who did it and since when, to its owner, until it is given back or ended', async () => {
    const [who, other] = [await tenant(), await tenant()]
    const early = { ...who.ctx, now: at(-3 * DAY) }
    const debtsOf = (one: Tenant, moment = now) => read(one, (tx) => listSilenceDebt(tx, { ...one.own, now: moment }))
    const [forgotten, timed, fresh, quiet] = [
      await fire(who, { title: 'Forgotten', firedAt: at(-4 * DAY) }),
      await fire(who, { title: 'Timed', firedAt: at(-4 * DAY) }),
      await fire(who, { title: 'Fresh' }),
      await fire(who, { title: 'Quiet', labels: { tool: 'a' }, firedAt: at(-2 * DAY) }),
    ]
    await acknowledgeAlerts(early, who.own, [forgotten], because)
    await acknowledgeAlerts({ ...early, now: at(-3 * DAY + 1) }, who.own, [timed], {
      reason: 'Until the release',
      end: { until: 'time', at: at(DAY).toISOString() },
    })
    await acknowledge(who, fresh)
    const silence = await createSilence({ ...who.ctx, now: at(-2 * DAY - 1) }, who.own, {
      matchers: [{ name: 'tool', op: '=', value: 'a' }],
      reason: 'Moving house',
      startsAt: null,
      endsAt: at(6 * DAY),
    })
    await createSilence({ ...who.ctx, now: at(-2 * DAY) }, who.own, {
      matchers: [{ name: 'tool', op: '=', value: 'nothing of it' }],
      reason: 'Not needed',
      startsAt: null,
      endsAt: at(6 * DAY),
    })
    expect(await debtsOf(who)).toMatchObject([
      { kind: 'acknowledgement', id: forgotten, title: 'Forgotten', byName: 'Robin Vale', reason: because.reason, since: at(-3 * DAY), endsAt: null },
      { kind: 'silence', id: silence.id, title: null, reason: 'Moving house', since: at(-2 * DAY - 1), endsAt: at(6 * DAY), alerts: 1 },
    ])
    expect(await debtsOf(other)).toEqual([])
    expect(await withPlatform((tx) => listSilenceDebt(tx, { organizationId: null, now }))).toEqual([])
    // A week later also what keeps nothing back, and what has an end of its own.
    expect((await debtsOf(who, at(5 * DAY))).map(({ kind, reason }) => [kind, reason])).toEqual([
      ['acknowledgement', because.reason],
      ['acknowledgement', 'Until the release'],
      ['silence', 'Moving house'],
      ['silence', 'Not needed'],
      ['acknowledgement', because.reason],
    ])
    await rearmAlert(who.ctx, who.own, forgotten)
    await endSilence(who.ctx, who.own, silence.id)
    expect(await debtsOf(who)).toEqual([])
    expect(quiet).not.toBe(forgotten)
  })
})

describe('a maintenance window', () => {
  const input: MaintenanceInput = {
    name: 'Nightly',
    matchers: [{ name: 'rule', op: '=~', value: '.*' }],
    startsAt: at(HOUR),
    durationMinutes: 60,
    cron: null,
    timeZone: 'UTC',
    until: null,
  }

  it('is planned once, cancelled and restored by conditional update', async () => {
    const [who, other] = [await tenant(), await tenant()]
    const settled = await Promise.allSettled([planMaintenance(who.ctx, who.own, input), planMaintenance(who.ctx, who.own, input)])
    expect(settled.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const [window] = await read(who, (tx) => listMaintenance(tx, { of: who.own }))
    const id = window?.id ?? ''
    await expect(cancelMaintenance(other.ctx, other.own, id)).rejects.toMatchObject({ code: 'not_found' })
    await cancelMaintenance(who.ctx, who.own, id)
    await expect(cancelMaintenance(who.ctx, who.own, id)).rejects.toMatchObject({ code: 'conflict' })
    await restoreMaintenance(who.ctx, who.own, id)
    expect(await actionsOn(id)).toEqual(['maintenance_window.planned', 'maintenance_window.cancelled', 'maintenance_window.restored'])
    expect(await read(other, (tx) => listMaintenance(tx, { of: other.own }))).toEqual([])
  })

  it('is refused where it would be over, or repeats as nothing does', async () => {
    const who = await tenant()
    const plan = (change: Partial<MaintenanceInput>) => planMaintenance(who.ctx, who.own, { ...input, ...change })
    await expect(plan({ startsAt: at(-2 * HOUR) })).rejects.toMatchObject({ code: 'invalid' })
    await expect(plan({ cron: 'nightly' })).rejects.toMatchObject({ code: 'invalid', problems: [{ pointer: '/cron' }] })
    await expect(plan({ timeZone: 'Mars/Base' })).rejects.toMatchObject({ code: 'invalid' })
    await plan({ cron: '0 2 * * *', name: 'Every night' })
  })
})

describe('a dependency', () => {
  it('is declared once, never in a circle, and taken away by its own alone', async () => {
    const [who, other] = [await tenant(), await tenant()]
    const edge = (childValue: string, parentValue: string) => ({ childLabel: 'tool' as const, childValue, parentLabel: 'tool' as const, parentValue })
    const { id } = await declareDependency(who.ctx, who.own, edge('a', 'b'))
    await expect(declareDependency(who.ctx, who.own, edge('a', 'b'))).rejects.toMatchObject({ code: 'conflict' })
    await declareDependency(who.ctx, who.own, edge('b', 'c'))
    await expect(declareDependency(who.ctx, who.own, edge('c', 'a'))).rejects.toMatchObject({ code: 'invalid' })
    await expect(declareDependency(who.ctx, who.own, edge('d', 'd'))).rejects.toMatchObject({ code: 'invalid' })
    const circle = await Promise.allSettled([declareDependency(who.ctx, who.own, edge('x', 'y')), declareDependency(who.ctx, who.own, edge('y', 'x'))])
    expect(circle.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    await declareDependency(other.ctx, other.own, edge('c', 'a'))
    await expect(removeDependency(other.ctx, other.own, id)).rejects.toMatchObject({ code: 'not_found' })
    await removeDependency(who.ctx, who.own, id)
    expect(await read(who, (tx) => listDependencies(tx, who.own))).toHaveLength(2)
  })
})

describe('what is read', () => {
  it('lists and counts by state, severity, service, time and text, and only the own', async () => {
    const [who, other] = [await tenant(), await tenant()]
    await fire(who, { title: 'open', labels: { service: 'openai' } })
    await fire(who, { title: 'grave 5%', severity: 'critical', firedAt: at(-2 * HOUR) })
    await fire(who, { title: 'past', state: 'resolved', firedAt: at(-10 * DAY) })
    await fire(other, { title: 'theirs' })
    expect(await titles(who)).toEqual(['open', 'grave 5%', 'past'])
    expect(await titles(who, { sort: 'severity' })).toEqual(['grave 5%', 'open', 'past'])
    expect(await titles(who, { open: true })).toEqual(['open', 'grave 5%'])
    expect(await titles(who, { open: false })).toEqual(['past'])
    expect(await titles(who, { severity: 'critical' })).toEqual(['grave 5%'])
    expect(await titles(who, { service: 'openai' })).toEqual(['open'])
    expect(await titles(who, { days: 7 })).toEqual(['open', 'grave 5%'])
    expect(await titles(who, { search: '5%' })).toEqual(['grave 5%'])
    expect(await read(who, (tx) => listAlertServices(tx, who.own))).toEqual(['openai'])
    expect(await read(other, (tx) => countAlerts(tx, { of: who.own, now }))).toBe(0)
    expect(await withPlatform((tx) => countAlerts(tx, { of: 'everybody', now, search: other.name }))).toBe(1)
    const today = await read(who, (tx) => getTodaysAlerts(tx, { ...who.own, now, since: at(-90 * MINUTE) }))
    expect(today).toMatchObject({ fired: { critical: 0, warning: 1 }, open: { critical: 1, warning: 1 } })
    expect(today.newest.map(({ title }) => title)).toEqual(['grave 5%', 'open'])
  })

  it('folds children under their parent, and shows earlier ones of the same', async () => {
    const who = await tenant()
    const parent = await fire(who, { title: 'provider down', fingerprint: 'p' })
    const child = await fire(who, { title: 'tool fails', parentAlertId: parent })
    const before = await fire(who, { state: 'resolved', fingerprint: 'p', firedAt: at(-3 * DAY) })
    const shown = await read(who, (tx) => getAlert(tx, { of: who.own, alertId: parent, now }))
    expect(shown.children.map(({ id }) => id)).toEqual([child])
    expect(shown.earlier.map(({ id }) => id)).toEqual([before])
    expect((await read(who, (tx) => getAlert(tx, { of: who.own, alertId: child, now }))).parent).toEqual({ id: parent, title: 'provider down' })
  })
})
