import { faintDash, strokeOf } from './colors'
import type { Line } from './series'

/** Which line is which: colour and stroke beside the word, current lines before faint ones. */
export function Legend({ lines, band }: { lines: Line[]; band?: string }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-text-muted">
      {lines
        .filter((line) => !line.faint)
        .concat(lines.filter((line) => line.faint))
        .map((line) => (
          <li key={line.id} className="flex items-center gap-1.5">
            <svg aria-hidden="true" width="16" height="8" viewBox="0 0 16 8" className={strokeOf[line.color]}>
              <path d="M0 4H16" strokeWidth={line.faint ? 1 : 2} strokeDasharray={line.faint ? faintDash : undefined} />
            </svg>
            {line.label}
          </li>
        ))}
      {band ? (
        <li className="flex items-center gap-1.5">
          <svg aria-hidden="true" width="16" height="8" viewBox="0 0 16 8">
            <path d="M0 0H16V8H0Z" className="fill-border-strong/25" />
          </svg>
          {band}
        </li>
      ) : null}
    </ul>
  )
}
