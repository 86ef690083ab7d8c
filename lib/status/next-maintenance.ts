import { type MaintenanceMoments, maintenanceState } from './maintenance-state'
import type { MaintenanceState } from './model'
import { maintenanceWords } from './words'

/** What somebody does with planned work. */
export type MaintenanceAct = 'change' | 'say' | 'start' | 'complete' | 'cancel'

const allowed: Record<MaintenanceAct, readonly MaintenanceState[]> = {
  change: ['scheduled', 'in_progress'],
  say: ['scheduled', 'in_progress', 'completed'],
  start: ['scheduled'],
  complete: ['in_progress'],
  cancel: ['scheduled', 'in_progress'],
}

/** Which acts make sense at a moment, in the order of the page. */
export function actsFor(maintenance: MaintenanceMoments, now: Date): MaintenanceAct[] {
  const state = maintenanceState(maintenance, now)
  return (['say', 'start', 'complete', 'change', 'cancel'] as const).filter((act) => allowed[act].includes(state))
}

/** Why an act makes no sense; null when it does. */
export function whyNot(maintenance: MaintenanceMoments, act: MaintenanceAct, now: Date): string | null {
  const state = maintenanceState(maintenance, now)
  if (allowed[act].includes(state)) return null
  return `This maintenance is ${maintenanceWords[state].toLowerCase()}. Nothing was changed.`
}
