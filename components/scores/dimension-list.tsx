import { Card } from '@/components/ui/card'
import { Disclosure } from '@/components/ui/disclosure'
import { type Whole, WholeLink } from '@/components/ui/whole'
import type { ReportDimension, ScoreReport } from '@/lib/scores/model'
import { DimensionBar } from './dimension-bar'
import { DimensionDetail, type DimensionDetailData } from './dimension-detail'

/** The dimensions; each opens into its metrics, each metric into its thresholds. */
export function DimensionList({
  report,
  windowNote,
  whole,
  title = 'Five dimensions of 20 points',
  linkTools = false,
}: {
  report: Pick<ScoreReport, 'dimensions' | 'arithmetic'>
  windowNote: string
  whole: Whole
  title?: string
  /** The reader may open the tools' own pages. */
  linkTools?: boolean
}) {
  return (
    <Card id="dimensions" title={title} note={windowNote} flush>
      <ul className="divide-y divide-border">
        {report.dimensions.map((dimension) => (
          <li key={dimension.id} id={dimension.id}>
            <Disclosure summaryClassName="px-4 py-3 sm:px-5 hover:bg-surface-muted" summary={<DimensionBar dimension={dimension} />}>
              <DimensionDetail dimension={detailOf(dimension)} linkTools={linkTools} drawn={whole.drawn} />
            </Disclosure>
          </li>
        ))}
      </ul>
      <WholeLink whole={whole} place="dimensions" className="border-t border-border px-4 py-3 sm:px-5">
        Show the metrics of all dimensions
      </WholeLink>
      {report.arithmetic ? <p className="border-t border-border px-4 py-3 text-sm text-text-muted sm:px-5">{report.arithmetic}</p> : null}
    </Card>
  )
}

/** What a dimension's detail is drawn from, and no more: it crosses to the browser. */
function detailOf({ arithmetic, worst, metrics }: ReportDimension): DimensionDetailData {
  return {
    arithmetic,
    worst,
    metrics: metrics.map(({ history: _points, change, valueHistory, ...metric }) => ({
      ...metric,
      change: change.points,
      // Six digits are more than a line the size of a word can show, and its text says.
      valueHistory: valueHistory.map((value) => (value === null ? null : Number(value.toPrecision(6)))),
    })),
  }
}
