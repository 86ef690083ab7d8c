import { HealthEndpointForm } from '@/components/tools/health-endpoint-form'
import { Card } from '@/components/ui/card'
import { Disclosure } from '@/components/ui/disclosure'
import { StatusMark } from '@/components/ui/status-mark'
import { TimeAgo } from '@/components/ui/time-ago'
import type { Tone } from '@/components/ui/tone'
import { formatCount, formatMs, formatPercent } from '@/lib/format'
import type { ProbeState } from '@/lib/probes/model'
import { changeHealthEndpoint } from '../actions'
import type { ToolPage } from './load-tool'

const probeMark: Record<ProbeState, { tone: Tone; label: string }> = {
  up: { tone: 'good', label: 'Up' },
  degraded: { tone: 'warning', label: 'Degraded' },
  down: { tone: 'critical', label: 'Down' },
}

/** Where the tool's health is asked, what it answered lately, and the form to change the address. */
export function HealthEndpoint({ page, now, mayChange }: { page: ToolPage; now: Date; mayChange: boolean }) {
  const { tool, uptime, probes, zone } = page
  const form = mayChange ? <HealthEndpointForm action={changeHealthEndpoint} toolId={tool.id} url={tool.healthEndpoint ?? ''} /> : null
  if (!tool.healthEndpoint) {
    return (
      <Card id="health-endpoint" title="No health endpoint" note="With one the tool is asked every 5 minutes, and its uptime counts in the score.">
        {form ?? <p className="text-sm text-text-muted">Owners of the organization enter the address here, or the platform reports it with the tool.</p>}
      </Card>
    )
  }
  return (
    <Card
      id="health-endpoint"
      title="Health endpoint"
      note={
        uptime
          ? `${formatPercent(uptime.upRatio)} of ${formatCount(uptime.probes)} checks in 28 days were not down`
          : 'Not asked yet; the first check comes within 5 minutes'
      }
    >
      <p className="mb-3 font-mono text-xs break-all text-text-muted">{tool.healthEndpoint}</p>
      <ul className="divide-y divide-border text-sm">
        {probes.map((probe) => (
          <li key={probe.windowAt.toISOString()} className="grid grid-cols-[1fr_4rem_2.5rem_1fr] items-center gap-x-3 gap-y-0.5 py-1.5">
            <StatusMark {...probeMark[probe.state]} />
            <span className="text-right tabular-nums">{probe.latencyMs === null ? '–' : formatMs(probe.latencyMs)}</span>
            <span className="text-right text-text-muted tabular-nums">{probe.statusCode ?? '–'}</span>
            <span className="text-right text-text-muted">
              <TimeAgo at={probe.checkedAt} now={now} zone={zone} />
            </span>
            {probe.reason ? <span className="col-span-full text-text-muted">{probe.reason}</span> : null}
          </li>
        ))}
      </ul>
      {form ? (
        <Disclosure summary="Test or change the address" summaryClassName="mt-3 text-sm">
          <div className="pt-3 pl-6">{form}</div>
        </Disclosure>
      ) : null}
    </Card>
  )
}
