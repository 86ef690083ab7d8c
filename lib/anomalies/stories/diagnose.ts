import { HOUR, MINUTE } from '@/lib/time'
import { causeKeyOf, findCause } from './cause'
import { type Cell, type Finding, type LedgerEntry, SILENCE_KEY, type StoryEvent, type Tool } from './model'
import { type Level, LOOKBACK_MS, onsetOf, pooled } from './onset'
import { isSilent } from './signs'
import { AFTER_MS, type Change, toChange } from './suspects'

/** When an event began, and which of its calls are looked into. */
export interface Stretch {
  onset: Date
  /** onset to here. */
  until: Date
}

export interface Diagnosis extends Finding {
  /** What stories find each other by; null: nothing stands out. */
  causeKey: string | null
}

/** The first hour tells what the cause is; of busy tools as much as this many calls need, but no less than two windows. */
const EXAMINED_MS = HOUR
const EXAMINED_CALLS = 100_000
const LEAST_EXAMINED_MS = 10 * MINUTE
const STEP_MS = 5 * MINUTE
/** A release so long before the onset may be what it began with. */
const RELEASE_MS = 30 * MINUTE

/** The stretch of an event that is looked into. */
export function stretchOf(event: StoryEvent, levels: readonly Level[]): Stretch {
  const onset = onsetOf(event, levels)
  const lastHour = levels.filter(({ at }) => at.getTime() >= event.startedAt.getTime() - LOOKBACK_MS)
  const calls = lastHour.reduce((sum, level) => sum + level.calls, 0)
  const affordable = calls > 0 ? Math.floor((EXAMINED_MS * EXAMINED_CALLS) / calls / STEP_MS) * STEP_MS : EXAMINED_MS
  const length = Math.min(EXAMINED_MS, Math.max(LEAST_EXAMINED_MS, affordable))
  const seen = Math.max(event.lastBadAt.getTime(), event.startedAt.getTime())
  return { onset, until: new Date(Math.min(seen, onset.getTime() + length)) }
}

/** What an event is traced to, by its calls and by what was released shortly before. */
export function diagnose(
  event: StoryEvent,
  {
    stretch,
    levels,
    cells,
    tool,
    ledger,
  }: { stretch: Stretch; levels: readonly Level[]; cells: readonly Cell[]; tool: Tool | undefined; ledger: readonly LedgerEntry[] },
): Diagnosis {
  const finding = findCause({
    metric: event.metric,
    direction: event.observed > event.usual ? 'up' : 'down',
    cells,
    dependsOn: new Map([[event.toolId, tool?.dependsOn ?? []]]),
    release: tool ? releaseBefore(event, stretch.onset, levels, tool, ledger) : null,
  })
  return { ...finding, causeKey: finding.cause ? causeKeyOf(finding.cause) : isSilent(event) ? SILENCE_KEY : null }
}

function releaseBefore(
  event: StoryEvent,
  onset: Date,
  levels: readonly Level[],
  tool: Tool,
  ledger: readonly LedgerEntry[],
): { label: string; levelBefore: number | null } | null {
  const releases = ledger.flatMap((entry): Change[] => {
    if (entry.kind !== 'version' && entry.kind !== 'deploy') return []
    const before = onset.getTime() - entry.at.getTime()
    const change = before <= RELEASE_MS && before >= -AFTER_MS ? toChange(entry, [tool]) : null
    return change ? [change] : []
  })
  // A version says more than the deploy that brought it; of several the last one.
  const [release] = releases.sort(
    (a, b) => Number(a.kind === 'deploy') - Number(b.kind === 'deploy') || b.at.getTime() - a.at.getTime() || (a.label < b.label ? -1 : 1),
  )
  if (!release) return null
  const start = Math.min(release.at.getTime(), onset.getTime())
  const earlier = levels.filter(({ at }) => at.getTime() + STEP_MS <= start && at.getTime() >= start - LOOKBACK_MS)
  return { label: release.kind === 'deploy' ? `deploy ${release.label}` : release.label, levelBefore: pooled(event.metric, earlier) }
}
