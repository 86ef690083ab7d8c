import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { withPlatform, withTenant } from '@/db/client'
import { changeRule, createRule, deleteRule, MAX_RULES, restoreRule, setRuleEnabled, snoozeRule } from '@/lib/alerts/commands/rules'
import type { AlertOwner } from '@/lib/alerts/owner'
import { countRules, getRule, listRules, type RuleFilter } from '@/lib/alerts/queries/list-rules'
import type { Actor, Context } from '@/lib/auth/model'
import { DAY, HOUR, MINUTE } from '@/lib/time'
import { ruleInput, seedAlert } from '../support/alerts'
import { useDatabase } from '../support/database'
import { seedPublisher } from '../support/ingest'
import { createPerson } from '../support/people'

const database = useDatabase()
const { owner } = database
const now = new Date('2026-03-10T12:00:00Z')
const at = (ms: number) => new Date(now.getTime() + ms)
const platform: AlertOwner = { organizationId: null }

let publishers = 0
async function publisher() {
  const { organizationId } = await seedPublisher(owner(), `rules-${publishers++}`)
  const [tool] = await owner()<{ id: string }[]>`select id from tools where organization_id = ${organizationId}`
  const { actor } = await createPerson({ organizationId, memberRole: 'member' })
  const ctx: Context = { actor, now, requestId: 'test', ip: null }
  return { organizationId, toolId: tool?.id ?? '', ctx, own: { organizationId } }
}
type Publisher = Awaited<ReturnType<typeof publisher>>

async function staff(platformRole: 'read_only' | 'admin'): Promise<Context> {
  const { actor } = await createPerson({ platformRole })
  return { actor, now, requestId: 'test', ip: null }
}
const asKey = (who: Publisher, scopes: ('alerts:read' | 'alerts:write')[]): Context => ({
  ...who.ctx,
  actor: { kind: 'key', keyId: randomUUID(), organizationId: who.organizationId, scopes } satisfies Actor,
})
const listed = (who: Publisher, filter: Partial<RuleFilter> = {}) =>
  withTenant(who.organizationId, (tx) => listRules(tx, { ...who.own, now, limit: 50, offset: 0, ...filter }))
const namesOf = async (who: Publisher, filter: Partial<RuleFilter> = {}) => (await listed(who, filter)).map(({ name }) => name)
const actionsOn = async (id: string) =>
  (await owner()<{ action: string }[]>`select action from journal where subject_id = ${id} order by id`).map(({ action }) => action)
const alertOf = async (id: string) => (await owner()`select state, resolve_reason from alerts where id = ${id}`)[0]
const seedState = (ruleId: string, organizationId: string, alertId: string | null) =>
  owner()`insert into alert_states (rule_id, fingerprint, organization_id, phase, since, labels, alert_id, rule_version)
    values (${ruleId}, ${ruleId}, ${organizationId}, 'firing', ${now}, '{}', ${alertId}, 1)`

beforeEach(async () => {
  await owner()`truncate alert_events, alerts, alert_states, alert_rules cascade`
})

