import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { withPlatform, withTenant } from '@/db/client'
import { calculateHealthScores, dismissAction, undismissAction } from '@/lib/scores/commands'
import { developerScorecard } from '@/lib/scores/developer/card'
import { packInputs, storedInputsSchema } from '@/lib/scores/developer/inputs'
import { evaluate } from '@/lib/scores/evaluate'
import { findHealthReport, getHealthReport, listScoreHistory } from '@/lib/scores/queries'
import { hashInputs } from '@/lib/scores/receipts/hash'
import { addDays, DAY } from '@/lib/time'
import { seedConsumers, seedTools } from '../support/calls'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'
import { seedMarketplace } from '../support/marketplace'
import { createPerson } from '../support/people'
import { recountScores } from '../support/score-recount'

const database = useDatabase()
const asOf = new Date('2026-03-01T00:00:00Z')
const now = new Date('2026-03-01T03:00:00Z')
const always = async () => true
const calculate = (at = now, stillMine = always) => calculateHealthScores(jobContext(at), { now: at, stillMine })

/** The receipts of a day, as stored. */
const receipts = (day = asOf) => database.owner()`select * from developer_health_scores where as_of = ${day} order by developer_id`

describe('a generated marketplace', () => {
  beforeAll(() => seedMarketplace(database.owner(), { asOf, developers: 120 }))

  it('is scored as a recount in plain SQL scores it, every metric of every developer', async () => {
    expect(await calculate()).toEqual({ checked: 120, changed: 120, failed: 0 })
    const stored = (await receipts()).map(({ developer_id, state, score, capped_at, breakdown }) => {
      return { developer_id, state, score, capped_at, dimensions: breakdown.dimensions, metrics: breakdown.metrics }
    })
    const recount = await recountScores(database.owner(), { asOf, now })
    expect(stored).toEqual(recount.map((row) => ({ ...row })))
    // The marketplace is worth the comparison: all kinds of developers are in it.
    expect(new Set(recount.map((row) => row.state))).toEqual(new Set(['new', 'scored']))
    expect(recount.filter((row) => row.capped_at !== null).length).toBeGreaterThan(2)
    expect(new Set(recount.flatMap((row) => Object.entries(row.metrics).map(([id, points]) => `${id} ${points}`))).size).toBeGreaterThan(60)
  })

  it('every receipt can be computed again from what it stores, and its hash is right', async () => {
    for (const row of await receipts()) {
      const inputs = storedInputsSchema.parse(row.inputs)
      expect(hashInputs(packInputs(inputs))).toBe(row.inputs_hash)
      const { total, grade, light, cappedAt, state, uncapped, dimensions } = evaluate(developerScorecard, inputs)
      expect({ total, grade, light, cappedAt, state }).toEqual({
        total: row.score,
        grade: row.grade,
        light: row.light,
        cappedAt: row.capped_at,
        state: row.state,
      })
      expect(row.breakdown).toMatchObject({ uncapped, dimensions: Object.fromEntries(dimensions.map(({ id, points }) => [id, points])) })
      expect(row.formula_version).toBe(developerScorecard.version)
    }
  })

  it('names the minutes that incidents took out, for the tools that they cover', async () => {
    const all = (await receipts()).map((row) => storedInputsSchema.parse(row.inputs))
    const labels = (inputs: (typeof all)[number]) => inputs.excused.map(({ label, minutes }) => `${label}: ${minutes}`)
    const published = all.filter((inputs) => inputs.tools.length > 0)
    expect(published.every((inputs) => labels(inputs).includes('INC-1: 41'))).toBe(true)
    // Of 25 hours the last one lies in the 28 days; an open window counts up to asOf.
    expect(new Set(published.flatMap(labels))).toEqual(new Set(['INC-1: 41', 'INC-2: 60', 'INC-3: 120']))
    expect(all.filter((inputs) => inputs.tools.length === 0).every((inputs) => inputs.excused.length === 0)).toBe(true)
  })

  it('twice is once, one after the other and at once', async () => {
    const before = await receipts()
    expect(await calculate()).toEqual({ checked: 120, changed: 0, failed: 0 })
    expect(await Promise.all([calculate(), calculate()])).toEqual([
      { checked: 120, changed: 0, failed: 0 },
      { checked: 120, changed: 0, failed: 0 },
    ])
    expect(await receipts()).toEqual(before)
  })

  it('two first runs at once write one receipt each', async () => {
    const at = addDays(now, 1)
    const results = await Promise.all([calculate(at), calculate(at)])
    expect(results.reduce((sum, result) => sum + result.changed, 0)).toBe(120)
    expect(await receipts(addDays(asOf, 1))).toHaveLength(120)
  })

  it('facts that came late correct the receipt of their day', async () => {
    const [row] = await database.owner()`
      update tool_metrics_daily m set rated = rated + 5000, fair_rated = fair_rated + 5000, fair_errors = fair_errors + 5000, errors = errors + 5000
      from tools t join developers d on d.id = t.developer_id
      where m.tool_id = t.id and m.bucket_at = ${addDays(asOf, -3)} and t.archived_at is null and t.id = (
        select tool_id from tool_metrics_daily join tools on tools.id = tool_id where archived_at is null and rated > 100 order by tool_id limit 1)
      returning d.id`
    expect(await calculate()).toEqual({ checked: 120, changed: 1, failed: 0 })
    const corrected = (await receipts()).find((receipt) => receipt.developer_id === row?.id)
    expect(corrected?.score).toBeLessThanOrEqual(59)
    expect((await receipts()).map((receipt) => receipt.score)).toEqual(
      (await recountScores(database.owner(), { asOf, now })).map((recounted) => recounted.score),
    )
  })
})

