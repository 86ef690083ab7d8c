import { Delta } from '@/components/ui/delta'
import { Figure } from '@/components/ui/figure'
import { formatCount, formatMoney, formatMs, formatPercent } from '@/lib/format'
import type { WindowTotals } from '@/lib/metrics/model'
import type { Uptime } from '@/lib/probes/queries'
import { growth } from '@/lib/stats'

/** The figures of a window beside those of the window before. */
export function Figures({ sums, uptime, versus }: { sums: { current: WindowTotals; previous: WindowTotals }; uptime: Uptime | null; versus: string }) {
  const { current, previous } = sums
  return (
    <section aria-label={`Figures, changes ${versus}`}>
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-border bg-border sm:grid-cols-3 xl:grid-cols-6">
        <Figure className={cell} label="Invocations" value={formatCount(current.invocations)}>
          <Delta value={growth(current.invocations, previous.invocations)} better="up" words={{ up: 'more', down: 'fewer' }} />
        </Figure>
        <Figure className={cell} label="Fair error rate" value={formatPercent(current.fairErrorRatio)}>
          {current.rawErrorRatio === null ? (
            <span className="text-sm text-text-muted">the source states no outcome</span>
          ) : (
            <span className="text-sm text-text-muted">raw {formatPercent(current.rawErrorRatio)}</span>
          )}
        </Figure>
        <Figure className={cell} label="p95 latency" value={formatMs(current.p95Ms)}>
          <Delta value={growth(current.p95Ms, previous.p95Ms)} better="down" words={{ up: 'slower', down: 'faster' }} />
        </Figure>
        <Figure className={cell} label="Uptime, 28 days" value={formatPercent(uptime?.upRatio)}>
          <span className="text-sm text-text-muted">{uptime ? `${formatCount(uptime.probes)} probes` : 'no health endpoint'}</span>
        </Figure>
        <Figure className={cell} label="Consumers" value={formatCount(current.consumers)}>
          <Delta value={growth(current.consumers, previous.consumers)} better="up" words={{ up: 'more', down: 'fewer' }} />
        </Figure>
        <Figure className={cell} label="Revenue" value={formatMoney(current.revenueMicros)}>
          <Delta value={growth(current.revenueMicros, previous.revenueMicros)} better="up" words={{ up: 'more', down: 'less' }} />
        </Figure>
      </dl>
    </section>
  )
}

const cell = 'bg-surface px-4 py-3'