describe('a rule', () => {
  it('is written by a member, listed with its tool, and in the journal without its name', async () => {
    const who = await publisher()
    const { id } = await createRule(who.ctx, who.own, ruleInput({ toolId: who.toolId }))
    const [rule] = await listed(who)
    expect(rule).toMatchObject({ id, name: 'A tool fails', toolId: who.toolId, enabled: true, version: 1, open: 0, firedLately: 0, lastFiredAt: null })
    expect(rule?.toolName).toBeTruthy()
    const [entry] = await owner()`select action, organization_id, after from journal where subject_id = ${id}`
    expect(entry).toMatchObject({
      action: 'alert_rule.created',
      organization_id: who.organizationId,
      after: { metric: 'tool_fair_error_ratio', threshold: 0.05 },
    })
    expect(JSON.stringify(entry)).not.toContain('A tool fails')
  })

  it('is refused for what can never fire, for another’s tool, and for a metric of the platform', async () => {
    const [who, other] = [await publisher(), await publisher()]
    await expect(createRule(who.ctx, who.own, ruleInput({ threshold: 1 }))).rejects.toMatchObject({ code: 'invalid', problems: [{ pointer: '/threshold' }] })
    await expect(createRule(who.ctx, who.own, ruleInput({ toolId: other.toolId }))).rejects.toMatchObject({ code: 'not_found' })
    await expect(createRule(who.ctx, who.own, ruleInput({ toolId: randomUUID() }))).rejects.toMatchObject({ code: 'not_found' })
    const systemRule = ruleInput({ metric: 'api_error_ratio', groupBy: [] })
    await expect(createRule(who.ctx, who.own, systemRule)).rejects.toMatchObject({ code: 'invalid', problems: [{ pointer: '/metric' }] })
    await createRule(await staff('admin'), platform, systemRule)
    expect(await listed(who)).toEqual([])
  })

  it('is for members, for keys that may write, and for staff with the permission; for nobody else', async () => {
    const [who, other] = [await publisher(), await publisher()]
    await createRule(asKey(who, ['alerts:write']), who.own, ruleInput())
    await expect(createRule(asKey(who, ['alerts:read']), who.own, ruleInput({ name: 'Two' }))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(createRule(other.ctx, who.own, ruleInput({ name: 'Two' }))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(createRule(who.ctx, platform, ruleInput())).rejects.toMatchObject({ code: 'forbidden' })
    await expect(createRule(await staff('read_only'), platform, ruleInput())).rejects.toMatchObject({ code: 'forbidden' })
    await expect(createRule(await staff('admin'), who.own, ruleInput({ name: 'Two' }))).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('is invisible to others, and cannot be changed by them', async () => {
    const [who, other] = [await publisher(), await publisher()]
    const { id } = await createRule(who.ctx, who.own, ruleInput())
    expect(await listed(other)).toEqual([])
    await expect(withTenant(other.organizationId, (tx) => getRule(tx, { id, now, ...who.own }))).rejects.toMatchObject({ code: 'not_found' })
    const theirs = other.own
    await expect(changeRule(other.ctx, theirs, { id, version: 1, input: ruleInput() })).rejects.toMatchObject({ code: 'not_found' })
    await expect(setRuleEnabled(other.ctx, theirs, { id, enabled: false })).rejects.toMatchObject({ code: 'not_found' })
    await expect(snoozeRule(other.ctx, theirs, { id, until: at(HOUR) })).rejects.toMatchObject({ code: 'not_found' })
    await expect(deleteRule(other.ctx, theirs, { id })).rejects.toMatchObject({ code: 'not_found' })
    await expect(restoreRule(other.ctx, theirs, { id })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('that is sent twice at once is written once', async () => {
    const who = await publisher()
    const sent = await Promise.allSettled([createRule(who.ctx, who.own, ruleInput()), createRule(who.ctx, who.own, ruleInput({ name: 'a TOOL fails' }))])
    expect(sent.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(sent.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } })
  })

  it('is refused beyond the most that one owner has', async () => {
    const who = await publisher()
    await owner()`insert into alert_rules (organization_id, name, kind) select ${who.organizationId}, 'r' || n, 'absence' from generate_series(1, ${MAX_RULES}) n`
    await expect(createRule(who.ctx, who.own, ruleInput())).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('a change', () => {
  it('of a rule that somebody changed meanwhile is refused; of two at once one holds', async () => {
    const who = await publisher()
    const { id } = await createRule(who.ctx, who.own, ruleInput())
    const change = (threshold: number, version = 1) => changeRule(who.ctx, who.own, { id, version, input: ruleInput({ threshold }) })
    const settled = await Promise.allSettled([change(0.1), change(0.2)])
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(settled.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } })
    await expect(change(0.3)).rejects.toMatchObject({ code: 'conflict' })
    expect(await change(0.3, 2)).toEqual({ id, version: 3 })
    expect((await listed(who))[0]).toMatchObject({ threshold: 0.3, version: 3 })
    expect(await actionsOn(id)).toEqual(['alert_rule.created', 'alert_rule.changed', 'alert_rule.changed'])
  })

  it('to another’s name is refused, to its own is none', async () => {
    const who = await publisher()
    const { id } = await createRule(who.ctx, who.own, ruleInput())
    await createRule(who.ctx, who.own, ruleInput({ name: 'Two' }))
    await expect(changeRule(who.ctx, who.own, { id, version: 1, input: ruleInput({ name: 'two' }) })).rejects.toMatchObject({ code: 'conflict' })
    await changeRule(who.ctx, who.own, { id, version: 1, input: ruleInput() })
  })

  it('of the name leaves what is known valid; of the threshold leaves it to the next evaluation', async () => {
    const who = await publisher()
    const { id } = await createRule(who.ctx, who.own, ruleInput())
    await seedState(id, who.organizationId, null)
    const versionOf = async () => (await owner()`select rule_version from alert_states where rule_id = ${id}`)[0]?.rule_version
    await changeRule(who.ctx, who.own, { id, version: 1, input: ruleInput({ name: 'Renamed', cooldownMinutes: 5 }) })
    expect(await versionOf()).toBe(2)
    await changeRule(who.ctx, who.own, { id, version: 2, input: ruleInput({ name: 'Renamed', threshold: 0.2 }) })
    expect(await versionOf()).toBe(2)
  })
})

describe('switched off or deleted', () => {
  it('a rule resolves what it has open, at once and with the reason', async () => {
    const who = await publisher()
    const { id } = await createRule(who.ctx, who.own, ruleInput())
    const one = await seedAlert(owner(), { ...who.own, ruleId: id, firedAt: at(-HOUR) })
    await seedState(id, who.organizationId, one)
    expect((await listed(who))[0]).toMatchObject({ open: 1, firedLately: 1 })
    await setRuleEnabled(who.ctx, who.own, { id, enabled: false })
    expect(await alertOf(one)).toEqual({ state: 'resolved', resolve_reason: 'rule_off' })
    expect(await owner()`select type, note, actor_id is not null as by from alert_events where alert_id = ${one} order by seq`).toEqual([
      { type: 'fired', note: null, by: false },
      { type: 'resolved', note: 'rule_off', by: true },
    ])
    expect((await owner()`select count(*)::int as n from alert_states`)[0]?.n).toBe(0)
    await expect(setRuleEnabled(who.ctx, who.own, { id, enabled: false })).rejects.toMatchObject({ code: 'conflict' })
    await setRuleEnabled(who.ctx, who.own, { id, enabled: true })

    const two = await seedAlert(owner(), { ...who.own, ruleId: id, firedAt: at(-HOUR), state: 'acknowledged' })
    await deleteRule(who.ctx, who.own, { id })
    expect(await alertOf(two)).toEqual({ state: 'resolved', resolve_reason: 'rule_deleted' })
    expect(await listed(who)).toEqual([])
    await expect(deleteRule(who.ctx, who.own, { id })).rejects.toMatchObject({ code: 'conflict' })
    await expect(setRuleEnabled(who.ctx, who.own, { id, enabled: false })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('a deletion can be taken back for an hour, unless the name is taken', async () => {
    const who = await publisher()
    const { id } = await createRule(who.ctx, who.own, ruleInput())
    await expect(restoreRule(who.ctx, who.own, { id })).rejects.toMatchObject({ code: 'conflict' })
    await deleteRule(who.ctx, who.own, { id })
    await restoreRule(who.ctx, who.own, { id })
    expect(await namesOf(who)).toEqual(['A tool fails'])
    await deleteRule(who.ctx, who.own, { id })
    const { id: second } = await createRule(who.ctx, who.own, ruleInput())
    await expect(restoreRule(who.ctx, who.own, { id })).rejects.toMatchObject({ code: 'conflict' })
    await deleteRule(who.ctx, who.own, { id: second })
    await expect(restoreRule({ ...who.ctx, now: at(HOUR) }, who.own, { id })).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('a snooze', () => {
  it('has an end within a month, and can be ended', async () => {
    const who = await publisher()
    const { id } = await createRule(who.ctx, who.own, ruleInput())
    await expect(Promise.resolve().then(() => snoozeRule(who.ctx, who.own, { id, until: now }))).rejects.toMatchObject({ code: 'invalid' })
    await expect(Promise.resolve().then(() => snoozeRule(who.ctx, who.own, { id, until: at(31 * DAY) }))).rejects.toMatchObject({ code: 'invalid' })
    await snoozeRule(who.ctx, who.own, { id, until: at(HOUR) })
    expect(await namesOf(who, { standing: 'snoozed' })).toEqual(['A tool fails'])
    expect(await namesOf(who, { standing: 'snoozed', now: at(HOUR + MINUTE) })).toEqual([])
    await snoozeRule(who.ctx, who.own, { id, until: null })
    expect(await namesOf(who, { standing: 'snoozed' })).toEqual([])
    expect(await actionsOn(id)).toEqual(['alert_rule.created', 'alert_rule.snoozed', 'alert_rule.woken'])
  })
})

describe('the list', () => {
  it('has what fires first, and is narrowed by standing, severity, kind and text', async () => {
    const who = await publisher()
    await createRule(who.ctx, who.own, ruleInput({ name: 'Alpha', toolId: who.toolId }))
    const { id } = await createRule(who.ctx, who.own, ruleInput({ name: 'Beta', severity: 'critical' }))
    await createRule(who.ctx, who.own, ruleInput({ name: 'Gone 100%', kind: 'absence', options: { minutes: 30 }, enabled: false }))
    await seedAlert(owner(), { ...who.own, ruleId: id, firedAt: at(-HOUR) })
    await owner()`update alert_rules set last_error = 'division by zero' where name = 'Alpha'`
    expect(await namesOf(who)).toEqual(['Beta', 'Alpha', 'Gone 100%'])
    expect(await namesOf(who, { standing: 'firing' })).toEqual(['Beta'])
    expect(await namesOf(who, { standing: 'off' })).toEqual(['Gone 100%'])
    expect(await namesOf(who, { standing: 'on' })).toEqual(['Beta', 'Alpha'])
    expect(await namesOf(who, { standing: 'failing' })).toEqual(['Alpha'])
    expect(await namesOf(who, { severity: 'critical' })).toEqual(['Beta'])
    expect(await namesOf(who, { kind: 'absence' })).toEqual(['Gone 100%'])
    expect(await namesOf(who, { search: '100%' })).toEqual(['Gone 100%'])
    expect(await namesOf(who, { search: 'tool-1' })).toEqual(['Alpha'])
    expect(await namesOf(who, { limit: 1, offset: 1 } as Partial<RuleFilter>)).toEqual(['Alpha'])
    expect(await withTenant(who.organizationId, (tx) => countRules(tx, { ...who.own, now, standing: 'on' }))).toBe(2)
    expect(await withPlatform((tx) => countRules(tx, { ...platform, now }))).toBe(0)
  })
})