describe('many developers', () => {
  it('a run that loses its lease half way leaves whole receipts, and the next run completes the day', async () => {
    await database.owner()`insert into organizations (id, name, slug) select md5('many' || i)::uuid, 'Many', 'many-' || i from generate_series(1, 1100) i`
    await database.owner()`insert into developers (organization_id) select md5('many' || i)::uuid from generate_series(1, 1100) i`
    const at = addDays(now, 2)
    const [total] = await database.owner()`select count(*)::int as developers from developers`
    let asked = 0
    const halfWay = await calculate(at, async () => ++asked < 2)
    expect(halfWay).toEqual({ checked: 1_000, changed: 500, failed: 0 })
    expect(await receipts(addDays(asOf, 2))).toHaveLength(500)
    expect(await calculate(at)).toMatchObject({ checked: total?.developers, changed: total?.developers - 500 })
    expect(await receipts(addDays(asOf, 2))).toHaveLength(total?.developers)
  })
})

/** A developer of 40 good days: one tool, 1,000 calls a day, everything reported and switched on except what is changed. */
async function seedDeveloper() {
  const owner = database.owner()
  const { organization, developer, tools } = await seedTools(owner, 1)
  const [tool = ''] = tools
  await owner`update organizations set audit_retention_days = 365 where id = ${organization}`
  await owner`update developers set stripe_connect_active = true, two_factor_enabled = true, budget_controls_enabled = true where id = ${developer}`
  await owner`insert into webhook_endpoints (organization_id, url) values (${organization}, 'https://example.com/hook')`
  await owner`
    insert into tool_metrics_daily (tool_id, organization_id, bucket_at, invocations, rated, errors, errors4xx, errors429, errors5xx, errors_developer, errors_consumer,
      errors_platform, errors_upstream, fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers, sketch_keys, sketch_counts)
    select ${tool}, ${organization}, day, 1000, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 1000, 0, 1000, 100000, 1000000, 5, '{}', '{}'
    from generate_series(${addDays(asOf, -70)}::timestamptz, ${addDays(asOf, 40)}::timestamptz, interval '1 day') day`
  return { organization, developer, tool }
}

const report = (organizationId: string, at: Date) =>
  withTenant(organizationId, (tx) => getHealthReport(tx, { organizationId, now: at }), { accessMode: 'read only' })

