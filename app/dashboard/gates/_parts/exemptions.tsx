import { exemptionMarks } from '@/components/gates/exemption-mark'
import { Card } from '@/components/ui/card'
import { StatusMark } from '@/components/ui/status-mark'
import { formatDate } from '@/lib/format'
import type { Exemption } from '@/lib/gates/queries/list-exemptions'
import { gateTitles } from '@/lib/gates/words'

/** What was asked for and how it was decided, newest twenty. */
export function Exemptions({ exemptions, zone }: { exemptions: Exemption[]; zone: string }) {
  const pending = exemptions.filter(({ state }) => state === 'pending').length
  return (
    <Card title={pending === 0 ? 'Exemptions' : pending === 1 ? 'One exemption waits for staff' : `${pending} exemptions wait for staff`}>
      <ul className="divide-y divide-border text-sm">
        {exemptions.map((one) => (
          <li key={one.id} className="space-y-1 py-2.5">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
              <p className="font-medium">
                {one.toolName ?? 'All your tools'} <span className="font-normal text-text-muted">· {gateTitles[one.type]}</span>
              </p>
              <StatusMark {...exemptionMarks[one.state]} />
            </div>
            <p className="max-w-[68ch] break-words text-text-muted">{one.reason}</p>
            <p className="text-xs text-text-muted">
              Asked on {formatDate(one.requestedAt, zone)}, {one.state === 'approved' ? 'holds' : 'asked for'} until {formatDate(one.until, zone)}
              {one.decisionReason ? `. Staff: ${one.decisionReason}` : ''}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  )
}
