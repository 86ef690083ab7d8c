import { formatCount, formatDuration, formatPercent, formatScore } from '@/lib/format'
import { DAY, HOUR, isoDay, startOfDay } from '@/lib/time'
import { coversDay, type Stop, stoppedMs } from './clock'
import {
  BREACH_DAYS,
  DORMANT_DAYS,
  DOWN_MS,
  type Evidence,
  type EvidenceDay,
  errorThresholds,
  HEAL_DAYS,
  LOW_SCORE,
  LOW_SCORE_DAYS,
  MAX_PROBE_GAP_MS,
  MINIMUM_CALLS,
  MINIMUM_DAY_CALLS,
  PROBE_MS,
} from './model'

/** What a gate is judged by. Days are whole UTC days before the midnight that `now` is after, oldest first. */
export type GateFacts =
  | { type: 'error_rate_elevated' | 'error_rate_critical'; days: RateDay[] }
  | { type: 'health_down'; hasEndpoint: boolean; probes: ProbeFacts | null }
  | { type: 'low_score'; receipts: { dayMs: number; score: number }[] }
  | { type: 'dormant'; publishedMs: number; lastCallDayMs: number | null; knownSinceMs: number | null }

/** Calls with a known outcome outside of incidents, and how many of them failed by the publisher's fault. */
export interface RateDay {
  dayMs: number
  calls: number
  errors: number
}

export interface ProbeFacts {
  newestMs: number
  newestDown: boolean
  /** Starts of the windows of all probes since the last that was not down, oldest first; empty unless the newest is down. */
  downMs: number[]
}

/**
 * breaching: everything that triggers is there. healed: everything that lifts is there. between:
 * neither; an open gate stays, none opens. insufficient: too little is known to hold anything against
 * the tool: none opens and no consequence is applied, but nothing is healed by it either. gone: what
 * was judged no longer exists.
 */
export type Outcome = 'breaching' | 'between' | 'healed' | 'insufficient' | 'gone'

export interface Verdict {
  outcome: Outcome
  /** True while days in a row count towards the trigger without being enough (or it is reached). */
  watching: boolean
  evidence: Evidence
}

/** Judges one gate of one subject by its facts. Stopped time counts neither way. */
export function judge(facts: GateFacts, stops: readonly Stop[], now: Date): Verdict {
  switch (facts.type) {
    case 'error_rate_elevated':
    case 'error_rate_critical':
      return judgeRates(facts.type, facts.days, stops)
    case 'health_down':
      return judgeProbes(facts, stops, now)
    case 'low_score':
      return judgeScores(facts.receipts, stops)
    case 'dormant':
      return judgeSilence(facts, stops, now)
  }
}

function judgeRates(type: keyof typeof errorThresholds, rateDays: RateDay[], stops: readonly Stop[]): Verdict {
  const threshold = errorThresholds[type]
  const days = rateDays.map(({ dayMs, calls, errors }): EvidenceDay => {
    const value = calls === 0 ? null : errors / calls
    const counts = calls >= MINIMUM_DAY_CALLS && !coversDay(stops, dayMs)
    return { day: isoDay(new Date(dayMs)), state: !counts || value === null ? 'left_out' : value > threshold ? 'breach' : 'fine', value, calls }
  })
  const { breaches, fine } = tail(days)
  const calls = rateDays.reduce((sum, day) => sum + day.calls, 0)
  const evidence: Evidence = {
    summary:
      calls < MINIMUM_CALLS
        ? `Insufficient data: ${formatCount(calls)} rated calls in 28 days, ${formatCount(MINIMUM_CALLS)} are needed.`
        : fine > 0
          ? `The error rate has been at or under ${formatPercent(threshold)} for ${plural(fine, 'day')}${newest(days)}.`
          : `The error rate was above ${formatPercent(threshold)} on ${plural(breaches, 'day')} in a row${newest(days)}.`,
    reached: Math.min(breaches, BREACH_DAYS),
    needed: BREACH_DAYS,
    healing: { reached: Math.min(fine, HEAL_DAYS), needed: HEAL_DAYS },
    threshold,
    days,
  }
  if (fine >= HEAL_DAYS) return { outcome: 'healed', watching: false, evidence }
  if (calls < MINIMUM_CALLS) return { outcome: 'insufficient', watching: false, evidence }
  return { outcome: breaches >= BREACH_DAYS ? 'breaching' : 'between', watching: breaches > 0, evidence }
}

function newest(days: EvidenceDay[]): string {
  const last = days.findLast((day) => day.state !== 'left_out')
  return last ? `, most recently ${formatPercent(last.value)} of ${formatCount(last.calls)} calls` : ''
}

/** How many days that count breach, or are fine, in a row up to the newest; days that are left out interrupt nothing. */
function tail(days: EvidenceDay[]): { breaches: number; fine: number } {
  const counted = days.filter((day) => day.state !== 'left_out').reverse()
  const run = (state: EvidenceDay['state']) => {
    const end = counted.findIndex((day) => day.state !== state)
    return end === -1 ? counted.length : end
  }
  return { breaches: run('breach'), fine: run('fine') }
}

