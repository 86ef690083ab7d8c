import { ProgressBar } from '@/components/ui/progress-bar'
import { Sparkline } from '@/components/ui/sparkline'
import { StatusMark } from '@/components/ui/status-mark'
import { formatScore } from '@/lib/format'
import type { ReportDimension } from '@/lib/scores/model'
import { lightTone, lightWord } from './score-tone'

/** One dimension on a line: name, bar, points, light, and four weeks of history. */
export function DimensionBar({ dimension }: { dimension: ReportDimension }) {
  const { title, points, max, light, history } = dimension
  return (
    <span className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1.5 sm:grid-cols-[11rem_1fr_5.5rem_7.5rem_6rem]">
      <span className="truncate font-medium">{title}</span>
      <ProgressBar value={points} max={max} tone={lightTone(light)} className="max-sm:col-span-2 max-sm:row-start-2" />
      <span className="text-right tabular-nums">
        {points === null ? (
          <span className="text-text-muted">no data</span>
        ) : (
          <>
            {formatScore(points)} <span className="text-text-muted">of {max}</span>
          </>
        )}
      </span>
      <span className="text-sm max-sm:hidden">
        <StatusMark tone={lightTone(light)} label={light ? lightWord[light] : 'Not applicable'} />
      </span>
      <Sparkline values={history} unit="points" domain={[0, max]} label={`${title}, points, last 28 days`} className="max-sm:hidden" />
    </span>
  )
}
