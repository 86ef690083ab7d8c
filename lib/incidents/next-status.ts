import type { IncidentStatus } from './model'

/** What an incident says of how far it is. */
export interface Progress {
  status: IncidentStatus
  mitigatedAt: Date | null
  resolvedAt: Date | null
  closedAt: Date | null
}

type Step = { outcome: 'changed'; status: IncidentStatus; mitigatedAt: Date | null; resolvedAt: Date | null } | { outcome: 'refused'; reason: string }

/**
 * The incident after a step to another status. Any open status may follow any other, back too: monitoring says
 * when its effects were over, and going back takes that away. Resolving without having monitored says both at
 * once. A resolved one is opened again by reopen().
 */
export function nextStatus(progress: Progress, to: IncidentStatus, now: Date): Step {
  if (progress.status === 'resolved') return refused('This incident is resolved. Reopen it if it is not over.')
  if (progress.status === to) return refused(`This incident is ${to === 'monitoring' ? 'being monitored' : to} already. Nothing was changed.`)
  const over = to === 'monitoring' || to === 'resolved'
  return { outcome: 'changed', status: to, mitigatedAt: over ? (progress.mitigatedAt ?? now) : null, resolvedAt: to === 'resolved' ? now : null }
}

/** A resolved incident, open again: only until all that followed from it is done. */
export function reopen({ status, closedAt }: Progress): Step {
  if (status !== 'resolved') return refused('This incident is open. Nothing was changed.')
  if (closedAt !== null) return refused('This incident is closed: all that followed from it is done. Open a new one.')
  return { outcome: 'changed', status: 'investigating', mitigatedAt: null, resolvedAt: null }
}

function refused(reason: string): Step {
  return { outcome: 'refused', reason }
}
