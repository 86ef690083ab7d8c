import { MINUTE } from '@/lib/time'
import type { Verdict } from './evaluate'
import { type Acknowledgement, type AlertSeverity, GONE_AFTER_EVALUATIONS, type Phase, type ResolveReason } from './model'
import type { AlertRule } from './rule'

// What follows from a verdict, for one fingerprint. A small machine: fine (no state) -> pending -> firing ->
// recovering -> fine, with no_data and error beside it, in which everything stays as it was. Holding counts
// only minutes that had a reading: what nobody has seen is neither a breach nor a recovery.

/** What is remembered of a fingerprint; null: it is fine. */
export interface StateRow {
  phase: Phase
  /** What it was before data went missing or judging failed; null otherwise, or if it was fine. */
  before: Phase | null
  since: Date
  value: number | null
  lastReadingAt: Date | null
  missed: number
  alertId: string | null
  ruleVersion: number
}

/** The alert of the fingerprint that is open (firing or acknowledged). */
export interface OpenAlert {
  id: string
  state: 'firing' | 'acknowledged'
  severity: AlertSeverity
  startedAt: Date
  worstValue: number | null
  acknowledgement: Acknowledgement | null
}

export type Effect =
  /** startedAt: end of the first window that was bad. */
  | { type: 'open'; severity: AlertSeverity; value: number | null; startedAt: Date; note: string }
  | { type: 'resolve'; reason: ResolveReason; value: number | null }
  /** Graver than it was: critical instead of warning. */
  | { type: 'escalate'; severity: AlertSeverity; value: number | null; note: string }
  /** An acknowledgement has ended: people are told again. */
  | { type: 'rearm'; value: number | null; note: string }
  /** Figures that are shown; nothing happened. */
  | { type: 'update'; value: number; worstValue: number }

export interface Step {
  state: StateRow | null
  effects: Effect[]
}

/** alertId in a state whose alert is opened by this step: whoever writes it puts the new id there. */
const nothing: Step = { state: null, effects: [] }

/**
 * The next state of a fingerprint and what happens to its alert.
 *
 * A changed rule begins anew: what was pending starts over. Its open alert stays while the changed rule finds
 * it bad, and resolves with rule_changed at the first reading that is not (no hold: the old rule's badness
 * says nothing about the new one's), or when the changed rule has no such fingerprint any more.
 * An alert that somebody closed while it was still bad is not opened again until it was fine in between.
 */
export function advance(given: StateRow | null, alert: OpenAlert | null, verdict: Verdict, rule: AlertRule, now: Date): Step {
  const retired = rule.deletedAt !== null ? 'rule_deleted' : rule.enabled ? null : 'rule_off'
  if (retired !== null) return closing(alert, retired, given?.value ?? null)

  const changed = given !== null && given.ruleVersion !== rule.version
  const state = changed && alert === null ? null : agreeing(given, alert, rule)
  if (verdict.outcome === 'missing') return withoutData(state, alert, verdict, rule, changed, now)
  if (verdict.outcome === 'invalid') return afterError(state, alert, verdict, now)
  if (changed && alert !== null && verdict.outcome !== 'breaching') return closing(alert, 'rule_changed', verdict.value)

  const known = state === null ? null : resumed(state, now)
  const read = { value: verdict.value, lastReadingAt: now, missed: 0, before: null, ruleVersion: rule.version }
  if (verdict.outcome === 'breaching') return breached(known, alert, verdict, rule, read, now)
  return verdict.outcome === 'clear' ? cleared(known, alert, verdict, rule, read, now) : betwixt(known, alert, verdict, read, now)
}

type Read = Pick<StateRow, 'value' | 'lastReadingAt' | 'missed' | 'before' | 'ruleVersion'>

/** An open alert without a state that knows of it (its row was lost, or an alert was opened again by hand) is firing. */
function agreeing(state: StateRow | null, alert: OpenAlert | null, rule: AlertRule): StateRow | null {
  if (alert === null) return state
  const phase = state === null ? null : phaseOf(state)
  if (state !== null && (phase === 'firing' || phase === 'recovering')) return { ...state, alertId: alert.id }
  const { value, lastReadingAt, missed } = state ?? { value: null, lastReadingAt: null, missed: 0 }
  const ruleVersion = state?.ruleVersion ?? rule.version
  return { phase: 'firing', before: null, since: alert.startedAt, value, lastReadingAt, missed, alertId: alert.id, ruleVersion }
}

/** What it is apart from missing data and errors; null: fine. */
function phaseOf(state: StateRow): Phase | null {
  return state.phase === 'no_data' || state.phase === 'error' ? state.before : state.phase
}

/** Back from missing data, an error or evaluations that never ran: the minutes without a reading do not count as held. */
function resumed(state: StateRow, now: Date): (StateRow & { phase: 'pending' | 'firing' | 'recovering' }) | null {
  const phase = phaseOf(state)
  if (phase === null || phase === 'no_data' || phase === 'error') return null
  const unseenMs = state.lastReadingAt === null ? 0 : Math.max(now.getTime() - state.lastReadingAt.getTime() - MINUTE, 0)
  const since = phase === 'firing' ? state.since : new Date(state.since.getTime() + unseenMs)
  return { ...state, phase, since }
}

