import type { Tone } from '@/components/ui/tone'
import type { OutboxState } from '@/lib/outbox/model'

export const stateMark: Record<OutboxState, { tone: Tone; label: string }> = {
  pending: { tone: 'info', label: 'Waiting' },
  sending: { tone: 'info', label: 'Being sent' },
  sent: { tone: 'good', label: 'Sent' },
  suppressed: { tone: 'neutral', label: 'Suppressed' },
  dropped: { tone: 'neutral', label: 'Dropped' },
  dead: { tone: 'critical', label: 'Dead letter' },
}
