import type { Tone } from '@/components/ui/tone'
import { formatDuration } from '@/lib/format'
import type { FollowupState, IncidentStatus, Severity, SystemImpact } from '@/lib/incidents/model'
import type { EntryRow, PostmortemState } from '@/lib/incidents/view'
import { followupWords, impactWords, severityLabel, statusWords } from '@/lib/incidents/words'
import { SECOND } from '@/lib/time'

interface Mark {
  tone: Tone
  label: string
}

const severityTones: Record<Severity, Tone> = { 1: 'critical', 2: 'serious', 3: 'warning', 4: 'info' }
const statusTones: Record<IncidentStatus, Tone> = { investigating: 'critical', identified: 'warning', monitoring: 'info', resolved: 'good' }
const impactTones: Record<SystemImpact | 'operational', Tone> = {
  operational: 'good',
  degraded: 'warning',
  partial_outage: 'serious',
  major_outage: 'critical',
}
const followupTones: Record<FollowupState, Tone> = { open: 'warning', done: 'good', not_doing: 'neutral' }

export function severityMark(severity: Severity): Mark {
  return { tone: severityTones[severity], label: severityLabel(severity) }
}

export function statusMark(status: IncidentStatus): Mark {
  return { tone: statusTones[status], label: statusWords[status] }
}

export function impactMark(impact: SystemImpact | 'operational'): Mark {
  return { tone: impactTones[impact], label: impactWords[impact] }
}

export function followupMark(state: FollowupState): Mark {
  return { tone: followupTones[state], label: followupWords[state] }
}

export const postmortemMarks: Record<PostmortemState, Mark> = {
  none: { tone: 'neutral', label: 'None yet' },
  draft: { tone: 'warning', label: 'Draft' },
  complete: { tone: 'info', label: 'Complete, not reviewed' },
  reviewed: { tone: 'good', label: 'Reviewed' },
}

/** A length of time from milliseconds; what took no time at all was done at once. */
export function tookWords(ms: number | null): string {
  return ms !== null && ms < SECOND ? 'at once' : formatDuration(ms)
}

/** What a person is called; whoever has no account any more stays somebody. */
export function nameOf(person: { name: string | null } | null, product = 'Pulsegrid'): string {
  return person === null ? product : (person.name ?? 'somebody without an account')
}

/** The mark of an entry in the story: what is good, bad or only said. */
export function entryTone({ type, facts }: Pick<EntryRow, 'type' | 'facts'>): Tone {
  switch (type) {
    case 'opened':
    case 'reopened':
      return 'critical'
    case 'status':
      return facts.status ? statusTones[facts.status] : 'neutral'
    case 'severity':
      return facts.severity ? severityTones[facts.severity] : 'warning'
    case 'reminder':
      return 'serious'
    case 'closed':
      return 'good'
    case 'alert':
      return alertTones[facts.to ?? ''] ?? 'neutral'
    case 'update':
    case 'deploy':
    case 'flag':
      return 'info'
    default:
      return 'neutral'
  }
}

const alertTones: Record<string, Tone> = { firing: 'critical', escalated: 'critical', rearmed: 'warning', resolved: 'good' }