function breached(known: StateRow | null, alert: OpenAlert | null, verdict: Verdict, rule: AlertRule, read: Read, now: Date): Step {
  if (known !== null && known.phase !== 'pending') {
    return { state: { ...known, ...read, phase: 'firing', since: known.phase === 'firing' ? known.since : now }, effects: during(alert, verdict, now) }
  }
  const since = known?.since ?? now
  if (!held(since, rule.forMinutes, now)) return { state: { ...read, phase: 'pending', since, alertId: null }, effects: [] }
  return {
    state: { ...read, phase: 'firing', since: now, alertId: null },
    effects: [{ type: 'open', severity: verdict.severity, value: verdict.value, startedAt: since, note: verdict.reason }],
  }
}

function cleared(known: StateRow | null, alert: OpenAlert | null, verdict: Verdict, rule: AlertRule, read: Read, now: Date): Step {
  if (known === null || known.phase === 'pending') return nothing
  const since = known.phase === 'recovering' ? known.since : now
  if (held(since, rule.recoverMinutes, now)) return closing(alert, 'recovered', verdict.value)
  return { state: { ...known, ...read, phase: 'recovering', since }, effects: during(alert, verdict, now) }
}

/** No longer bad, not yet recovered: a pending breach was not sustained, a recovery that has begun has to begin again. */
function betwixt(known: StateRow | null, alert: OpenAlert | null, verdict: Verdict, read: Read, now: Date): Step {
  if (known === null || known.phase === 'pending') return nothing
  const since = known.phase === 'firing' ? known.since : now
  return { state: { ...known, ...read, phase: 'firing', since }, effects: during(alert, verdict, now) }
}

function withoutData(state: StateRow | null, alert: OpenAlert | null, verdict: Verdict, rule: AlertRule, changed: boolean, now: Date): Step {
  if (state === null && rule.noData !== 'alert') return nothing
  const missed = (state?.missed ?? 0) + 1
  const kept: StateRow =
    state === null
      ? { phase: 'no_data', before: null, since: now, value: null, lastReadingAt: null, missed, alertId: null, ruleVersion: rule.version }
      : { ...state, phase: 'no_data', before: phaseOf(state), missed }
  if (missed < GONE_AFTER_EVALUATIONS) return { state: kept, effects: rearming(alert, null, null, now) }

  // Gone.
  if (changed && alert !== null) return closing(alert, 'rule_changed', null)
  if (rule.noData === 'alert') {
    const neverTold = kept.before === null || kept.before === 'pending'
    if (alert !== null || !neverTold) return { state: kept, effects: rearming(alert, null, null, now) }
    // It fires with what is missing; `before` says so, so that it is told once, and data that comes back is judged.
    const startedAt = state?.phase === 'no_data' && state.before === null ? state.since : now
    return {
      state: { ...kept, before: 'firing', since: now, alertId: null, ruleVersion: rule.version },
      effects: [{ type: 'open', severity: rule.severity, value: null, startedAt, note: verdict.reason }],
    }
  }
  if (rule.noData === 'resolve') return closing(alert, 'no_data', null)
  // Without an open alert nothing is lost by forgetting; what comes back bad is a new stretch.
  if (alert === null) return nothing
  return { state: kept, effects: rearming(alert, null, null, now) }
}

/** Judging failed: everything stays, nothing is held, nothing is gone. */
function afterError(state: StateRow | null, alert: OpenAlert | null, verdict: Verdict, now: Date): Step {
  if (state === null) return nothing
  return { state: { ...state, phase: 'error', before: phaseOf(state) }, effects: rearming(alert, null, verdict.worse, now) }
}

/** What happens to an open alert while it stays open. */
function during(alert: OpenAlert | null, verdict: Verdict, now: Date): Effect[] {
  if (alert === null) return []
  const effects: Effect[] = []
  if (verdict.value !== null) effects.push({ type: 'update', value: verdict.value, worstValue: worst(alert.worstValue, verdict.value, verdict.worse) })
  if (verdict.outcome === 'breaching' && verdict.severity === 'critical' && alert.severity === 'warning') {
    effects.push({ type: 'escalate', severity: 'critical', value: verdict.value, note: verdict.reason })
  }
  return [...effects, ...rearming(alert, verdict.value, verdict.worse, now)]
}

/** Whether an acknowledgement has ended: by its time, or because the value is worse than was agreed. */
function rearming(alert: OpenAlert | null, value: number | null, worse: Verdict['worse'], now: Date): Effect[] {
  if (alert?.state !== 'acknowledged') return []
  const agreed = alert.acknowledgement
  if (agreed?.until === 'time' && now.getTime() >= Date.parse(agreed.at))
    return [{ type: 'rearm', value, note: 'The time for which it was acknowledged is over.' }]
  if (agreed?.until === 'worse' && value !== null && (worse === 'up' ? value > agreed.than : worse === 'down' && value < agreed.than)) {
    return [{ type: 'rearm', value, note: 'It is worse than when it was acknowledged.' }]
  }
  return []
}

function closing(alert: OpenAlert | null, reason: ResolveReason, value: number | null): Step {
  return { state: null, effects: alert === null ? [] : [{ type: 'resolve', reason, value }] }
}

function held(since: Date, minutes: number, now: Date): boolean {
  return now.getTime() - since.getTime() >= minutes * MINUTE
}

function worst(before: number | null, value: number, worse: Verdict['worse']): number {
  if (before === null || worse === null) return value
  return worse === 'up' ? Math.max(before, value) : Math.min(before, value)
}