describe('promises', () => {
  it('open with the action, stay as made, and close with what was really won', async () => {
    const owner = database.owner()
    const { organization, developer } = await seedDeveloper()
    await owner`update developers set two_factor_enabled = false, stripe_connect_active = false where id = ${developer}`
    await calculate(now)
    await calculate(addDays(now, 1))
    const open = await report(organization, addDays(now, 1))
    const promised = open.actions.find((action) => action.id === 'two_factor')
    expect(promised).toMatchObject({
      openSince: asOf,
      promisedPoints: promised?.points,
      priority: 'recommended',
      href: '/dashboard/settings/security#two-factor',
    })
    expect(open.won).toEqual([])

    await owner`update developers set two_factor_enabled = true where id = ${developer}`
    await calculate(addDays(now, 2))
    const closed = await report(organization, addDays(now, 2))
    expect(closed.actions.map((action) => action.id)).not.toContain('two_factor')
    expect(closed.won).toEqual([
      {
        actionId: 'two_factor',
        title: 'Two-factor authentication',
        openedAt: asOf,
        closedAt: addDays(asOf, 2),
        promisedPoints: promised?.points,
        wonPoints: promised?.points,
      },
    ])
    expect(closed.score).toBeCloseTo((open.score ?? 0) + (promised?.points ?? 0), 6)

    // The same day again, and again with the fix undone: the row is replaced, not repeated.
    await calculate(addDays(now, 2))
    expect((await report(organization, addDays(now, 2))).won).toHaveLength(1)
    await owner`update developers set two_factor_enabled = false where id = ${developer}`
    expect(await calculate(addDays(now, 2))).toMatchObject({ changed: 1, failed: 0 })
    const reopened = await report(organization, addDays(now, 2))
    expect(reopened.won).toEqual([])
    expect(reopened.actions.find((action) => action.id === 'two_factor')).toMatchObject({ openSince: asOf })
  })
})

describe('dismissing an action', () => {
  it('hides it for 7 days, once however often it is clicked, and is in the journal', async () => {
    const { organization, developer } = await seedDeveloper()
    await database.owner()`update developers set stripe_connect_active = false where id = ${developer}`
    const { actor } = await createPerson({ organizationId: organization })
    const ctx = { actor, now, requestId: randomUUID(), ip: null }
    await calculate(now)
    const until = addDays(now, 7)

    const answers = await Promise.all([1, 2, 3].map(() => dismissAction(ctx, { actionId: 'stripe_connect' })))
    expect(answers).toEqual(Array(3).fill({ actionId: 'stripe_connect', remindAt: until }))
    expect(await dismissAction({ ...ctx, now: addDays(now, 3) }, { actionId: 'stripe_connect' })).toEqual({ actionId: 'stripe_connect', remindAt: until })
    const history = await database.owner()`select action, after from journal where subject_id = ${developer} and action = 'score_action.dismissed'`
    expect(history.map((entry) => entry.after)).toEqual([{ actionId: 'stripe_connect', remindAt: until.toISOString() }])

    const shown = async (at: Date) => (await report(organization, at)).actions.some((action) => action.id === 'stripe_connect')
    expect(await shown(addDays(now, 1))).toBe(false)
    expect((await report(organization, addDays(now, 1))).dismissed).toMatchObject([{ id: 'stripe_connect', dismissedUntil: until }])
    expect(await shown(new Date(until.getTime() - 1))).toBe(false)
    expect(await shown(until)).toBe(true)

    // Hiding changes what is shown, not the score.
    await dismissAction({ ...ctx, now: until }, { actionId: 'stripe_connect' })
    expect((await report(organization, until)).score).toBe((await report(organization, now)).score)
    await undismissAction({ ...ctx, now: until }, { actionId: 'stripe_connect' })
    await undismissAction({ ...ctx, now: until }, { actionId: 'stripe_connect' })
    expect(await shown(until)).toBe(true)
    const actions = await database.owner()`select action from journal where subject_id = ${developer} order by id`
    expect(actions.map((entry) => entry.action)).toEqual(['score_action.dismissed', 'score_action.dismissed', 'score_action.restored'])
  })

  it.each([
    ['an action that does not exist', 'polish_logo', 'not_found'],
    ['a key of the organization', 'two_factor', 'forbidden'],
    ['an organization that publishes nothing', 'two_factor', 'not_found'],
    ['nobody’s organization', 'two_factor', 'forbidden'],
  ])('refuses %s', async (who, actionId, code) => {
    const { organization } = await seedDeveloper()
    const [consumer] = await seedConsumers(database.owner(), 1)
    const person = await createPerson({ organizationId: who.includes('publishes nothing') ? consumer?.organization : organization })
    const actor = who.includes('key')
      ? { kind: 'key' as const, keyId: randomUUID(), organizationId: organization, scopes: ['scores:read' as const] }
      : { ...person.actor, organizationId: who.startsWith('nobody') ? null : person.actor.organizationId }
    await expect(dismissAction({ actor, now, requestId: randomUUID(), ip: null }, { actionId })).rejects.toMatchObject({ code })
  })
})

