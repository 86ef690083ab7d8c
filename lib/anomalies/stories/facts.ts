import type { StoryCause, StoryFacts } from '../model'
import { causeKeyOf, findCause } from './cause'
import type { Diagnosis, Stretch } from './diagnose'
import { type Cell, type Finding, type LedgerEntry, SILENCE_KEY, type StoryEvent, type Tool } from './model'
import { bySign, isSilent, leadingSign, type Sign } from './signs'
import { rankSuspects, toChange } from './suspects'

/** An event of a story with what was found in its calls. */
export interface Examined {
  event: StoryEvent
  stretch: Stretch
  diagnosis: Diagnosis
  cells: readonly Cell[]
  /** Earlier days that it was compared with. */
  days: number
}

/** What composing needs besides the events. */
export interface Surroundings {
  tools: ReadonlyMap<string, Tool>
  ledger: readonly LedgerEntry[]
  damage: { calls: number; failedCalls: number; revenueMicros: number }
  /** Set while the story is a part of a platform story. */
  platform: StoryFacts['platform']
}

const MOST_SIGNS = 50

/** The story's cause key and facts; consumers are still called by their ids. */
export function composeFacts(examined: readonly Examined[], { tools, ledger, damage, platform }: Surroundings): { causeKey: string; facts: StoryFacts } {
  const signs = signsOf(examined.map(({ event }) => event))
  const leading = leadingSign(signs)
  const leaders = examined.filter(({ event }) => leading && event.metric === leading.metric && directionOf(event) === leading.direction)
  const { cause, evidence } = findingOf(examined, leaders, signs, tools)
  const silent = cause === null && leaders.some(({ event }) => isSilent(event))
  const toolIds = [...new Set(examined.map(({ event }) => event.toolId))].sort()
  const known = toolIds.flatMap((id) => tools.get(id) ?? [])
  const onset = new Date(Math.min(...examined.map(({ stretch }) => stretch.onset.getTime())))
  const lastBadAt = new Date(Math.max(...examined.map(({ event }) => event.lastBadAt.getTime())))
  return {
    causeKey: cause ? causeKeyOf(cause) : silent ? SILENCE_KEY : `tool:${leading?.toolId ?? toolIds[0] ?? ''}`,
    facts: {
      cause: cause ?? (silent && platform ? silenceCause : null),
      evidence,
      suspects: rankSuspects(
        ledger.flatMap((entry) => toChange(entry, known) ?? []),
        { onset, lastBadAt, toolIds },
      ),
      affected: {
        tools: known.map(({ id, name, organizationId }) => ({ id, name, organizationId })),
        developers: new Set(examined.map(({ event }) => event.organizationId)).size,
        ...consumersOf(leaders, leading),
        ...damage,
      },
      signs: signs.slice(0, MOST_SIGNS),
      platform,
      examined: stretchesOf(leaders),
    },
  }
}

/** The facts with names in place of ids. */
export function nameConsumers(facts: StoryFacts, names: ReadonlyMap<string, string>): StoryFacts {
  const label = <T extends { kind: string; value: string; label: string }>(one: T): T =>
    one.kind === 'consumer' ? { ...one, label: names.get(one.value) ?? one.label } : one
  return {
    ...facts,
    cause: facts.cause && label(facts.cause),
    evidence: facts.evidence.map(label),
    affected: { ...facts.affected, consumerNames: facts.affected.consumerNames.map((id) => names.get(id) ?? id) },
  }
}

/** The ids that nameConsumers wants names for. */
export function consumersToName({ cause, evidence, affected }: StoryFacts): string[] {
  const valued = [...(cause ? [cause] : []), ...evidence].filter(({ kind }) => kind === 'consumer').map(({ value }) => value)
  return [...new Set([...valued, ...affected.consumerNames])]
}

/** When tools of several developers fall silent at once, it is the platform; without a name for what it is. */
export const silenceCause: StoryCause = { kind: 'platform', value: 'silence', label: '', pattern: 'absence', statusCode: null, confidence: 0.5 }

const NAMES = 5

function directionOf({ observed, usual }: StoryEvent): 'up' | 'down' {
  return observed > usual ? 'up' : 'down'
}

