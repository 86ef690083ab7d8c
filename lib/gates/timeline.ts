import { DELIVERY_SLACK_MS, type GateStep, type GateType, gateSpecs, LAST_WARNING_MS } from './model'

/** An episode as it is shown and told. */
export interface ShownGate {
  type: GateType
  state: 'grace' | 'applied' | 'lifted'
  triggeredAt: Date
  appliesAt: Date
  appliedAt: Date | null
  escalatesAt: Date | null
  escalatedAt: Date | null
  liftedAt: Date | null
}

export interface TimelineStep {
  step: GateStep
  /** When it happened; else when it will unless the cause goes. */
  at: Date
  /** ahead: not yet, and only if the cause stays. skipped: its time passed without it (a run was missed, or the gate was lifted first). */
  state: 'done' | 'ahead' | 'skipped'
}

/**
 * The steps of an episode in order: what was done, what lies ahead. After the lift nothing lies ahead, and
 * what had not come is left out.
 * @param notices the steps that were taken, and when
 */
export function timelineOf(gate: ShownGate, notices: { step: GateStep; owedAt: Date }[]): TimelineStep[] {
  const spec = gateSpecs[gate.type]
  const at = (moment: Date, ms = 0) => new Date(moment.getTime() + ms)
  const appliesAt = gate.appliedAt ?? gate.appliesAt
  const escalatesAt = spec.escalation ? (gate.escalatedAt ?? gate.escalatesAt ?? at(appliesAt, spec.escalation.afterMs)) : null
  const planned: [GateStep, Date][] = [
    ['triggered', gate.triggeredAt],
    ['midpoint', at(appliesAt, -spec.graceMs / 2)],
    ...(spec.dayBefore ? ([['day_before', at(appliesAt, -LAST_WARNING_MS)]] as [GateStep, Date][]) : []),
    ['applied', appliesAt],
    ...(escalatesAt
      ? ([
          ['escalation_ahead', at(escalatesAt, -LAST_WARNING_MS)],
          ['escalated', escalatesAt],
        ] as [GateStep, Date][])
      : []),
  ]
  const done = new Map(notices.map(({ step, owedAt }) => [step, owedAt]))
  const lastDone = planned.findLastIndex(([step]) => done.has(step))
  const steps = planned.flatMap(([step, plannedAt], i): TimelineStep[] => {
    const owedAt = done.get(step)
    if (owedAt) return [{ step, at: owedAt, state: 'done' }]
    if (i < lastDone) return [{ step, at: plannedAt, state: 'skipped' }]
    return gate.state === 'lifted' ? [] : [{ step, at: plannedAt, state: 'ahead' }]
  })
  return gate.liftedAt ? [...steps, { step: 'lifted', at: gate.liftedAt, state: 'done' }] : steps
}

/**
 * The date that a warning may state when it is told at `now`: never before the gate's own, nor sooner than
 * the time that was promised between this very mail and the consequence. Null where the step names none.
 */
export function statedDate(gate: ShownGate, notice: { step: GateStep; consequenceAt: Date | null }, now: Date): Date | null {
  const spec = gateSpecs[gate.type]
  const own = notice.step === 'applied' || notice.step === 'escalation_ahead' ? gate.escalatesAt : gate.appliesAt
  if (notice.consequenceAt === null) return null
  const promisedMs = notice.step === 'triggered' ? spec.graceMs : notice.step === 'day_before' || notice.step === 'escalation_ahead' ? LAST_WARNING_MS : 0
  const earliest = promisedMs === 0 ? 0 : now.getTime() + promisedMs - DELIVERY_SLACK_MS
  return new Date(Math.ceil(Math.max(notice.consequenceAt.getTime(), own?.getTime() ?? 0, earliest) / spec.stepMs) * spec.stepMs)
}
