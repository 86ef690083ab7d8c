import type { Tone } from '@/components/ui/tone'
import { formatDate, formatDateTime } from '@/lib/format'
import { type Consequence, type GateType, gateSpecs } from '@/lib/gates/model'
import type { ShownGate } from '@/lib/gates/timeline'
import { consequenceWords, consequenceWordsPlural, gateStateWords, liftWords } from '@/lib/gates/words'

interface Named extends ShownGate {
  toolName: string | null
  stoppedBy: string | null
  liftReason: keyof typeof liftWords | null
}

/** What a gate does to which listing and when, in one sentence without a full stop. */
export function gateSentence(gate: Named, zone: string): string {
  const does = (consequence: Consequence) => (gate.toolName === null ? consequenceWordsPlural : consequenceWords)[consequence]
  const who = gate.toolName ?? 'All your tools'
  const { consequence, escalation } = gateSpecs[gate.type]
  if (gate.state === 'lifted') {
    const reason = liftWords[gate.liftReason ?? 'healed'].replace(/\.$/, '')
    return `Over since ${formatDate(gate.liftedAt, zone)}: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`
  }
  if (gate.state === 'grace') return `${who} ${does(consequence)} from ${formatDateTime(gate.appliesAt, zone)}, unless the cause is gone by then`
  if (escalation === null) return `${who} ${does(consequence)}`
  if (gate.escalatedAt) return `${who} ${does(consequence)} and ${does(escalation.consequence)}`
  return `${who} ${does(consequence)}, and ${does(escalation.consequence)} from ${formatDateTime(gate.escalatesAt, zone)}`
}

/** A gate's state as mark and word. */
export function gateMark(gate: Pick<Named, 'state' | 'stoppedBy'>): { tone: Tone; label: string } {
  if (gate.state === 'lifted') return { tone: 'good', label: gateStateWords.lifted }
  if (gate.stoppedBy !== null) return { tone: 'info', label: `${gateStateWords[gate.state]}, clock stands` }
  return { tone: gate.state === 'applied' ? 'critical' : 'warning', label: gateStateWords[gate.state] }
}

/** Where a gate is fixed. */
export function gateFix(type: GateType, toolId: string | null): { href: string; label: string } {
  if (type === 'low_score' || toolId === null) return { href: '/dashboard/health', label: 'What raises the score' }
  if (type === 'health_down') return { href: `/dashboard/tools/${toolId}`, label: 'Test the endpoint' }
  return { href: `/dashboard/tools/${toolId}`, label: type === 'dormant' ? 'Open the tool' : 'See the errors' }
}
