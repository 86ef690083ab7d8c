import { addDays, DAY, startOfDay } from '@/lib/time'
import { developerScorecard } from './developer/card'
import { fairnessOf } from './developer/fairness'
import { evaluate } from './evaluate'
import { type HealthReport, type ReportAction, type SecurityStatus, type Trend, WINDOW_DAYS, type WonPoints } from './model'
import { type DayOfScore, difference, historyPoint, type StoredReceipt } from './receipts/stored-receipt'
import { changeParts, reportActions } from './report-actions'
import { reportDimensions } from './report-dimensions'
import { capReasonOf, totalArithmetic, whyOf } from './wording'

export interface ReportFacts {
  organizationId: string
  developerId: string
  now: Date
  /** Oldest first, from WINDOW_DAYS before the newest on; empty before the first calculation. */
  receipts: readonly StoredReceipt[]
  dismissals: readonly { actionId: string; remindAt: Date }[]
  won: readonly Omit<WonPoints, 'title'>[]
  toolNames: ReadonlyMap<string, string>
  security: SecurityStatus
}

/** "Last week" is the newest receipt that is 7 days old, or up to three days older where a day is missing. */
const SLACK_DAYS = 3
/** A week's move of less is called stable. */
const STABLE_POINTS = 1

/** Everything that is said about a developer, from stored receipts. Pure. */
export function assembleReport(facts: ReportFacts): HealthReport {
  const days = facts.receipts.map(
    (receipt): DayOfScore => ({ ...receipt, evaluation: receipt.inputs === null ? null : evaluate(developerScorecard, receipt.inputs) }),
  )
  const newest = days.at(-1)
  const evaluation = newest?.evaluation
  if (!newest || !evaluation) return emptyReport(facts)
  const weekAgo = dayBefore(days, newest.asOf, 7)
  const fourWeeksAgo = dayBefore(days, newest.asOf, WINDOW_DAYS)
  const history = lastDays(days, newest.asOf)
  const week = difference(newest.score, weekAgo?.score)
  const { actions, dismissed } = reportActions(evaluation, newest.promises, facts)
  return {
    organizationId: facts.organizationId,
    developerId: facts.developerId,
    state: evaluation.state,
    stale: newest.asOf < addDays(startOfDay(facts.now), -1),
    asOf: newest.asOf,
    calculatedAt: newest.calculatedAt,
    formulaVersion: newest.formulaVersion,
    inputsHash: newest.inputsHash,
    score: evaluation.total,
    rawScore: newest.rawScore,
    grade: evaluation.grade,
    light: evaluation.light,
    cappedAt: evaluation.cappedAt,
    capReason: capReasonOf(evaluation),
    why: whyOf(evaluation),
    fairness: fairnessOf(evaluation.inputs, newest.rawScore, evaluation.total),
    arithmetic: totalArithmetic(evaluation),
    change: {
      week,
      fourWeeks: difference(newest.score, fourWeeksAgo?.score),
      trend: trendOf(week),
      because: weekAgo?.evaluation ? changeParts(weekAgo.evaluation, evaluation) : [],
    },
    dimensions: reportDimensions(evaluation, weekAgo ?? null, history, facts.toolNames),
    actions,
    dismissed,
    won: wonPoints(facts, [...actions, ...dismissed]),
    security: facts.security,
    history: history.flatMap((day) => (day ? [historyPoint(day)] : [])),
  }
}

function emptyReport({ organizationId, developerId, security }: ReportFacts): HealthReport {
  return {
    organizationId,
    developerId,
    state: 'none',
    stale: false,
    asOf: null,
    calculatedAt: null,
    formulaVersion: null,
    inputsHash: null,
    score: null,
    rawScore: null,
    grade: null,
    light: null,
    cappedAt: null,
    capReason: null,
    why: 'The first score is calculated at 03:00 UTC.',
    fairness: null,
    arithmetic: null,
    change: { week: null, fourWeeks: null, trend: null, because: [] },
    dimensions: [],
    actions: [],
    dismissed: [],
    won: [],
    security,
    history: [],
  }
}

function dayBefore(days: readonly DayOfScore[], asOf: Date, distance: number): DayOfScore | undefined {
  const latest = addDays(asOf, -distance)
  return days.findLast((day) => day.asOf <= latest && day.asOf >= addDays(latest, -SLACK_DAYS))
}

/** One entry a day up to asOf, WINDOW_DAYS of them; undefined where there is no receipt. */
function lastDays(days: readonly DayOfScore[], asOf: Date): (DayOfScore | undefined)[] {
  const byDay = new Map(days.map((day) => [day.asOf.getTime(), day]))
  return Array.from({ length: WINDOW_DAYS }, (_, i) => byDay.get(asOf.getTime() - (WINDOW_DAYS - 1 - i) * DAY))
}

function trendOf(week: number | null): Trend | null {
  if (week === null) return null
  return week >= STABLE_POINTS ? 'improving' : week <= -STABLE_POINTS ? 'declining' : 'stable'
}

/** Closed promises with their titles. Points that were lost again since are not won: who flickers around a threshold wins nothing. */
function wonPoints({ won }: ReportFacts, open: readonly ReportAction[]): WonPoints[] {
  return won
    .filter((promise, i) => won.findIndex((other) => other.actionId === promise.actionId) === i && !open.some((action) => action.id === promise.actionId))
    .map((promise) => ({ ...promise, title: titleOf(promise.actionId) }))
}

/** A promise of a formula that is gone keeps its id for a title. */
function titleOf(actionId: string): string {
  for (const dimension of developerScorecard.dimensions) {
    const metric = dimension.metrics.find((candidate) => candidate.id === actionId)
    if (metric) return metric.title
  }
  return actionId
}
