import Link from 'next/link'
import { Banner } from '@/components/ui/banner'
import { LinkButton } from '@/components/ui/link-button'
import { gateCures } from '@/lib/gates/words'
import { gateFix, gateMark, gateSentence } from './gate-sentence'

/** More than this many banners are a wall; the rest stand on their own page. */
const SHOWN = 3

interface RunningGatesProps {
  gates: (Parameters<typeof gateSentence>[0] & { id: string; toolId: string | null; evidence: { summary: string } })[]
  /** IANA zone of the dates. */
  zone: string
}

/** The gates that are open, each with what happens, when, why, and what to do: the first thing on every page that they concern. Nothing when none is. */
export function RunningGates({ gates, zone }: RunningGatesProps) {
  // One banner a tool: where two gates are open over it, the one that is in force, or comes first, speaks.
  const first = gates.filter((gate, i) => gates.findIndex((other) => other.toolId === gate.toolId) === i).slice(0, SHOWN)
  return (
    <>
      {first.map((gate) => {
        const fix = gateFix(gate.type, gate.toolId)
        return (
          <Banner
            key={gate.id}
            tone={gateMark(gate).tone}
            title={gateSentence(gate, zone)}
            actions={
              <>
                <LinkButton href={fix.href} size="sm" variant="primary">
                  {fix.label}
                </LinkButton>
                <LinkButton href={`/dashboard/gates/${gate.id}`} size="sm">
                  Details and exemption
                </LinkButton>
              </>
            }
          >
            {gate.evidence.summary} {gate.stoppedBy === null ? gateCures[gate.type] : `The clock stands for “${gate.stoppedBy}”.`}
          </Banner>
        )
      })}
      {gates.length > first.length ? (
        <p className="text-sm">
          <Link href="/dashboard/gates" className="text-accent underline underline-offset-2">
            {gates.length - first.length === 1 ? 'One more gate is open' : `${gates.length - first.length} more gates are open`}
          </Link>
        </p>
      ) : null}
    </>
  )
}
