import type { BandPlaces } from './band-scale'
import { percent } from './scale'

const HEIGHT = 24
const MIDDLE = HEIGHT / 2
/** Room at both ends for the marker. */
const INSET = 8

/**
 * A figure beside the middle half of a group, as wide as its place: a line, worse at the left and
 * better at the right, the middle half as a bar with its median, the own figure as a diamond (an
 * arrow where it lies beyond the line). Server-rendered; `label` is its text alternative.
 */
export function QuartileBand({ places, label }: { places: BandPlaces; label: string }) {
  const { from, to, median, own, beyond } = places
  return (
    <div role="img" aria-label={label} style={{ paddingInline: INSET }}>
      <svg aria-hidden="true" width="100%" height={HEIGHT} className="block overflow-visible">
        <line x1="0%" x2="100%" y1={MIDDLE} y2={MIDDLE} className="stroke-border" strokeWidth="2" strokeLinecap="round" />
        {/* At least a stroke wide, where all quartiles are alike. */}
        <rect
          x={percent(from)}
          y={MIDDLE - 5}
          width={percent(to - from)}
          height="10"
          rx="2"
          className="fill-surface-muted stroke-border-strong"
          strokeWidth="1"
        />
        <line x1={percent(median)} x2={percent(median)} y1={MIDDLE - 5} y2={MIDDLE + 5} className="stroke-border-strong" strokeWidth="2" />
        <svg aria-hidden="true" x={percent(own)} y={MIDDLE} className="overflow-visible">
          <path
            d={beyond ? (own > 0.5 ? RIGHT : LEFT) : DIAMOND}
            className="fill-accent stroke-surface"
            strokeWidth="1.5"
            strokeLinejoin="round"
            paintOrder="stroke"
          />
        </svg>
      </svg>
    </div>
  )
}

const DIAMOND = 'M0 -6.5 6.5 0 0 6.5 -6.5 0Z'
const RIGHT = 'M-4 -6 6.5 0 -4 6Z'
const LEFT = 'M4 -6 -6.5 0 4 6Z'

/** The marks of the band in words, for the line above it. */
export function QuartileLegend({ own, group }: { own: string; group: string }) {
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-text-muted">
      <span className="inline-flex items-center gap-1.5">
        <svg aria-hidden="true" width="13" height="13" viewBox="-6.5 -6.5 13 13">
          <path d={DIAMOND} className="fill-accent" />
        </svg>
        {own}
      </span>
      <span className="inline-flex items-center gap-1.5">
        <svg aria-hidden="true" width="26" height="12" viewBox="0 0 26 12">
          <rect x="1" y="1" width="24" height="10" rx="2" className="fill-surface-muted stroke-border-strong" />
          <line x1="13" x2="13" y1="1" y2="11" className="stroke-border-strong" strokeWidth="2" />
        </svg>
        {group}
      </span>
      <span>Further right is better</span>
    </p>
  )
}
