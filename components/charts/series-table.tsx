'use client'

import Link from 'next/link'
import { formatDateTime, formatValue, type Unit } from '@/lib/format'
import { CopyButton } from '../ui/copy-button'
import { ScrollRegion } from '../ui/scroll-region'
import { bandText, type ChartMark, type Plot, plotAsCsv } from './series'
import { ViewData } from './view-data'

/** Every value of a chart as a table that can be read, copied and taken along as CSV. */
export function SeriesTable({
  name,
  plot,
  marks,
  unit,
  zone,
}: {
  /** The chart's title, which tells its table from the others'. */ name: string
  plot: Plot
  marks: ChartMark[]
  unit: Unit
  zone: string
}) {
  return (
    <ViewData>
      {() => (
        <div className="mt-1 rounded-md border border-border">
          <div className="flex justify-end border-b border-border px-1 py-0.5">
            <CopyButton text={plotAsCsv(plot)} label="Copy as CSV" showLabel />
          </div>
          <ScrollRegion label={`Values: ${name}`} className="max-h-72 overflow-y-auto">
            <table className="w-full text-left">
              <thead>
                <tr>
                  <th scope="col" className="px-3 py-1.5 text-xs font-medium text-text-muted">
                    Time
                  </th>
                  {plot.lines.map((line) => (
                    <th key={line.id} scope="col" className="px-3 py-1.5 text-right text-xs font-medium text-text-muted">
                      {line.label}
                    </th>
                  ))}
                  {plot.band ? (
                    <th scope="col" className="px-3 py-1.5 text-right text-xs font-medium text-text-muted">
                      {plot.band.label}
                    </th>
                  ) : null}
                </tr>
              </thead>
              <tbody>
                {plot.times.map((time, index) => (
                  <tr key={time} className="border-t border-border">
                    <th scope="row" className="px-3 py-1 font-normal whitespace-nowrap">
                      {formatDateTime(new Date(time), zone)}
                    </th>
                    {plot.lines.map((line) => (
                      <td key={line.id} className="px-3 py-1 text-right whitespace-nowrap">
                        {line.values[index] === null ? 'no value' : formatValue(line.values[index], unit)}
                      </td>
                    ))}
                    {plot.band ? <td className="px-3 py-1 text-right whitespace-nowrap">{bandText(plot, index, unit)}</td> : null}
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollRegion>
          {marks.length > 0 ? (
            <ul className="space-y-1 border-t border-border px-3 py-2">
              {marks.map((mark) => (
                <li key={mark.id} className="flex flex-wrap justify-between gap-x-4">
                  {mark.href ? (
                    <Link href={mark.href} prefetch={false} className="text-accent underline underline-offset-2">
                      {mark.label}
                    </Link>
                  ) : (
                    mark.label
                  )}
                  <span className="text-text-muted">{formatDateTime(mark.at, zone)}</span>
                </li>
              ))}
            </ul>
          ) : null}
        </div>
      )}
    </ViewData>
  )
}
