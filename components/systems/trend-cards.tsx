import { Sparkline } from '@/components/ui/sparkline'
import { formatCount, formatMs, formatPercent, type Unit } from '@/lib/format'
import type { Health } from '@/lib/systems/health'

/** Volume, error rate and p95 of all routes: the newest hour, and the 24 whole hours before it as lines. */
export function TrendCards({ newest, trends }: Pick<Health, 'newest' | 'trends'>) {
  const trend: { label: string; value: string; values: (number | null)[]; unit: Unit }[] = [
    { label: 'Requests', value: formatCount(newest.requests), values: trends.requests, unit: 'count' },
    { label: 'Error rate', value: formatPercent(newest.requests > 0 ? newest.errors / newest.requests : null), values: trends.errorRatio, unit: 'percent' },
    { label: 'p95', value: formatMs(newest.p95Ms), values: trends.p95Ms, unit: 'ms' },
  ]
  return (
    <dl className="grid gap-4 sm:grid-cols-3">
      {trend.map(({ label, value, values, unit }) => (
        <div key={label} className="grid min-w-0 grid-cols-[1fr_auto] items-end gap-x-4 rounded-lg border border-border bg-surface px-4 py-3 sm:px-5">
          <dt className="text-xs text-text-muted">{label}, last hour</dt>
          <dd className="col-start-1 text-lg font-semibold tabular-nums">{value}</dd>
          <dd className="col-start-2 row-span-2 row-start-1 min-w-0">
            <Sparkline values={values} unit={unit} label={`${label}, last 24 hours`} domain={domainOf(values)} width={140} height={36} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** From nothing on: what looks like a cliff is to be one. */
function domainOf(values: (number | null)[]): [number, number] {
  const highest = Math.max(0, ...values.flatMap((value) => value ?? []))
  return [0, highest === 0 ? 1 : highest]
}
