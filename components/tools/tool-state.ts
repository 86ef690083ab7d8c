import type { Tone } from '@/components/ui/tone'
import type { ProbeState } from '@/lib/probes/model'

/** A tool's state as StatusMark takes it. */
export interface ToolState {
  tone: Tone
  label: string
}

/**
 * The state of a tool in a word: what its newest probe says, then what its calls say. The limits of
 * the error rate are those of the scorecard's bands (1, 5 and 10 %).
 */
export function toolState(totals: { invocations: number; fairErrorRatio: number | null } | null, probe: ProbeState | null): ToolState {
  if (probe === 'down') return { tone: 'critical', label: 'Endpoint down' }
  if (!totals || totals.invocations === 0) return { tone: 'neutral', label: 'No calls' }
  const errors = totals.fairErrorRatio
  if (errors !== null && errors > 0.1) return { tone: 'critical', label: 'Failing' }
  if (errors !== null && errors > 0.05) return { tone: 'serious', label: 'Many errors' }
  if (probe === 'degraded') return { tone: 'warning', label: 'Endpoint slow' }
  if (errors !== null && errors >= 0.01) return { tone: 'warning', label: 'Some errors' }
  return { tone: 'good', label: 'Healthy' }
}
