import { DAY, MINUTE } from '@/lib/time'
import { evaluate, type Reading, type Verdict } from '../evaluate'
import { advance, type OpenAlert, type StateRow } from '../lifecycle'
import type { AlertRule } from '../rule'
import type { RuleInput } from '../rule-input'
import type { LabAlert, LabValues } from './model'

/** A draft as a rule that was there from the beginning of the replay. */
export function draftRule(input: RuleInput, organizationId: string | null, at: Date): AlertRule {
  return { ...input, id: 'draft', organizationId, enabled: true, version: 1, updatedAt: at, deletedAt: null }
}

/**
 * What a rule would have fired on these values, minute by minute, as the evaluation would have: between two
 * values the newest one holds. Stretches without a story; whoever knows stories adds them.
 */
export function replay(rule: AlertRule, values: LabValues, from: Date): LabAlert[] {
  const fired: LabAlert[] = []
  const { points } = values
  let memory: Memory = { state: null, open: null, current: null }
  for (const [index, { at }] of points.entries()) {
    if (at <= from.getTime()) continue
    const until = points[index + 1]?.at ?? at + MINUTE
    for (let minute = at; minute < until; minute += MINUTE) {
      const verdict: Verdict = evaluate(rule, readingOf(rule, points, index, minute))
      // Fine and staying fine: the rest of the bucket says nothing new.
      if (memory.state === null && verdict.outcome !== 'breaching' && rule.noData !== 'alert') break
      memory = follow(memory, verdict, rule, values, new Date(minute), fired)
    }
  }
  return fired
}

interface Memory {
  state: StateRow | null
  open: OpenAlert | null
  current: LabAlert | null
}

/** One minute: what the lifecycle makes of a verdict. What fires is added to `fired`, and completed there. */
function follow({ state, open, current }: Memory, verdict: Verdict, rule: AlertRule, { labels, name }: LabValues, at: Date, fired: LabAlert[]): Memory {
  const step = advance(state, open, verdict, rule, at)
  const next: Memory = { state: step.state, open, current }
  for (const effect of step.effects) {
    if (effect.type === 'open') {
      next.open = { id: 'draft', state: 'firing', severity: effect.severity, startedAt: effect.startedAt, worstValue: effect.value, acknowledgement: null }
      next.current = { labels, name, severity: effect.severity, firedAt: at, resolvedAt: null, worst: effect.value, story: null }
      fired.push(next.current)
    } else if (effect.type === 'resolve' && next.current) {
      next.current.resolvedAt = at
      next.open = null
      next.current = null
    } else if (effect.type === 'update' && next.open && next.current) {
      next.open = { ...next.open, worstValue: effect.worstValue }
      next.current.worst = effect.worstValue
    } else if (effect.type === 'escalate' && next.open && next.current) {
      next.open = { ...next.open, severity: effect.severity }
      next.current.severity = effect.severity
    }
  }
  if (next.state && next.open) next.state = { ...next.state, alertId: next.open.id }
  return next
}

/** Days of the same hour that an anomaly is compared with. */
const BASELINE_DAYS = 28

function readingOf(rule: AlertRule, points: LabValues['points'], index: number, minute: number): Reading {
  const value = points[index]?.value ?? null
  if (rule.kind === 'change')
    return { type: 'compared', value, before: earlier(points, index, rule.options.against === 'week' ? 7 * DAY : rule.windowMinutes * MINUTE) }
  if (rule.kind === 'absence') return { type: 'age', minutes: age(points, index, minute) }
  if (rule.kind === 'anomaly') return { type: 'baseline', value, ...baseline(points, index) }
  return { type: 'value', value }
}

function stepOf(points: LabValues['points']): number {
  const [first, second] = points
  return first && second ? second.at - first.at : MINUTE
}

function earlier(points: LabValues['points'], index: number, ms: number): number | null {
  return points[index - Math.round(ms / stepOf(points))]?.value ?? null
}

function age(points: LabValues['points'], index: number, minute: number): number | null {
  for (let back = index; back >= 0; back--) {
    const point = points[back]
    if (point && point.value !== null) return (minute - point.at) / MINUTE
  }
  return null
}

function baseline(points: LabValues['points'], index: number): { mean: number | null; deviation: number | null; samples: number } {
  const aDay = Math.round(DAY / stepOf(points))
  const known: number[] = []
  for (let days = 1; days <= BASELINE_DAYS; days++) {
    const value = points[index - days * aDay]?.value ?? null
    if (value !== null) known.push(value)
  }
  if (known.length === 0) return { mean: null, deviation: null, samples: 0 }
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(known.length - 1, 1)
  return { mean, deviation: Math.sqrt(variance), samples: known.length }
}
