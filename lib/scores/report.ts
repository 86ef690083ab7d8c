import { addDays, DAY, startOfDay } from '@/lib/time'
import { evaluate } from './evaluate'
import { type ReportAction, type ScoreReport, type Trend, WINDOW_DAYS, type WonPoints } from './model'
import { type DayOfScore, difference, historyPoint, type StoredReceipt } from './receipts/stored-receipt'
import { changeParts, reportActions } from './report-actions'
import { reportDimensions } from './report-dimensions'
import type { Metric, Scorecard } from './scorecard'
import { capReasonOf, totalArithmetic, whyOf } from './wording'

/** What is stored about a subject's score. */
export interface StoredScore<I> {
  /** Oldest first, from WINDOW_DAYS before the newest on; empty before the first calculation. */
  receipts: readonly StoredReceipt<I>[]
  dismissals: readonly { actionId: string; remindAt: Date }[]
  won: readonly Omit<WonPoints, 'title'>[]
}

export interface ScoreFacts<I> extends StoredScore<I> {
  organizationId: string
  now: Date
  /** Names of the parts that are judged on their own. */
  partNames: ReadonlyMap<string, string>
  /** The value of a metric before anything was left out, where it has one. */
  rawValue?: (metric: Metric<I>, inputs: I) => number | null
}

/** "Last week" is the newest receipt that is 7 days old, or up to three days older where a day is missing. */
const SLACK_DAYS = 3
/** A week's move of less is called stable. */
const STABLE_POINTS = 1

/** Everything that is said about a score, from stored receipts; and the newest of them, evaluated. Pure. */
export function assembleScore<I>(card: Scorecard<I>, facts: ScoreFacts<I>): { report: ScoreReport; newest: DayOfScore<I> | null } {
  const days = facts.receipts.map((receipt): DayOfScore<I> => ({ ...receipt, evaluation: receipt.inputs === null ? null : evaluate(card, receipt.inputs) }))
  const newest = days.at(-1)
  const evaluation = newest?.evaluation
  if (!newest || !evaluation) return { report: emptyReport(facts.organizationId), newest: null }
  const weekAgo = dayBefore(days, newest.asOf, 7)
  const fourWeeksAgo = dayBefore(days, newest.asOf, WINDOW_DAYS)
  const history = lastDays(days, newest.asOf)
  const week = difference(newest.score, weekAgo?.score)
  const { actions, dismissed } = reportActions(evaluation, newest.promises, facts)
  const report: ScoreReport = {
    organizationId: facts.organizationId,
    state: evaluation.state,
    stale: newest.asOf < addDays(startOfDay(facts.now), -1),
    asOf: newest.asOf,
    calculatedAt: newest.calculatedAt,
    formulaVersion: newest.formulaVersion,
    inputsHash: newest.inputsHash,
    score: evaluation.total,
    grade: evaluation.grade,
    light: evaluation.light,
    cappedAt: evaluation.cappedAt,
    capReason: capReasonOf(evaluation),
    why: whyOf(evaluation),
    arithmetic: totalArithmetic(evaluation),
    change: {
      week,
      fourWeeks: difference(newest.score, fourWeeksAgo?.score),
      trend: trendOf(week),
      because: weekAgo?.evaluation ? changeParts(weekAgo.evaluation, evaluation) : [],
    },
    dimensions: reportDimensions(evaluation, { weekAgo: weekAgo ?? null, history, partNames: facts.partNames, rawValue: facts.rawValue }),
    actions,
    dismissed,
    won: wonPoints(card, facts.won, [...actions, ...dismissed]),
    history: history.flatMap((day) => (day ? [historyPoint(day)] : [])),
  }
  return { report, newest }
}

function emptyReport(organizationId: string): ScoreReport {
  return {
    organizationId,
    state: 'none',
    stale: false,
    asOf: null,
    calculatedAt: null,
    formulaVersion: null,
    inputsHash: null,
    score: null,
    grade: null,
    light: null,
    cappedAt: null,
    capReason: null,
    why: 'The first score is calculated at 03:00 UTC.',
    arithmetic: null,
    change: { week: null, fourWeeks: null, trend: null, because: [] },
    dimensions: [],
    actions: [],
    dismissed: [],
    won: [],
    history: [],
  }
}

function dayBefore<I>(days: readonly DayOfScore<I>[], asOf: Date, distance: number): DayOfScore<I> | undefined {
  const latest = addDays(asOf, -distance)
  return days.findLast((day) => day.asOf <= latest && day.asOf >= addDays(latest, -SLACK_DAYS))
}

/** One entry a day up to asOf, WINDOW_DAYS of them; undefined where there is no receipt. */
function lastDays<I>(days: readonly DayOfScore<I>[], asOf: Date): (DayOfScore<I> | undefined)[] {
  const byDay = new Map(days.map((day) => [day.asOf.getTime(), day]))
  return Array.from({ length: WINDOW_DAYS }, (_, i) => byDay.get(asOf.getTime() - (WINDOW_DAYS - 1 - i) * DAY))
}

function trendOf(week: number | null): Trend | null {
  if (week === null) return null
  return week >= STABLE_POINTS ? 'improving' : week <= -STABLE_POINTS ? 'declining' : 'stable'
}

/** Closed promises with their titles. Points that were lost again since are not won: who flickers around a threshold wins nothing. */
function wonPoints<I>(card: Scorecard<I>, won: StoredScore<I>['won'], open: readonly ReportAction[]): WonPoints[] {
  return won
    .filter((promise, i) => won.findIndex((other) => other.actionId === promise.actionId) === i && !open.some((action) => action.id === promise.actionId))
    .map((promise) => ({ ...promise, title: titleOf(card, promise.actionId) }))
}

/** A promise of a formula that is gone keeps its id for a title. */
function titleOf<I>(card: Scorecard<I>, actionId: string): string {
  for (const dimension of card.dimensions) {
    const metric = dimension.metrics.find((candidate) => candidate.id === actionId)
    if (metric) return metric.title
  }
  return actionId
}
