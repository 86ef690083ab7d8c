import type { Props } from '@/emails/gate-warning'
import { formatDate, formatDateTime } from '@/lib/format'
import { type Evidence, type GateStep, gateSpecs, type LiftReason } from '@/lib/gates/model'
import { type ShownGate, statedDate, timelineOf } from '@/lib/gates/timeline'
import { consequenceWords, consequenceWordsPlural, gateCures, gateRemedies, liftWords, stepTitle } from '@/lib/gates/words'

/** A notice that is to be told, with its gate as it stands now. */
export interface GateTelling {
  noticeId: string
  gateId: string
  organizationId: string
  organizationName: string
  simulated: boolean
  /** IANA zone of the organization. */
  zone: string
  /** Null: the gate stands over the publisher. */
  toolName: string | null
  step: GateStep
  consequenceAt: Date | null
  gate: ShownGate
  liftReason: LiftReason | null
  stoppedBy: string | null
  evidence: Evidence
  notices: { step: GateStep; owedAt: Date }[]
}

/** The mail of one step: what happens to which listing and when, at the moment at which it is told. */
export function composeGateWarning(telling: GateTelling, { now, consoleUrl }: { now: Date; consoleUrl: string }): Props {
  const { gate, step, zone, evidence, stoppedBy } = telling
  const date = statedDate(gate, telling, now)
  const over = step === 'lifted'
  // The date that this mail states is the one that holds: the timeline must not name an earlier one.
  const shown = date === null ? gate : step === 'escalation_ahead' || step === 'applied' ? { ...gate, escalatesAt: date } : { ...gate, appliesAt: date }
  return {
    organizationName: telling.organizationName,
    simulated: telling.simulated,
    ...headlines(telling, date),
    why: evidence.summary,
    cure: over ? liftWords[telling.liftReason ?? 'healed'] : gateCures[gate.type],
    stopped:
      stoppedBy === null || over ? null : `The clock stands for “${stoppedBy}”, which is not yours to answer for: every date moves on by as long as it lasts.`,
    tone: over ? 'good' : step === 'triggered' || step === 'midpoint' ? 'warning' : 'critical',
    timeline: timelineOf(shown, telling.notices).map((one) => ({
      title: stepTitle(gate.type, one.step),
      at: formatDateTime(one.at, zone).split('\u00a0')[0] ?? '',
      state: one.state,
    })),
    steps: over ? [] : gateRemedies[gate.type],
    url: `${consoleUrl}/dashboard/gates/${telling.gateId}`,
    consoleUrl,
  }
}

function headlines({ gate, step, toolName, organizationName, zone }: GateTelling, date: Date | null): { subject: string; headline: string } {
  const spec = gateSpecs[gate.type]
  const second = step === 'escalation_ahead' || step === 'escalated'
  const consequence = second && spec.escalation ? spec.escalation.consequence : spec.consequence
  const who = toolName ?? `The tools of ${organizationName}`
  const does = (toolName === null ? consequenceWordsPlural : consequenceWords)[consequence]
  const when = date ? formatDate(date, zone) : ''
  const exactly = date ? formatDateTime(date, zone) : ''
  switch (step) {
    case 'triggered':
      return {
        subject: `${who} ${does} from ${when}`,
        headline: `${who} ${does} from ${exactly}, unless the cause is gone by then`,
      }
    case 'midpoint':
      return { subject: `Half of the time has passed: ${who} ${does} from ${when}`, headline: `Half of the time has passed. ${who} ${does} from ${exactly}` }
    case 'day_before':
    case 'escalation_ahead':
      return { subject: `Last warning: ${who} ${does} from ${when}`, headline: `Last warning: ${who} ${does} from ${exactly}` }
    case 'applied':
    case 'escalated':
      return { subject: `${who} ${does} now`, headline: date ? `${who} ${does} now; the next step is due on ${exactly}` : `${who} ${does} now` }
    case 'lifted': {
      const back =
        gate.appliedAt === null
          ? toolName === null
            ? 'keep their place'
            : 'keeps its place'
          : toolName === null
            ? 'have their place back'
            : 'has its place back'
      return { subject: `${who} ${back} in the directory`, headline: `${who} ${back} in the directory` }
    }
  }
}
