import type { Tone } from '@/components/ui/tone'
import type { Badge, Standing } from '@/lib/gates/model'

/** A badge of a listing as mark and word, and what it means in a sentence. */
export const badgeMarks: Record<Badge, { tone: Tone; label: string; meaning: string }> = {
  needs_attention: {
    tone: 'warning',
    label: 'Needs attention',
    meaning: 'More than 5 % of its calls failed by its own fault, a week long, and it was given time to heal.',
  },
  unreliable: { tone: 'critical', label: 'Unreliable', meaning: 'Its health endpoint was down for more than two days.' },
  reliable: { tone: 'good', label: 'Reliable', meaning: '90 days without a breach of any quality gate, by a publisher graded A- or better.' },
}

/** Where a listing stands, for its publisher; `normal` needs no words in public. */
export const standingMarks: Record<Standing, { tone: Tone; label: string; meaning: string }> = {
  normal: { tone: 'good', label: 'Listed', meaning: 'It is found in the directory like any other.' },
  deprioritised: {
    tone: 'serious',
    label: 'Listed last',
    meaning: 'It is found in the directory after everything else, until its error rate is back under the limit.',
  },
  inactive: { tone: 'neutral', label: 'Inactive', meaning: 'It had no calls for a long time; it is found under the filter "Inactive" alone.' },
  hidden: { tone: 'critical', label: 'Hidden', meaning: 'Nobody else finds it in the directory, and its public page does not open for strangers.' },
}
