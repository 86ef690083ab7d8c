import { Shape } from '../ui/status-mark'

interface DataLabelsProps {
  /** What is simulated: this organization, or which of those that staff see; null for nothing. */
  simulated: string | null
  /** Whole weeks by which an import moved the source's times; null or 0 for not moved. */
  shiftedWeeks: number | null
}

/** Says on every page that what it shows did not happen, or not at the times shown. Always there, never loud. */
export function DataLabels({ simulated, shiftedWeeks }: DataLabelsProps) {
  const shifted = shiftedWeeks ? `Times shifted by ${Math.abs(shiftedWeeks)} ${Math.abs(shiftedWeeks) === 1 ? 'week' : 'weeks'}` : null
  if (!simulated && !shifted) return null
  return (
    <aside aria-label="About this data" className="flex flex-wrap gap-x-6 gap-y-1 border-b border-border bg-info-soft px-4 py-1.5 text-xs sm:px-6">
      {simulated ? (
        <p className="flex items-start gap-1.5">
          <span className="mt-0.5">
            <Shape tone="info" size={10} />
          </span>
          <span>
            <strong className="font-semibold">Simulated data.</strong> {simulated}
          </span>
        </p>
      ) : null}
      {shifted ? (
        <p className="flex items-start gap-1.5">
          <span className="mt-0.5">
            <Shape tone="info" size={10} />
          </span>
          <span>
            <strong className="font-semibold">{shifted}.</strong> The source is older; weekdays and hours are as they were.
          </span>
        </p>
      ) : null}
    </aside>
  )
}
