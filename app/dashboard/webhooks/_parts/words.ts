import type { Tone } from '@/components/ui/tone'
import { formatCount, formatPercent } from '@/lib/format'
import type { DeliveryState } from '@/lib/webhooks/delivery-filter'

/** A delivery's state as a mark and a word. */
export const deliveryMarks: Record<DeliveryState, { tone: Tone; label: string }> = {
  delivered: { tone: 'good', label: 'Accepted' },
  failed: { tone: 'critical', label: 'Failed' },
  waiting: { tone: 'info', label: 'Waiting' },
  cancelled: { tone: 'neutral', label: 'Cancelled' },
}

/** The page's first line: what share of the deliveries that ended was accepted. */
export function deliveriesSentence(counts: Record<DeliveryState, number>): string {
  const ended = counts.delivered + counts.failed
  if (ended === 0) return counts.waiting > 0 ? `${deliveries(counts.waiting)} ${counts.waiting === 1 ? 'waits' : 'wait'} to be sent` : 'No webhooks in 28 days'
  if (counts.failed === 0) return ended === 1 ? 'The only delivery of 28 days was accepted' : `All ${deliveries(ended)} of 28 days were accepted`
  return `${formatCount(counts.failed)} of ${deliveries(ended)} failed in 28 days; ${formatPercent(counts.delivered / ended)} were accepted`
}

/** What the score makes of that share. */
export function deliveriesNote(counts: Record<DeliveryState, number>): string {
  const ended = counts.delivered + counts.failed
  if (ended === 0) return 'What your endpoints accept counts for the operational score: over 99 % brings all eight points.'
  const share = counts.delivered / ended
  const standing =
    share > 0.99
      ? 'That brings all eight points'
      : share >= 0.95
        ? 'That brings five of eight points; over 99 % all of them'
        : 'That brings two of eight points; 95 % five, over 99 % all of them'
  return `${standing} in the operational score, which counts whole days.`
}

function deliveries(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'delivery' : 'deliveries'}`
}
