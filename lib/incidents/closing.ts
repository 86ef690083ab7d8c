import { DAY } from '@/lib/time'
import { type FollowupState, type IncidentStatus, POSTMORTEM_SEVERITY, type Severity } from './model'

interface Facts {
  status: IncidentStatus
  severity: Severity
  resolvedAt: Date | null
  /** Null: there is none. */
  postmortem: { completeAt: Date | null; reviewedAt: Date | null } | null
  followups: readonly { state: FollowupState }[]
}

/** Must an incident of this severity have a post-mortem? */
export function needsPostmortem(severity: Severity): boolean {
  return severity <= POSTMORTEM_SEVERITY
}

/** Why it cannot be resolved yet; null when it can. SEV1 and SEV2 need a complete post-mortem (spec, section 10). */
export function keepsFromResolving({ severity, postmortem }: Pick<Facts, 'severity' | 'postmortem'>): string | null {
  if (!needsPostmortem(severity) || (postmortem !== null && postmortem.completeAt !== null)) return null
  return `A SEV${severity} is resolved once its post-mortem is complete. ${
    postmortem === null ? 'Draft it from the timeline' : 'Fill in what it lacks'
  }; until then set the status to monitoring, which says that the effects are over.`
}

/**
 * What is left to do before a resolved incident closes by itself, in words; empty: nothing, it closes. Where
 * nothing had to be done it stays a day, so that it can be reopened and follow-ups can be added.
 */
export function leftBeforeClosing({ status, severity, resolvedAt, postmortem, followups }: Facts, now: Date): string[] {
  const left: string[] = []
  if (status !== 'resolved' || resolvedAt === null) left.push('Resolve the incident.')
  else if (postmortem === null && followups.length === 0 && !needsPostmortem(severity) && now.getTime() < resolvedAt.getTime() + DAY) {
    left.push('Nothing: it closes a day after it was resolved, unless a post-mortem or follow-ups are added.')
  }
  if (postmortem === null) {
    if (needsPostmortem(severity)) left.push('Write the post-mortem.')
  } else if (postmortem.completeAt === null) left.push('Complete the post-mortem.')
  else if (postmortem.reviewedAt === null) left.push('Have the post-mortem reviewed.')
  const open = followups.filter(({ state }) => state === 'open').length
  if (open > 0) left.push(open === 1 ? 'Settle the follow-up that is open.' : `Settle the ${open} follow-ups that are open.`)
  return left
}
