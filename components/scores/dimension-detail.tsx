'use client'

import Link from 'next/link'
import { Badge } from '@/components/ui/badge'
import { Delta } from '@/components/ui/delta'
import { Disclosure } from '@/components/ui/disclosure'
import { Sparkline } from '@/components/ui/sparkline'
import { useAlive } from '@/components/ui/use-alive'
import { type Unit as FormatUnit, formatCount, formatPercent, formatScore } from '@/lib/format'
import type { ReportDimension, ReportMetric, Unit } from '@/lib/scores/model'

/** A metric without what only other places show. */
interface MetricData extends Omit<ReportMetric, 'history' | 'change'> {
  /** Points against last week. */
  change: number | null
}

export interface DimensionDetailData extends Pick<ReportDimension, 'arithmetic' | 'worst'> {
  metrics: MetricData[]
}

interface DimensionDetailProps {
  dimension: DimensionDetailData
  linkTools: boolean
  /** On the server already. */
  drawn: boolean
}

const sparklineUnit: Record<Unit, FormatUnit> = {
  ratio: 'percent',
  change: 'percent',
  milliseconds: 'ms',
  yes_no: 'number',
  stars: 'number',
  count: 'count',
  days: 'number',
}

/** A dimension's metrics, each opening into its thresholds. They stand folded away, so the browser draws them. */
export function DimensionDetail({ dimension, linkTools, drawn }: DimensionDetailProps) {
  const alive = useAlive() || drawn
  return (
    <div className="border-t border-border bg-background px-4 py-3 sm:px-5">
      {alive ? (
        <p className="max-w-[68ch] text-sm text-text-muted">
          {dimension.arithmetic}
          {dimension.worst ? (
            <>
              {' '}
              {linkTools ? (
                <Link href={`/dashboard/tools/${dimension.worst.toolId}`} className="text-accent underline underline-offset-2">
                  {dimension.worst.toolName}
                </Link>
              ) : (
                dimension.worst.toolName
              )}{' '}
              is the weakest tool with traffic ({formatScore(dimension.worst.points)} points, all tools together {formatScore(dimension.worst.allTools)}).
            </>
          ) : null}
        </p>
      ) : null}
      <ul className="mt-3 space-y-2">
        {dimension.metrics.map((metric) => (
          // There from the start: links lead here.
          <li key={metric.id} id={metric.id} className="rounded-md border border-border bg-surface">
            {alive ? (
              <Disclosure summaryClassName="px-3 py-2.5 hover:bg-surface-muted rounded-md" summary={<MetricLine metric={metric} />}>
                <MetricDetail metric={metric} />
              </Disclosure>
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  )
}

function MetricLine({ metric }: { metric: MetricData }) {
  const full = metric.points !== null && metric.points >= metric.max
  return (
    <span className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 sm:grid-cols-[1fr_9rem_6rem_6rem]">
      <span className="min-w-0">
        {metric.title}
        {metric.state === 'low_volume' ? <Badge className="ml-2">low volume</Badge> : null}
      </span>
      <span className="text-right tabular-nums sm:order-none">{metric.valueLabel ?? <span className="text-text-muted">not applicable</span>}</span>
      <span className={`text-right text-sm tabular-nums max-sm:col-start-2 ${full ? 'text-text-muted' : ''}`}>
        {metric.points === null ? '–' : `${formatScore(metric.points)} of ${formatScore(metric.max)}`}
      </span>
      <span className="flex justify-end max-sm:hidden">
        <Sparkline values={metric.valueHistory} unit={sparklineUnit[metric.unit]} label={`${metric.title}, last 28 days`} width={84} />
      </span>
    </span>
  )
}

function MetricDetail({ metric }: { metric: MetricData }) {
  return (
    <div className="grid gap-x-8 gap-y-3 border-t border-border px-3 py-3 text-sm sm:grid-cols-2">
      <div className="space-y-2">
        {metric.reason ? <p>{metric.reason}</p> : null}
        <p className="text-text-muted">
          Source: {metric.source}
          {metric.volume === null ? null : `, ${formatCount(metric.volume)} in 28 days`}
        </p>
        {metric.rawValue !== null && metric.value !== null ? (
          <p className="text-text-muted">
            Fair {formatPercent(metric.value)}, raw {formatPercent(metric.rawValue)}: failures of consumers, the platform and upstream providers are left out of
            the fair rate.
          </p>
        ) : null}
        <p>
          <span className="text-text-muted">Points against last week: </span>
          <Delta value={metric.change} kind="points" better="up" words={{ up: 'up', down: 'down' }} />
        </p>
        {metric.gain ? <p>At its best it adds {formatScore(metric.gain)} points to the total.</p> : null}
      </div>
      <table className="w-full self-start text-sm">
        <caption className="sr-only">Thresholds of {metric.title}</caption>
        <thead>
          <tr className="text-left text-xs text-text-muted">
            <th scope="col" className="pb-1 font-medium">
              Threshold
            </th>
            <th scope="col" className="pb-1 text-right font-medium">
              Points
            </th>
          </tr>
        </thead>
        <tbody>
          {metric.thresholds.map((step) => (
            <tr key={step.label} className={step.reached ? 'font-medium' : 'text-text-muted'}>
              <td className="py-0.5">
                {step.label}
                {step.reached ? ' · reached' : ''}
              </td>
              <td className="py-0.5 text-right tabular-nums">{formatScore(step.points)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
