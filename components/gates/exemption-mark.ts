import type { Tone } from '@/components/ui/tone'
import type { ExemptionState } from '@/lib/gates/model'

/** An exemption's state as mark and word. */
export const exemptionMarks: Record<ExemptionState, { tone: Tone; label: string }> = {
  pending: { tone: 'info', label: 'Waits for staff' },
  approved: { tone: 'good', label: 'Approved' },
  rejected: { tone: 'warning', label: 'Rejected' },
  revoked: { tone: 'warning', label: 'Revoked' },
  expired: { tone: 'neutral', label: 'Expired' },
}