/** One sign a tool and metric, the worst of its events, the gravest first. */
function signsOf(events: readonly StoryEvent[]): Sign[] {
  const signs = new Map<string, Sign>()
  for (const event of events) {
    const sign: Sign = { metric: event.metric, direction: directionOf(event), toolId: event.toolId, observed: event.observed, usual: event.usual }
    const key = `${sign.toolId} ${sign.metric} ${sign.direction}`
    const other = signs.get(key)
    signs.set(key, other ? ([other, sign].sort(bySign)[0] ?? sign) : sign)
  }
  return [...signs.values()].sort(bySign)
}

/**
 * The cause of the gravest event that has one; what it is known by is counted over all events of the
 * gravest metric together, where it is the cause there, too.
 */
function findingOf(examined: readonly Examined[], leaders: readonly Examined[], signs: readonly Sign[], tools: ReadonlyMap<string, Tool>): Finding {
  const place = ({ event }: Examined) =>
    signs.findIndex((sign) => sign.toolId === event.toolId && sign.metric === event.metric && sign.direction === directionOf(event))
  const ordered = [...examined].sort(
    (a, b) => place(a) - place(b) || a.event.startedAt.getTime() - b.event.startedAt.getTime() || (a.event.id < b.event.id ? -1 : 1),
  )
  const first = ordered.find(({ diagnosis }) => diagnosis.cause !== null)
  const own: Finding = first?.diagnosis ?? { cause: null, evidence: ordered[0]?.diagnosis.evidence ?? [] }
  const leader = leaders[0]
  if (!leader || leaders.length === 1 || !own.cause || own.cause.kind === 'version') return own
  const together = findCause({
    metric: leader.event.metric,
    direction: directionOf(leader.event),
    cells: leaders.flatMap(({ cells }) => cells),
    dependsOn: new Map([...tools].map(([id, { dependsOn }]) => [id, dependsOn])),
    release: null,
  })
  return together.cause && causeKeyOf(together.cause) === causeKeyOf(own.cause) ? together : own
}

interface Weight {
  calls: number
  callsBefore: number
  errors: number
  errorsBefore: number
}

/** Who is affected: who fails more than usual, who is missing, or who calls, by what leads; the five with most of it by id. */
function consumersOf(leaders: readonly Examined[], leading: Sign | null): { consumers: number; consumerNames: string[] } {
  const weights = new Map<string, Weight>()
  for (const cell of leaders.flatMap(({ cells }) => cells)) {
    if (cell.consumerId === null) continue
    const one = weights.get(cell.consumerId) ?? { calls: 0, callsBefore: 0, errors: 0, errorsBefore: 0 }
    one[cell.now ? 'calls' : 'callsBefore'] += cell.calls
    one[cell.now ? 'errors' : 'errorsBefore'] += cell.errors
    weights.set(cell.consumerId, one)
  }
  const affected = [...weights]
    .map(([id, weight]) => ({ id, weight: lossOf(weight, leading) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1))
  return { consumers: affected.length, consumerNames: affected.slice(0, NAMES).map(({ id }) => id) }
}

/** How much a consumer is affected; 0: not more than chance would have it. */
function lossOf({ calls, callsBefore, errors, errorsBefore }: Weight, leading: Sign | null): number {
  // Counts vary by their root; two of those and one failure more are no chance.
  if (leading?.metric === 'error_rate' && leading.direction === 'up')
    return errors > errorsBefore + 2 * Math.sqrt(errorsBefore) + 0.5 ? errors - errorsBefore : 0
  // Half a call a stretch is a consumer that was there every other day.
  if (leading?.metric === 'invocations' && leading.direction === 'down') return callsBefore >= 0.5 && calls < callsBefore / 2 ? callsBefore - calls : 0
  return calls
}

function stretchesOf(leaders: readonly Examined[]): StoryFacts['examined'] {
  const looked = leaders.filter(({ cells }) => cells.length > 0)
  if (looked.length === 0) return null
  return {
    from: new Date(Math.min(...looked.map(({ stretch }) => stretch.onset.getTime()))).toISOString(),
    to: new Date(Math.max(...looked.map(({ stretch }) => stretch.until.getTime()))).toISOString(),
    days: Math.max(...looked.map(({ days }) => days)),
  }
}
