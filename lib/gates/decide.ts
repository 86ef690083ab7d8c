import { floorTo } from '@/lib/time'
import { type Stop, stoppedBy, stoppedMs } from './clock'
import type { Verdict } from './judge'
import { DELIVERY_SLACK_MS, type Evidence, type GateSpec, type GateStep, LAST_WARNING_MS, type LiftReason } from './model'

/** An open episode as it is stored. */
export interface Episode {
  state: 'grace' | 'applied'
  triggeredAt: Date
  appliesAt: Date
  appliedAt: Date | null
  escalatesAt: Date | null
  escalatedAt: Date | null
  stoppedMs: number
  checkedAt: Date
  notices: Notice[]
}

/** A step that the publisher is owed word of. toldAt: when the last of its mails was sent (or could not be); null before. */
export interface Notice {
  step: GateStep
  toldAt: Date | null
}

/** What the episode is to become, whole; null fields as stored. Notices that exist already are not written again. */
export interface Transition {
  state: 'grace' | 'applied' | 'lifted'
  triggeredAt: Date
  appliesAt: Date
  appliedAt: Date | null
  escalatesAt: Date | null
  escalatedAt: Date | null
  liftedAt: Date | null
  liftReason: LiftReason | null
  stoppedMs: number
  stoppedBy: string | null
  evidence: Evidence
  notice: { step: GateStep; consequenceAt: Date | null } | null
  /** Why this and not more, in words for logs and tests. */
  reason: string
}

export interface Circumstances {
  verdict: Verdict
  stops: readonly Stop[]
  /** An approved exemption is in force. */
  exempt: boolean
  /** The subject is gone: the tool archived, the publisher without a live tool. */
  archived: boolean
}

/**
 * The lifecycle of every gate: one step of one episode, at most one notice. `open` null: none is open.
 * A consequence needs its date reached, its first warning told at least the grace before, and its last
 * one at least 24 hours before (an hour of delivery is granted). What was missed is not made up for
 * with mails that are no longer true: the last warning comes first, and the consequence waits for it.
 * @returns null when nothing is to be stored: no trigger, or the check is older than the last one
 */
export function decide(spec: GateSpec, open: Episode | null, circumstances: Circumstances, now: Date): Transition | null {
  const at = floorTo(now, spec.stepMs)
  if (open === null) return trigger(spec, circumstances, at, now)
  if (now < open.checkedAt) return null
  const { verdict, stops, exempt, archived } = circumstances
  const run = clock(open, stops, now)
  const kept = { ...fieldsOf(open), stoppedMs: run.stoppedMs, stoppedBy: run.standsFor, evidence: verdict.evidence }

  const lift = archived ? 'archived' : exempt ? 'exempted' : verdict.outcome === 'gone' ? 'no_endpoint' : verdict.outcome === 'healed' ? 'healed' : null
  if (lift) {
    return {
      ...kept,
      state: 'lifted',
      liftedAt: now,
      liftReason: lift,
      stoppedBy: null,
      notice: { step: 'lifted', consequenceAt: null },
      reason: `lifted: ${lift}`,
    }
  }
  return open.state === 'grace' ? inGrace(spec, open, kept, run, verdict, at, now) : afterwards(spec, open, kept, run, verdict, at, now)
}

function trigger(spec: GateSpec, { verdict, stops, exempt, archived }: Circumstances, at: Date, now: Date): Transition | null {
  if (verdict.outcome !== 'breaching' || exempt || archived) return null
  const appliesAt = new Date(at.getTime() + spec.graceMs)
  return {
    state: 'grace',
    triggeredAt: at,
    appliesAt,
    appliedAt: null,
    escalatesAt: null,
    escalatedAt: null,
    liftedAt: null,
    liftReason: null,
    stoppedMs: 0,
    stoppedBy: stoppedBy(stops, now.getTime()),
    evidence: verdict.evidence,
    notice: { step: 'triggered', consequenceAt: appliesAt },
    reason: 'triggered',
  }
}

interface Clock {
  stoppedMs: number
  standsFor: string | null
  /** The moment, moved on by what the clock has stood since then. */
  later: (from: Date, ms: number) => number
}

// Dates never come closer again: a window that is found to have been shorter gives nothing back.
function clock(open: Episode, stops: readonly Stop[], now: Date): Clock {
  const stopped = stoppedMs(stops, open.triggeredAt.getTime(), now.getTime())
  return {
    stoppedMs: Math.max(open.stoppedMs, stopped),
    standsFor: stoppedBy(stops, now.getTime()),
    later: (from, ms) => from.getTime() + ms + stoppedMs(stops, from.getTime(), now.getTime()),
  }
}

type Kept = Omit<Transition, 'notice' | 'reason'>

