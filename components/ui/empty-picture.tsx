import type { ReactNode } from 'react'

/** Small drawings of a filled page for EmptyState: a list, a chart, a score. Decoration for readers who see. */
export function EmptyPicture({ kind }: { kind: 'list' | 'chart' | 'score' }) {
  return (
    <svg aria-hidden="true" width="176" height="96" viewBox="0 0 176 96" fill="none">
      <rect x=".5" y=".5" width="175" height="95" rx="7.5" className="fill-surface stroke-border" />
      {pictures[kind]}
    </svg>
  )
}

const pictures: Record<'list' | 'chart' | 'score', ReactNode> = {
  list: (
    <g>
      {[18, 40, 62].map((y, row) => (
        <g key={y}>
          <circle cx="20" cy={y + 7} r="3.5" className={['fill-good-mark', 'fill-warning-mark', 'fill-good-mark'][row]} />
          <rect x="32" y={y + 4} width={[56, 72, 44][row]} height="6" rx="3" className="fill-border" />
          <rect x="132" y={y + 4} width="28" height="6" rx="3" className="fill-surface-muted" />
          {row < 2 ? <path d={`M12 ${y + 18.5}H164`} className="stroke-surface-muted" /> : null}
        </g>
      ))}
    </g>
  ),
  chart: (
    <g>
      <path d="M14 24.5H162M14 48.5H162M14 72.5H162" className="stroke-surface-muted" />
      <path d="M14 66 34 60 54 63 74 44 94 50 114 34 134 38 162 22" className="stroke-chart-1" strokeWidth="2" strokeLinejoin="round" strokeLinecap="round" />
      <circle cx="162" cy="22" r="3" className="fill-chart-1" />
    </g>
  ),
  score: (
    <g strokeLinecap="round">
      <path d="M24 70A26 26 0 1 1 64 70" className="stroke-surface-muted" strokeWidth="6" />
      <path d="M24 70A26 26 0 1 1 68 44" className="stroke-good-mark" strokeWidth="6" />
      {[24, 40, 56, 72].map((y, row) => (
        <g key={y} strokeWidth="5">
          <path d={`M92 ${y}H160`} className="stroke-surface-muted" />
          <path
            d={`M92 ${y}H${[150, 128, 156, 116][row]}`}
            className={['stroke-good-mark', 'stroke-warning-mark', 'stroke-good-mark', 'stroke-warning-mark'][row]}
          />
        </g>
      ))}
    </g>
  ),
}
