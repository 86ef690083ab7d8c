import fc from 'fast-check'
import { expect, it } from 'vitest'
import { closePool } from '@/db/client'
import { evaluateAlerts } from '@/lib/alerts/commands/evaluate-alerts'
import { MINUTE } from '@/lib/time'
import { type Agreed, liveMinute, type Reference, type ReferenceRule, untouched, type Word, words, wordValues } from '../support/alert-reference'
import { makeRule, makeSeries, setMinute } from '../support/alert-series'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'

const database = useDatabase()
/** Each run goes on where the one before it ended: the evaluator's clock never goes back. */
let now = new Date('2026-03-04T12:00:00Z')

/** As rules differ in what they do; each has one series. */
const shapes: ReferenceRule[] = [
  { forMinutes: 2, recoverMinutes: 2, noData: 'keep' },
  { forMinutes: 0, recoverMinutes: 1, noData: 'resolve' },
  { forMinutes: 1, recoverMinutes: 0, noData: 'alert' },
]

interface Model {
  references: Reference[]
  /** Minutes that were lived through. */
  minutes: number
  /** What should have happened, by rule. */
  happened: string[][]
  /** Until when each is silenced, in minutes. */
  silencedTo: number[]
}

interface Real {
  rules: string[]
  series: number[]
  start: Date
}

type Command = fc.AsyncCommand<Model, Real>

const command = (name: string, run: (model: Model, real: Real) => Promise<void>): Command => ({ check: () => true, run, toString: () => name })

/** A minute passes and is judged, by one evaluator or by two at once. */
const minutePasses = (read: Word[], evaluators: number): Command =>
  command(`minute(${read.join(', ')}${evaluators > 1 ? `; ${evaluators} evaluators` : ''})`, async (model, real) => {
    model.minutes++
    now = new Date(real.start.getTime() + model.minutes * MINUTE)
    for (const [i, word] of read.entries()) await write(real.series[i] ?? 0, word)
    await Promise.all(Array.from({ length: evaluators }, () => evaluateAlerts(jobContext(now), { now, stillMine: async () => true })))
    for (const [i, word] of read.entries()) {
      const reference = model.references[i]
      const shape = shapes[i]
      if (reference && shape) model.happened[i]?.push(...liveMinute(reference, word, shape, model.minutes))
    }
    await compare(model, real)
  })

/** An error is a sum that no number can hold: two processes that each say almost the largest there is. */
async function write(series: number, word: Word): Promise<void> {
  const value = word === 'error' ? 1.7e308 : wordValues[word]
  await setMinute(database.owner(), series, now, value)
  if (word === 'error') await setMinute(database.owner(), series, now, value, '00000000-0000-4000-8000-0000000000fe')
}

const onOpen = (name: string, rule: number, change: (reference: Reference, real: Real, model: Model) => Promise<void>): Command => ({
  check: (model) => model.references[rule]?.open === true,
  run: async (model, real) => {
    const reference = model.references[rule]
    if (reference) await change(reference, real, model)
  },
  toString: () => `${name}(${rule})`,
})

const closes = (rule: number): Command =>
  onOpen('close', rule, async (reference, real, model) => {
    Object.assign(reference, { open: false, agreed: null })
    model.happened[rule]?.push('dismissed')
    const owner = database.owner()
    await owner`
      with done as (
        update alerts set state = 'dismissed', resolved_at = ${now}, resolve_reason = 'by_hand' where rule_id = ${real.rules[rule] ?? ''} and state in ('firing', 'acknowledged')
        returning id
      ) insert into alert_events (alert_id, type, at) select id, 'dismissed', ${now} from done`
  })

const acknowledges = (rule: number, until: Agreed['until']): Command =>
  onOpen(`acknowledge ${until}`, rule, async (reference, real, model) => {
    const agreed: Agreed = until === 'time' ? { until, at: model.minutes + 2 } : until === 'worse' ? { until, than: 150 } : { until }
    reference.agreed = agreed
    const owner = database.owner()
    const acknowledgement = {
      ...agreed,
      ...(agreed.until === 'time' ? { at: new Date(real.start.getTime() + agreed.at * MINUTE).toISOString() } : {}),
      reason: 'known',
    }
    await owner`
      update alerts set state = 'acknowledged', acknowledged_at = ${now}, acknowledgement = ${owner.json(acknowledgement)}
      where rule_id = ${real.rules[rule] ?? ''} and state in ('firing', 'acknowledged')`
  })