describe('the health report', () => {
  it('is of the organization alone, even where the caller names another', async () => {
    const mine = await seedDeveloper()
    const other = await seedDeveloper()
    await calculate(now)
    const peek = withTenant(mine.organization, (tx) => findHealthReport(tx, { organizationId: other.organization, now }))
    expect(await peek).toBeNull()
    expect(
      await withTenant(mine.organization, (tx) => listScoreHistory(tx, { organizationId: other.organization, window: { from: addDays(now, -9), to: now } })),
    ).toEqual([])
    const asStaff = await withPlatform((tx) => getHealthReport(tx, { organizationId: other.organization, now }))
    expect(asStaff).toEqual(await report(other.organization, now))
  })

  it('goes from none over a score to a stale one', async () => {
    const { organization } = await seedDeveloper()
    expect(await report(organization, now)).toMatchObject({ state: 'none', score: null, dimensions: [], stale: false, security: { total: 6 } })
    await calculate(now)
    expect(await report(organization, now)).toMatchObject({ state: 'scored', stale: false, asOf })
    expect(await report(organization, new Date(asOf.getTime() + 2 * DAY - 1))).toMatchObject({ stale: false })
    expect(await report(organization, new Date(asOf.getTime() + 2 * DAY))).toMatchObject({ stale: true })
  })

  it('tells what changed since last week, and keeps four weeks of history with its gaps', async () => {
    const owner = database.owner()
    const { organization, developer, tool } = await seedDeveloper()
    for (const day of [0, 1, 2, 8]) await calculate(addDays(now, day))
    const at = addDays(now, 9)
    await owner`update developers set budget_controls_enabled = false where id = ${developer}`
    await owner`update tool_metrics_daily set fair_errors = 100 where tool_id = ${tool}`
    await calculate(at)
    const { score, change, history, dimensions } = await report(organization, at)
    expect(history.map((point) => point.asOf)).toEqual([0, 1, 2, 8, 9].map((day) => addDays(asOf, day)))
    const before = history[2]?.score ?? 0
    expect(change).toMatchObject({ week: Math.round(((score ?? 0) - before) * 10) / 10, fourWeeks: null, trend: 'declining' })
    expect(change.because.map((part) => part.id).sort()).toEqual(['budget_controls', 'error_rate'])
    expect(Math.round(change.because.reduce((sum, part) => sum + part.points, 0) * 10) / 10).toBe(change.week)
    const integration = dimensions[0]
    expect(integration?.history).toHaveLength(28)
    expect(integration?.history.slice(18).map((points) => points !== null)).toEqual([true, true, true, false, false, false, false, false, true, true])
    expect(integration?.metrics[0]).toMatchObject({ id: 'error_rate', value: 0.1, points: 10, change: { points: -10, valueBefore: 0 } })
    expect(integration?.metrics[0]?.valueHistory.slice(-2)).toEqual([0, 0.1])
    expect(
      await withTenant(organization, (tx) => listScoreHistory(tx, { organizationId: organization, window: { from: asOf, to: addDays(asOf, 9) } })),
    ).toHaveLength(4)
  })
})
