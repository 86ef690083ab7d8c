import type { Tone } from '@/components/ui/tone'
import type { storyPeriods } from '@/lib/anomalies/filter'
import type { AnomalyMetric, AnomalySeverity, AnomalyState } from '@/lib/anomalies/model'

// How anomalies are called on pages: one word for one thing, with its colour and shape.

export const severityMarks: Record<AnomalySeverity, { tone: Tone; label: string }> = {
  warning: { tone: 'warning', label: 'Warning' },
  critical: { tone: 'serious', label: 'Critical' },
  urgent: { tone: 'critical', label: 'Urgent' },
}

export const stateWords: Record<AnomalyState, string> = {
  ongoing: 'Going on',
  resolved: 'Over',
  expired: 'The new normal',
  dismissed: 'Dismissed',
  false_positive: 'False alarm',
  withdrawn: 'Withdrawn',
}

/** What a state means for whoever reads it; "Over" is good news, a closed one neither. */
export function stateMark(state: AnomalyState, severity: AnomalySeverity): { tone: Tone; label: string } {
  const tone: Tone = state === 'ongoing' ? severityMarks[severity].tone : state === 'resolved' ? 'good' : 'neutral'
  return { tone, label: stateWords[state] }
}

export const metricWords: Record<AnomalyMetric, string> = { error_rate: 'Error rate', latency: 'Latency', invocations: 'Calls', revenue: 'Revenue' }

export const periodWords: Record<(typeof storyPeriods)[number], string> = {
  '1': 'Last 24 hours',
  '7': 'Last 7 days',
  '30': 'Last 30 days',
  '90': 'Last 90 days',
}