const changesRule = (rule: number, how: 'edit' | 'off' | 'on'): Command =>
  command(`${how}(${rule})`, async (model, real) => {
    const reference = model.references[rule]
    if (!reference) return
    reference.changed = true
    if (how !== 'edit') reference.on = how === 'on'
    await database.owner()`update alert_rules set version = version + 1, enabled = ${reference.on} where id = ${real.rules[rule] ?? ''}`
  })

const silences = (rule: number): Command =>
  command(`silence(${rule})`, async (model) => {
    model.silencedTo[rule] = model.minutes + 3
    const owner = database.owner()
    await owner`
      insert into silences (matchers, reason, created_by, starts_at, ends_at)
      values (${owner.json([{ name: 'rule', op: '=', value: `rule ${rule}` }])}, 'known', '00000000-0000-4000-8000-000000000009', ${now}, ${new Date(now.getTime() + 3 * MINUTE)})`
  })

const restarts = command('restart', async () => closePool())

const rule = fc.nat({ max: shapes.length - 1 })
const anything = [
  ...Array.from({ length: 6 }, () =>
    fc
      .tuple(fc.array(fc.constantFrom(...words), { minLength: 3, maxLength: 3 }), fc.constantFrom(1, 1, 2))
      .map(([read, evaluators]) => minutePasses(read, evaluators)),
  ),
  rule.map(closes),
  fc.tuple(rule, fc.constantFrom('resolved' as const, 'time' as const, 'worse' as const)).map(([which, until]) => acknowledges(which, until)),
  fc.tuple(rule, fc.constantFrom('edit' as const, 'off' as const, 'on' as const)).map(([which, how]) => changesRule(which, how)),
  rule.map(silences),
  fc.constant(restarts),
]

async function compare(model: Model, real: Real): Promise<void> {
  const owner = database.owner()
  const events = await owner<{ ruleId: string; alertId: string; type: string; reason: string | null; silenced: boolean; open: boolean }[]>`
    select a.rule_id as "ruleId", a.id as "alertId", e.type, a.resolve_reason as reason, a.silence_id is not null as silenced, a.state in ('firing', 'acknowledged') as open
    from alert_events e join alerts a on a.id = e.alert_id order by e.seq`
  for (const [i, id] of real.rules.entries()) {
    const own = events.filter(({ ruleId }) => ruleId === id)
    expect(
      own.map(({ type, reason }) => (type === 'resolved' ? `resolved ${reason}` : type)),
      `what happened to rule ${i}`,
    ).toEqual(model.happened[i])
    // Each alert opens first and ends once, last.
    const open = new Set<string>()
    for (const alertId of new Set(own.map((event) => event.alertId))) {
      const of = own.filter((event) => event.alertId === alertId)
      expect(of.findIndex(({ type }) => type === 'fired')).toBe(0)
      const ended = of.findIndex(({ type }) => type === 'resolved' || type === 'dismissed')
      expect(ended === -1 || ended === of.length - 1).toBe(true)
      expect(of[0]?.open).toBe(ended === -1)
      if (ended === -1) open.add(alertId)
      if (ended === -1) expect(of[0]?.silenced).toBe((model.silencedTo[i] ?? 0) > model.minutes)
    }
    expect(open.size).toBe(model.references[i]?.open ? 1 : 0)
  }
}

async function begin(): Promise<{ model: Model; real: Real }> {
  const owner = database.owner()
  for (const table of ['alert_events', 'alert_states', 'alerts', 'alert_runs', 'alert_cursor', 'silences', 'alert_rules', 'metric_minutes', 'metric_series'])
    await owner`delete from ${owner(table)}`
  const real: Real = { rules: [], series: [], start: now }
  for (const [i, shape] of shapes.entries()) {
    real.rules.push(await makeRule(owner, { ...shape, name: `rule ${i}`, aggregation: 'sum', filter: { queue: `q${i}` } }))
    real.series.push(await makeSeries(owner, 'queue_depth', { queue: `q${i}` }))
  }
  return { model: { references: shapes.map(untouched), minutes: 0, happened: shapes.map(() => []), silencedTo: [] }, real }
}

it('does what is promised in any order of readings, failures and what people do', { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(anything, { maxCommands: 25 }), async (commands) => {
      const { model, real } = await begin()
      await fc.asyncModelRun(() => ({ model, real }), commands)
    }),
    // As many as fit into a few seconds; ALERT_ENGINE_RUNS asks for more.
    { numRuns: Number(process.env.ALERT_ENGINE_RUNS ?? 8), endOnFailure: true },
  )
})
