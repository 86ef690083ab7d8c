import { DAY, HOUR, MINUTE, startOfDay } from '@/lib/time'
import { type IncidentStatus, type Severity, severityDefinitions } from './model'

/** By when an update of the next business day is due, hours of UTC. Ours. */
const BUSINESS_DAY_ENDS = 17

interface Updated {
  status: IncidentStatus
  severity: Severity
  lastUpdateAt: Date
}

/** When the next update by a person is due; null once it is resolved. */
export function nextUpdateDue({ status, severity, lastUpdateAt }: Updated): Date | null {
  if (status === 'resolved') return null
  const { updateMinutes } = definitionOf(severity)
  return updateMinutes === null ? nextBusinessDay(lastUpdateAt) : new Date(lastUpdateAt.getTime() + updateMinutes * MINUTE)
}

/** The due moment that has come without an update; null while there is none. */
export function overdueSince(incident: Updated, now: Date): Date | null {
  const due = nextUpdateDue(incident)
  return due !== null && due <= now ? due : null
}

/** Monday to Friday; holidays differ from place to place and are not known here. */
function nextBusinessDay(moment: Date): Date {
  let day = startOfDay(moment).getTime() + DAY
  while ([0, 6].includes(new Date(day).getUTCDay())) day += DAY
  return new Date(day + BUSINESS_DAY_ENDS * HOUR)
}

function definitionOf(severity: Severity) {
  const found = severityDefinitions.find((one) => one.severity === severity)
  if (!found) throw new Error(`there is no severity ${severity}`)
  return found
}