function judgeProbes({ hasEndpoint, probes }: Extract<GateFacts, { type: 'health_down' }>, stops: readonly Stop[], now: Date): Verdict {
  const downMs = probes?.newestDown ? knownDownMs(probes.downMs, stops, now.getTime()) : 0
  const hours = Math.floor(downMs / HOUR)
  const needed = DOWN_MS / HOUR
  const of = (summary: string): Evidence => ({ summary, reached: Math.min(hours, needed), needed, healing: null, threshold: null, days: [] })
  if (!hasEndpoint) return { outcome: 'gone', watching: false, evidence: of('The tool has no health endpoint.') }
  if (!probes) return { outcome: 'insufficient', watching: false, evidence: of('The health endpoint has not been asked yet.') }
  if (!probes.newestDown) return { outcome: 'healed', watching: false, evidence: of('The health endpoint answers.') }
  const evidence = of(`The health endpoint has been down for ${formatDuration(downMs)} without an answer in between.`)
  // Nobody has asked for a while: it may have come back unseen.
  if (now.getTime() - probes.newestMs > MAX_PROBE_GAP_MS) return { outcome: 'insufficient', watching: false, evidence }
  return { outcome: downMs > DOWN_MS ? 'breaching' : 'between', watching: true, evidence }
}

// Each probe vouches for the time until the next, or for its own window where the next is missing.
function knownDownMs(starts: number[], stops: readonly Stop[], nowMs: number): number {
  let down = 0
  for (let i = 0; i < starts.length; i++) {
    const from = starts[i] ?? 0
    const next = starts[i + 1] ?? from + PROBE_MS
    const to = Math.min(nowMs, next - from > MAX_PROBE_GAP_MS ? from + PROBE_MS : next)
    down += to - from - stoppedMs(stops, from, to)
  }
  return down
}

function judgeScores(receipts: { dayMs: number; score: number }[], stops: readonly Stop[]): Verdict {
  const days = receipts.map(({ dayMs, score }): EvidenceDay => {
    // The receipt as of a midnight is the judgement on the day before it.
    const state = coversDay(stops, dayMs - DAY) ? 'left_out' : score < LOW_SCORE ? 'breach' : 'fine'
    return { day: isoDay(new Date(dayMs)), state, value: score, calls: null }
  })
  const { breaches, fine } = tail(days)
  const last = days.findLast((day) => day.state !== 'left_out')
  const evidence: Evidence = {
    summary: !last
      ? 'There is no health score yet.'
      : fine > 0
        ? `The health score is ${formatScore(last.value)}, not under ${LOW_SCORE}.`
        : `The health score was under ${LOW_SCORE} on ${plural(breaches, 'day')} in a row, most recently ${formatScore(last.value)}.`,
    reached: Math.min(breaches, LOW_SCORE_DAYS),
    needed: LOW_SCORE_DAYS,
    healing: null,
    threshold: LOW_SCORE,
    days,
  }
  if (!last) return { outcome: 'insufficient', watching: false, evidence }
  if (fine > 0) return { outcome: 'healed', watching: false, evidence }
  return { outcome: breaches >= LOW_SCORE_DAYS ? 'breaching' : 'between', watching: true, evidence }
}

function judgeSilence({ publishedMs, lastCallDayMs, knownSinceMs }: Extract<GateFacts, { type: 'dormant' }>, stops: readonly Stop[], now: Date): Verdict {
  const midnight = startOfDay(now).getTime()
  const since = lastCallDayMs === null ? publishedMs : Math.max(publishedMs, lastCallDayMs + DAY)
  // What was before the first call that we were ever told of, of any tool, nobody knows.
  const known = knownSinceMs === null ? midnight : Math.max(since, knownSinceMs)
  const quietDays = Math.max(0, Math.floor((midnight - known - stoppedMs(stops, known, midnight)) / DAY))
  const evidence: Evidence = {
    summary:
      lastCallDayMs !== null && lastCallDayMs >= midnight - DAY ? 'The tool is being called.' : `Nobody has called the tool for ${plural(quietDays, 'day')}.`,
    reached: Math.min(quietDays, DORMANT_DAYS),
    needed: DORMANT_DAYS,
    healing: null,
    threshold: null,
    days: [],
  }
  // Only a call lifts it: an incident that is entered later takes days out, but brings nobody back.
  const called = lastCallDayMs !== null && midnight - (lastCallDayMs + DAY) < DORMANT_DAYS * DAY
  if (called) return { outcome: 'healed', watching: quietDays >= DORMANT_DAYS / 2, evidence }
  return { outcome: quietDays >= DORMANT_DAYS ? 'breaching' : 'between', watching: quietDays >= DORMANT_DAYS / 2, evidence }
}

function plural(n: number, word: string): string {
  return `${formatCount(n)} ${word}${n === 1 ? '' : 's'}`
}
