import type { Severity } from '@/lib/incidents/model'
import { componentState, worstState } from './component-state'
import { maintenanceSpan, maintenanceState } from './maintenance-state'
import type { ComponentState, SnapshotIncident, StatusSnapshot } from './model'
import { statePhrases } from './words'

/** Atlassian Statuspage's words for the whole. */
export type Indicator = 'none' | 'minor' | 'major' | 'critical'

export interface Overall {
  indicator: Indicator
  /** Statuspage's own descriptions, which programs and people know. */
  description: string
  state: ComponentState
}

const byState: Record<ComponentState, Omit<Overall, 'state'>> = {
  operational: { indicator: 'none', description: 'All Systems Operational' },
  under_maintenance: { indicator: 'none', description: 'Service Under Maintenance' },
  degraded_performance: { indicator: 'minor', description: 'Partially Degraded Service' },
  partial_outage: { indicator: 'major', description: 'Partial System Outage' },
  major_outage: { indicator: 'critical', description: 'Major System Outage' },
}

/** What an open incident that names no system makes of the whole. */
const bySeverity: Record<Severity, ComponentState> = {
  1: 'major_outage',
  2: 'partial_outage',
  3: 'degraded_performance',
  4: 'degraded_performance',
}

/** Incidents that are not over. */
export function openIncidents({ incidents }: Pick<StatusSnapshot, 'incidents'>): SnapshotIncident[] {
  return incidents.filter(({ status }) => status !== 'resolved')
}

/** The state of the whole: that of the worst system, or of an open incident that names none. */
export function overall(snapshot: StatusSnapshot, now: Date): Overall {
  const ofSystems = snapshot.systems.map((system) => componentState(system, snapshot, now).state)
  // Once its systems are back an incident is only watched; one that never named any speaks for the whole.
  const unnamed = openIncidents(snapshot).flatMap(({ systems, severity }) => (systems.length === 0 ? [bySeverity[severity]] : []))
  const state = worstState([...ofSystems, ...unnamed])
  return { ...byState[state], state }
}

/** The first line of the page: the state of the whole in a sentence. */
export function statusSentence(snapshot: StatusSnapshot, now: Date): string {
  const standing = snapshot.systems.map((system) => ({ name: system.name, ...componentState(system, snapshot, now) }))
  const bad = standing.filter(({ state }) => state !== 'operational' && state !== 'under_maintenance')
  const work = standing.filter(({ state }) => state === 'under_maintenance')
  const open = openIncidents(snapshot)
  const total = standing.length
  if (bad.length > 0) {
    const rest = bad.length === total ? '' : total - bad.length === 1 ? ' The other system works.' : ` The other ${total - bad.length} systems work.`
    if (bad.length === total && total > 1 && new Set(bad.map(({ state }) => state)).size === 1) return `Every system ${phraseOf(bad[0]?.state)}.`
    const named = bad.slice(0, 3).map(({ name, state }) => `${name} ${statePhrases[state]}`)
    if (bad.length > 3) named.push(`${bad.length - 3} more ${bad.length === 4 ? 'is' : 'are'} affected`)
    // Planned work is no failure, but what is worked on does not count as working either.
    return `${listOf(named)}.${work.length > 0 ? '' : rest}`
  }
  if (work.length > 0) {
    const ends = snapshot.maintenances.filter((one) => maintenanceState(one, now) === 'in_progress').map((one) => maintenanceSpan(one).to.getTime())
    const until = ends.length > 0 ? `, until ${new Date(Math.max(...ends)).toISOString().slice(11, 16)} UTC` : ''
    return `Planned maintenance on ${listOf(work.slice(0, 3).map(({ name }) => name))}${work.length > 3 ? ` and ${work.length - 3} more` : ''}${until}.`
  }
  const [first] = open
  if (first) return open.length === 1 ? `An incident is open: ${first.title}.` : `${open.length} incidents are open.`
  return total === 0 ? 'Nothing is shown here yet.' : total === 1 ? `${standing[0]?.name} works.` : 'Everything works.'
}

function phraseOf(state: ComponentState | undefined): string {
  return statePhrases[state ?? 'operational']
}

/** "a", "a and b", "a, b and c". */
function listOf(names: string[]): string {
  return names.length <= 1 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
