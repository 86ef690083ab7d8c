import type { SystemImpact } from '@/lib/incidents/model'
import { maintenanceSpan, maintenanceState } from './maintenance-state'
import { type ComponentState, componentStates, type SnapshotSystem, type StatusSnapshot } from './model'

const stateOf: Record<SystemImpact, ComponentState> = {
  degraded: 'degraded_performance',
  partial_outage: 'partial_outage',
  major_outage: 'major_outage',
}

/** The worst of several states; operational for none. */
export function worstState(states: readonly ComponentState[]): ComponentState {
  return states.reduce<ComponentState>((worst, state) => (componentStates.indexOf(state) > componentStates.indexOf(worst) ? state : worst), 'operational')
}

/** What an impact makes of a component. */
export function stateOfImpact(impact: SystemImpact): ComponentState {
  return stateOf[impact]
}

export interface StandingState {
  state: ComponentState
  /** When it got into this state; null while it is operational. */
  since: Date | null
}

/**
 * The state of a system at a moment: the worst of what open incidents do to it and of planned work that is
 * under way. An incident is worse than planned work, whichever came first: it is what nobody expected.
 */
export function componentState(system: SnapshotSystem, snapshot: Pick<StatusSnapshot, 'maintenances'>, now: Date): StandingState {
  if (system.impact !== null) return { state: stateOf[system.impact], since: system.since === null ? null : new Date(system.since) }
  const work = snapshot.maintenances
    .filter((one) => one.systems.includes(system.key) && maintenanceState(one, now) === 'in_progress')
    .map((one) => maintenanceSpan(one).from.getTime())
  return work.length === 0 ? { state: 'operational', since: null } : { state: 'under_maintenance', since: new Date(Math.min(...work)) }
}
