import { Card } from '@/components/ui/card'
import { Delta } from '@/components/ui/delta'
import { Figure } from '@/components/ui/figure'
import { formatCount, formatMoney, formatMs, formatPercent } from '@/lib/format'
import type { WindowTotals } from '@/lib/metrics/model'
import { growth } from '@/lib/stats'

/** A publisher's last seven days beside the seven before. */
export function Week({ current, previous }: { current: WindowTotals; previous: WindowTotals }) {
  return (
    <Card title="The last 7 days" note="All tools, against the 7 days before">
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3">
        <Figure label="Invocations" value={formatCount(current.invocations)}>
          <Delta value={growth(current.invocations, previous.invocations)} better="up" words={{ up: 'more', down: 'fewer' }} />
        </Figure>
        <Figure label="Revenue" value={formatMoney(current.revenueMicros)}>
          <Delta value={growth(current.revenueMicros, previous.revenueMicros)} better="up" words={{ up: 'more', down: 'less' }} />
        </Figure>
        <Figure label="Consumers" value={formatCount(current.consumers)}>
          <Delta value={growth(current.consumers, previous.consumers)} better="up" words={{ up: 'more', down: 'fewer' }} />
        </Figure>
        <Figure label="Fair error rate" value={formatPercent(current.fairErrorRatio)}>
          <span className="text-sm text-text-muted">
            {current.rawErrorRatio === null ? 'no outcomes stated' : `raw ${formatPercent(current.rawErrorRatio)}`}
          </span>
        </Figure>
        <Figure label="Latency, p95" value={formatMs(current.p95Ms)}>
          <Delta value={growth(current.p95Ms, previous.p95Ms)} better="down" words={{ up: 'slower', down: 'faster' }} />
        </Figure>
        <Figure label="Latency, average" value={formatMs(current.avgLatencyMs)}>
          <Delta value={growth(current.avgLatencyMs, previous.avgLatencyMs)} better="down" words={{ up: 'slower', down: 'faster' }} />
        </Figure>
      </dl>
    </Card>
  )
}
