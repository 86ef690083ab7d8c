'use client'

import { ViewData } from '@/components/charts/view-data'
import { ScrollRegion } from '@/components/ui/scroll-region'
import { cellWords, type DrawnCell, type DrawnRow, type HeatScale, momentOf } from './heat-cells'
import { metricWords } from './words'

interface HeatTableProps {
  rows: DrawnRow[]
  scale: HeatScale
  /** On the server already. */
  drawn: boolean
}

/** Every stretch of a heat strip as a table. */
export function HeatTable({ rows, scale, drawn }: HeatTableProps) {
  return (
    <ViewData drawn={drawn}>
      {() => (
        <ScrollRegion label="Stretches out of the ordinary" className="mt-1 max-h-72 overflow-y-auto rounded-md border border-border">
          <table className="w-full">
            <thead>
              <tr>
                {['Tool', 'From', 'To', 'How unusual', 'Metrics'].map((label) => (
                  <th key={label} scope="col" className="px-3 py-1.5 text-left text-xs font-medium text-text-muted">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.flatMap((row) =>
                joined(row.cells, scale).map(({ cell: [step, severity, ...metrics], end }) => (
                  <tr key={`${row.id} ${step}`} className="border-t border-border">
                    <th scope="row" className="px-3 py-1 text-left font-normal">
                      {row.name}
                    </th>
                    <td className="px-3 py-1 whitespace-nowrap">{momentOf(step, scale)}</td>
                    <td className="px-3 py-1 whitespace-nowrap">{momentOf(end, scale)}</td>
                    <td className="px-3 py-1 whitespace-nowrap">{`z over ${scale.limits[severity]}`}</td>
                    <td className="px-3 py-1">{metrics.map((metric) => metricWords[metric]).join(', ')}</td>
                  </tr>
                )),
              )}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </ViewData>
  )
}

/** Neighbouring bars that say the same are one line. */
function joined(cells: DrawnCell[], scale: HeatScale): { cell: DrawnCell; end: number }[] {
  const lines: { cell: DrawnCell; end: number }[] = []
  for (const cell of cells) {
    const last = lines.at(-1)
    if (last && last.end === cell[0] && cellWords(last.cell, scale) === cellWords(cell, scale)) last.end++
    else lines.push({ cell, end: cell[0] + 1 })
  }
  return lines
}
