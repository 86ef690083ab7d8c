import { EvidenceChart } from '@/components/gates/evidence-chart'
import { gateFix, gateMark, gateSentence } from '@/components/gates/gate-sentence'
import { GateTrack } from '@/components/gates/gate-track'
import { Card } from '@/components/ui/card'
import { Disclosure } from '@/components/ui/disclosure'
import { LinkButton } from '@/components/ui/link-button'
import { StatusMark } from '@/components/ui/status-mark'
import { formatDuration } from '@/lib/format'
import type { GateView } from '@/lib/gates/queries/list-gates'
import { timelineOf } from '@/lib/gates/timeline'
import { gateCures, gateTitles } from '@/lib/gates/words'
import { MINUTE } from '@/lib/time'

/** One open gate: what happens when, the figures behind it, and the two ways out; folded where it is one of many. */
export function RunningGate({ gate, zone, folded }: { gate: GateView; zone: string; folded: boolean }) {
  const fix = gateFix(gate.type, gate.toolId)
  const body = (
    <div className="space-y-5">
      <GateTrack type={gate.type} steps={timelineOf(gate, gate.notices)} zone={zone} />
      <GateFigures gate={gate} />
      <div className="flex flex-wrap gap-2">
        <LinkButton href={fix.href} variant="primary" size="sm">
          {fix.label}
        </LinkButton>
        <LinkButton href={`/dashboard/gates/${gate.id}`} size="sm">
          Details and exemption
        </LinkButton>
      </div>
    </div>
  )
  return (
    <Card
      title={gateSentence(gate, zone)}
      note={
        <span className="flex flex-wrap gap-x-4">
          <StatusMark {...gateMark(gate)} />
          <span>{gateTitles[gate.type]}</span>
        </span>
      }
    >
      {folded ? (
        <Disclosure summary="Timeline and figures" className="text-sm" summaryClassName="text-text-muted">
          <div className="pt-3 text-base">{body}</div>
        </Disclosure>
      ) : (
        body
      )}
    </Card>
  )
}

/** Why the gate is open and what ends it, with the figures day by day. */
export function GateFigures({ gate }: { gate: GateView }) {
  const { healing } = gate.evidence
  return (
    <div className="space-y-2">
      <p className="max-w-[68ch] text-sm">
        {gate.evidence.summary}{' '}
        {gate.state === 'lifted' ? null : (
          <span className="text-text-muted">
            {gateCures[gate.type]}
            {healing && healing.reached > 0 ? ` ${healing.reached} of ${healing.needed} are there.` : ''}
          </span>
        )}
      </p>
      {gate.stoppedMinutes > 0 || gate.stoppedBy ? (
        <p className="max-w-[68ch] text-sm text-text-muted">
          {gate.stoppedBy ? `The clock stands for “${gate.stoppedBy}”. ` : ''}
          {gate.stoppedMinutes > 0 ? `Incidents that are not yours have moved every date by ${formatDuration(gate.stoppedMinutes * MINUTE)}.` : ''}
        </p>
      ) : null}
      <EvidenceChart evidence={gate.evidence} measure={gate.type === 'low_score' ? 'score' : 'ratio'} />
    </div>
  )
}
