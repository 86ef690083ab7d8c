import type { AnomalyMetric, CauseKind, CausePattern, Evidence, StoryCause } from '../model'
import type { Cell, Finding } from './model'
import { add, enough, excessOf, explainsAsCaller, explainsAsMark, level, MIN_CALLS, MIN_ERRORS, MIN_REST, nothing, type Part, share, sum } from './removal'

// The likely cause, by removal: one value of one dimension at a time is taken away, and the one without
// which things would be as usual is the cause. Callers are taken away with all their calls, so that the
// largest of them explains nothing when all fail alike; codes and providers with the failures they name.

/** What part of the excess has to go away with a value for it to be called the cause. */
const EXPLAINS = 0.7
/** From so many times its usual calls on, a caller that fails is retrying. */
const RETRY_FACTOR = 3
/** A status is that of a cause when so many of its failures have it. */
const COMMON_STATUS = 0.6
/** A key is named instead of its owner when the owner's other keys are used and fare well. */
const KEY_SLACK = 0.05
const MAX_EVIDENCE = 8
const MAX_EVIDENCE_OF_KIND = 3
/** What explains less is noise. */
const MIN_EVIDENCE = 0.1

export interface Question {
  metric: AnomalyMetric
  direction: 'up' | 'down'
  cells: readonly Cell[]
  /** Providers that tools stand on, by tool. */
  dependsOn: ReadonlyMap<string, readonly string[]>
  /** The release with which it may have begun. levelBefore: the metric in the hour before it, null where nothing was measured. */
  release: { label: string; levelBefore: number | null } | null
}

interface Candidate extends Part {
  kind: CauseKind
  value: string
  explains: number
  /** Failures by status, now. */
  statuses: Map<number, number>
  /** The caller that a key belongs to. */
  owner?: string | null
}

/**
 * Looks for the cause of one metric's excess in calls of one tool or of several. None where nothing
 * stands out, where numbers are too small, or where nothing is out of the ordinary in these calls.
 */
export function findCause(question: Question): Finding {
  const { metric, direction, cells, release } = question
  const now = sum(cells.filter((cell) => cell.now))
  const before = sum(cells.filter((cell) => !cell.now))
  const excess = excessOf(metric, now, before)
  if (excess === null || (direction === 'up' ? excess <= 0 : excess >= 0) || !enough(metric, now, before)) return { cause: null, evidence: [] }

  const callers = (kind: 'consumer' | 'api_key') => tabulate(cells, kind, (cell) => valueIn(cell, kind, question))
  const removeCaller = (one: Candidate) => ({ ...one, explains: explainsAsCaller(metric, { now, before }, one, excess) })
  const consumers = callers('consumer').map(removeCaller)
  const keys = callers('api_key').map(removeCaller)
  const marks =
    metric === 'error_rate'
      ? (['provider', 'platform', 'error_code'] as const).flatMap((kind) =>
          tabulate(cells, kind, (cell) => valueIn(cell, kind, question)).map((one) => ({ ...one, explains: explainsAsMark({ now, before }, one, excess) })),
        )
      : []
  const all = [...consumers, ...keys, ...marks].sort(byWeight)
  const convincing = all.filter((one) => one.explains >= EXPLAINS && heavy(metric, one))
  const best = (kind: CauseKind) => convincing.find((one) => one.kind === kind)

  const caller = callerOf(best('consumer'), best('api_key'), consumers)
  const version = release ? releaseOf(release, question, { now, before }) : undefined
  // A caller beats its codes: the others call the same tool and fare well. A provider's code beats the
  // release that came before it, and a release the codes that came with it.
  const cause = caller ?? best('provider') ?? best('platform') ?? version ?? best('error_code')
  const listed = [...(cause ? [cause] : []), ...all.filter((one) => one !== cause && one.explains >= MIN_EVIDENCE)]
  return {
    cause: cause ? toCause(metric, direction, cause) : null,
    evidence: firstOfKind(listed).map((one) => toEvidence(metric, { now, before }, one)),
  }
}

/** The key by which stories of one cause find each other. */
export function causeKeyOf(cause: Pick<StoryCause, 'kind' | 'value'>): string {
  return `${cause.kind}:${cause.value}`
}

/** Is there enough of it for it to be blamed? */
function heavy(metric: AnomalyMetric, { now, before }: Candidate): boolean {
  if (metric === 'error_rate') return now.errors >= MIN_ERRORS
  return Math.max(now.calls, before.calls) >= MIN_CALLS
}

const KEY_SEPARATOR = '\n'

function valueIn(cell: Cell, kind: CauseKind, { dependsOn }: Question): string | null {
  switch (kind) {
    case 'consumer':
      return cell.consumerId
    case 'api_key':
      return cell.keyPrefix === null ? null : `${cell.keyPrefix}${KEY_SEPARATOR}${cell.consumerId ?? ''}`
    case 'error_code':
      return cell.errorCode
    case 'provider':
      return providerOf(cell, dependsOn.get(cell.toolId) ?? [])
    case 'platform':
      return cell.fault === 'platform' ? 'gateway' : null
    default:
      return null
  }
}

