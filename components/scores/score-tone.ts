import type { Tone } from '@/components/ui/tone'
import type { Light, Priority } from '@/lib/scores/model'

/** The mark of a traffic light; neutral while nothing is judged. */
export function lightTone(light: Light | null): Tone {
  return light ?? 'neutral'
}

/** The word beside the mark: colour is never alone. */
export const lightWord: Record<Light, string> = { good: 'Good', warning: 'Needs work', critical: 'Poor' }

export const priorityTone: Record<Priority, Tone> = { critical: 'critical', recommended: 'warning', optimization: 'info' }
export const priorityWord: Record<Priority, string> = { critical: 'Critical', recommended: 'Recommended', optimization: 'Growth' }
