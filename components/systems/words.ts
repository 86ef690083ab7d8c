import type { Tone } from '@/components/ui/tone'
import type { Finding } from '@/lib/systems/findings'
import type { PlatformState, SloState, SystemState } from '@/lib/systems/model'

interface Mark {
  tone: Tone
  label: string
}

export const sloMarks: Record<SloState, Mark> = {
  met: { tone: 'good', label: 'Met' },
  burning: { tone: 'serious', label: 'Burning' },
  breached: { tone: 'critical', label: 'Breached' },
  low_volume: { tone: 'neutral', label: 'Low volume' },
  no_data: { tone: 'neutral', label: 'No data' },
}

export const systemMarks: Record<SystemState, Mark> = {
  fine: { tone: 'good', label: 'Fine' },
  degraded: { tone: 'serious', label: 'Degraded' },
  failing: { tone: 'critical', label: 'Failing' },
  quiet: { tone: 'warning', label: 'Quiet' },
  unknown: { tone: 'neutral', label: 'Unknown' },
}

export const platformTones: Record<PlatformState, Tone> = { fine: 'good', burning: 'serious', breached: 'critical', unknown: 'neutral' }

export const findingMarks: Record<Finding['kind'], Mark> = {
  errors: { tone: 'critical', label: 'Failing' },
  slow: { tone: 'serious', label: 'Slow' },
  silent: { tone: 'warning', label: 'No traffic' },
  spent: { tone: 'serious', label: 'Over, and its budget spent' },
}