/** upstream.mapbox and upstream.mapbox.timeout name mapbox; without such a code, an upstream failure is that of the only provider. */
function providerOf({ errorCode, fault }: Cell, dependsOn: readonly string[]): string | null {
  const named = errorCode === null ? null : /^(?:upstream|provider)\.([^.]+)/.exec(errorCode)
  if (named) return named[1] ?? null
  return fault === 'upstream' && dependsOn.length === 1 ? (dependsOn[0] ?? null) : null
}

function tabulate(cells: readonly Cell[], kind: CauseKind, read: (cell: Cell) => string | null): Candidate[] {
  const found = new Map<string, Candidate>()
  for (const cell of cells) {
    const raw = read(cell)
    if (raw === null) continue
    const [value = '', owner] = kind === 'api_key' ? raw.split(KEY_SEPARATOR) : [raw]
    const one = found.get(raw) ?? { kind, value, now: nothing(), before: nothing(), explains: 0, statuses: new Map<number, number>(), owner: owner || null }
    add(cell.now ? one.now : one.before, cell)
    if (cell.now && cell.statusCode !== null && cell.errors > 0) one.statuses.set(cell.statusCode, (one.statuses.get(cell.statusCode) ?? 0) + cell.errors)
    found.set(raw, one)
  }
  return [...found.values()]
}

function byWeight(a: Candidate, b: Candidate): number {
  return b.explains - a.explains || b.now.errors - a.now.errors || b.now.calls - a.now.calls || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0)
}

/** A key instead of its owner only where the owner's other calls show that it is the key. */
function callerOf(consumer: Candidate | undefined, key: Candidate | undefined, consumers: Candidate[]): Candidate | undefined {
  if (!key) return consumer
  if (!consumer) return key
  const owner = consumers.find(({ value }) => value === key.owner)
  const others = owner ? owner.now.calls - key.now.calls : 0
  return others >= MIN_REST && key.explains >= consumer.explains - KEY_SLACK ? key : consumer
}

function releaseOf(release: NonNullable<Question['release']>, { metric, direction }: Question, total: Part): Candidate | undefined {
  // A release that makes things faster is no cause for worry, and a flood of calls is nobody's release.
  const worse = metric === 'error_rate' || metric === 'latency' ? direction === 'up' : direction === 'down'
  if (!worse) return undefined
  const [is, was] = [level(metric, total.now), level(metric, total.before)]
  const amount = metric === 'invocations' || metric === 'revenue'
  const explains = amount || release.levelBefore === null || is === null ? 1 : 1 - (release.levelBefore - (was ?? 0)) / (is - (was ?? 0))
  if (explains < EXPLAINS) return undefined
  return { kind: 'version', value: release.label, now: total.now, before: nothing(), explains, statuses: new Map() }
}

function toCause(metric: AnomalyMetric, direction: 'up' | 'down', one: Candidate): StoryCause {
  const statusCode = metric === 'error_rate' ? commonStatus(one) : null
  return {
    kind: one.kind,
    value: one.value,
    label: one.value,
    pattern: patternOf(metric, direction, one, statusCode),
    statusCode,
    confidence: Math.min(1, Math.max(0, one.explains)),
  }
}

function commonStatus({ statuses, now }: Candidate): number | null {
  const [first] = [...statuses].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  return first && first[1] >= COMMON_STATUS * now.errors ? first[0] : null
}

function patternOf(metric: AnomalyMetric, direction: 'up' | 'down', { kind, now, before, statuses }: Candidate, statusCode: number | null): CausePattern {
  if (metric === 'latency') return 'slowness'
  if (metric !== 'error_rate') return direction === 'up' ? 'surge' : 'absence'
  if (kind === 'version' || kind === 'platform' || kind === 'error_code') return 'errors'
  if (statusCode === 429) return 'rate_limit'
  if (kind !== 'provider' && now.calls >= MIN_CALLS && now.calls >= RETRY_FACTOR * before.calls) return 'retry_loop'
  const refused = (statuses.get(401) ?? 0) + (statuses.get(403) ?? 0)
  return refused >= COMMON_STATUS * now.errors ? 'credentials' : 'errors'
}

function firstOfKind(candidates: Candidate[]): Candidate[] {
  const seen = new Map<CauseKind, number>()
  return candidates
    .filter(({ kind }) => {
      const count = (seen.get(kind) ?? 0) + 1
      seen.set(kind, count)
      return count <= MAX_EVIDENCE_OF_KIND
    })
    .slice(0, MAX_EVIDENCE)
}

function toEvidence(metric: AnomalyMetric, total: Part, one: Candidate): Evidence {
  return {
    kind: one.kind,
    value: one.value,
    label: one.value,
    shareNow: share(metric, one.now, total.now),
    shareBefore: share(metric, one.before, total.before),
    explains: one.explains,
    calls: Math.round(one.now.calls),
    errors: Math.round(one.now.errors),
  }
}