function fieldsOf(open: Episode): Omit<Kept, 'stoppedMs' | 'stoppedBy' | 'evidence'> {
  const { state, triggeredAt, appliesAt, appliedAt, escalatesAt, escalatedAt } = open
  return { state, triggeredAt, appliesAt, appliedAt, escalatesAt, escalatedAt, liftedAt: null, liftReason: null }
}

/** The latest of the dates, in the gate's steps: never before any of them. */
function latest(spec: GateSpec, ...moments: number[]): Date {
  return new Date(Math.ceil(Math.max(...moments) / spec.stepMs) * spec.stepMs)
}

// When a warning lets the consequence come: the promised time after it was told; before that nobody
// can count on less than the whole of it from now on.
function after(open: Episode, step: GateStep, promisedMs: number, run: Clock, at: Date): number {
  const toldAt = open.notices.find((notice) => notice.step === step)?.toldAt ?? null
  return toldAt === null ? at.getTime() + promisedMs : run.later(toldAt, promisedMs - DELIVERY_SLACK_MS)
}

function inGrace(spec: GateSpec, open: Episode, kept: Kept, run: Clock, verdict: Verdict, at: Date, now: Date): Transition {
  const base = Math.max(open.appliesAt.getTime(), open.triggeredAt.getTime() + spec.graceMs + run.stoppedMs)
  const early = latest(spec, base, after(open, 'triggered', spec.graceMs, run, at))
  const written = new Set(open.notices.map((notice) => notice.step))
  const lastWarning = spec.dayBefore && (written.has('day_before') || at.getTime() >= early.getTime() - LAST_WARNING_MS)
  const appliesAt = lastWarning ? latest(spec, early.getTime(), after(open, 'day_before', LAST_WARNING_MS, run, at)) : early
  const next = { ...kept, appliesAt }

  if (run.standsFor !== null) return { ...next, notice: null, reason: 'the clock stands' }
  if (lastWarning && !written.has('day_before')) {
    return { ...next, notice: { step: 'day_before', consequenceAt: appliesAt }, reason: 'last warning' }
  }
  if (at < appliesAt) {
    const midpoint = appliesAt.getTime() - spec.graceMs / 2
    if (!lastWarning && !written.has('midpoint') && at.getTime() >= midpoint) {
      return { ...next, notice: { step: 'midpoint', consequenceAt: appliesAt }, reason: 'midpoint' }
    }
    return { ...next, notice: null, reason: 'grace' }
  }
  if (!isTold(open, 'triggered') || (spec.dayBefore && !isTold(open, 'day_before'))) return { ...next, notice: null, reason: 'a warning is not told yet' }
  if (verdict.outcome === 'insufficient') return { ...next, notice: null, reason: 'insufficient data' }
  const escalatesAt = spec.escalation ? new Date(at.getTime() + spec.escalation.afterMs) : null
  return {
    ...next,
    state: 'applied',
    appliedAt: at,
    escalatesAt,
    notice: { step: 'applied', consequenceAt: escalatesAt },
    reason: `applied at ${now.toISOString()}`,
  }
}

function afterwards(spec: GateSpec, open: Episode, kept: Kept, run: Clock, verdict: Verdict, at: Date, now: Date): Transition {
  if (!spec.escalation || open.escalatedAt || !open.appliedAt) return { ...kept, notice: null, reason: 'applied' }
  const base = Math.max(open.escalatesAt?.getTime() ?? 0, run.later(open.appliedAt, spec.escalation.afterMs))
  const early = latest(spec, base)
  const written = open.notices.some((notice) => notice.step === 'escalation_ahead')
  const lastWarning = written || at.getTime() >= early.getTime() - LAST_WARNING_MS
  const escalatesAt = lastWarning ? latest(spec, base, after(open, 'escalation_ahead', LAST_WARNING_MS, run, at)) : early
  const next = { ...kept, escalatesAt }

  if (run.standsFor !== null) return { ...next, notice: null, reason: 'the clock stands' }
  if (lastWarning && !written)
    return { ...next, notice: { step: 'escalation_ahead', consequenceAt: escalatesAt }, reason: 'last warning before the escalation' }
  if (at < escalatesAt || !isTold(open, 'escalation_ahead')) return { ...next, notice: null, reason: 'applied' }
  if (verdict.outcome === 'insufficient') return { ...next, notice: null, reason: 'insufficient data' }
  return { ...next, escalatedAt: at, notice: { step: 'escalated', consequenceAt: null }, reason: `escalated at ${now.toISOString()}` }
}

function isTold(open: Episode, step: GateStep): boolean {
  return open.notices.some((notice) => notice.step === step && notice.toldAt !== null)
}
