import Link from 'next/link'
import { formatCount, formatDateTime, formatDuration } from '@/lib/format'
import type { Bar, Histogram } from '@/lib/logs/histogram'
import { type LogLevel, logLevels } from '@/lib/logs/model'
import { cx } from '../ui/cx'
import { Disclosure } from '../ui/disclosure'
import { ScrollRegion } from '../ui/scroll-region'
import { StatusMark } from '../ui/status-mark'
import { toneFill } from '../ui/tone'
import { levelTones, levelWords } from './levels'

/** Few errors among many lines must be seen: what is there at all is at least so high, in percent. */
const LEAST_HEIGHT = 4

const linesOf = ({ lines }: Bar) => Object.values(lines).reduce((a, b) => a + b, 0)

/** Lines over time by level, as bars that narrow the stretch, and as a table. Server-rendered. */
export function LevelHistogram({ histogram, hrefOf }: { histogram: Histogram; hrefOf: (change: { from?: Date; to?: Date; level?: LogLevel }) => string }) {
  const { bars, widthMs, exact } = histogram
  const most = Math.max(1, ...bars.map(linesOf))
  const shown = logLevels.filter((level) => bars.some(({ lines }) => lines[level]))
  const first = bars[0]
  if (!first || shown.length === 0) return null
  const about = exact ? '' : 'about '
  return (
    <figure aria-label="Lines over time by level" className="px-3 pt-3 pb-2 sm:px-4">
      <figcaption className="flex flex-wrap items-baseline gap-x-4 gap-y-1 pb-2 text-xs text-text-muted">
        {shown.map((level) => (
          <Link key={level} href={hrefOf({ level })} prefetch={false} className="hover:underline" title={`Only lines of level ${level} and graver ones`}>
            <StatusMark
              tone={levelTones[level]}
              label={`${about}${formatCount(bars.reduce((sum, { lines }) => sum + (lines[level] ?? 0), 0))} ${levelWords[level]}`}
            />
          </Link>
        ))}
        <span className="ml-auto">
          {exact ? '' : 'Estimated from a sample · '}bars of {formatDuration(widthMs)}, UTC
        </span>
      </figcaption>
      {/* The table below says the same; by keyboard the range is narrowed in the form above. */}
      <div aria-hidden="true" className="flex h-20 items-end gap-px">
        {bars.map((bar) => (
          <Link
            key={bar.at.getTime()}
            href={hrefOf({ from: bar.at, to: new Date(bar.at.getTime() + widthMs) })}
            prefetch={false}
            tabIndex={-1}
            title={`${formatDateTime(bar.at)}: ${about}${formatCount(linesOf(bar))} lines${graver(bar)}`}
            className="flex h-full min-w-0 flex-1 flex-col justify-end hover:bg-surface-muted"
          >
            {[...logLevels].reverse().map((level) => {
              const lines = bar.lines[level] ?? 0
              if (lines === 0) return null
              return (
                <span
                  key={level}
                  className={cx('block w-full shrink-0', toneFill[levelTones[level]])}
                  style={{ height: `${heightOf(lines, most, shown.length)}%` }}
                />
              )
            })}
          </Link>
        ))}
      </div>
      <div aria-hidden="true" className="flex justify-between border-t border-border pt-1 text-xs text-text-muted">
        <span>{formatDateTime(first.at)}</span>
        <span className="max-sm:hidden">{formatDateTime(bars[Math.floor(bars.length / 2)]?.at ?? first.at)}</span>
        <span>{formatDateTime(new Date((bars.at(-1) ?? first).at.getTime() + widthMs))}</span>
      </div>
      <Disclosure className="mt-1 text-sm" summaryClassName="w-fit py-1 pr-2 text-text-muted hover:text-text" summary="View data">
        <ScrollRegion label="Values: lines over time" className="max-h-72 overflow-y-auto rounded-md border border-border">
          <table className="w-full text-left text-xs">
            <thead>
              <tr>
                <th scope="col" className="px-3 py-1.5 font-medium text-text-muted">
                  From
                </th>
                {shown.map((level) => (
                  <th key={level} scope="col" className="px-3 py-1.5 text-right font-medium text-text-muted">
                    {levelWords[level]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {bars.map((bar) => (
                <tr key={bar.at.getTime()} className="border-t border-border">
                  <th scope="row" className="px-3 py-1 font-normal whitespace-nowrap">
                    {formatDateTime(bar.at)}
                  </th>
                  {shown.map((level) => (
                    <td key={level} className="px-3 py-1 text-right">
                      {formatCount(bar.lines[level] ?? 0)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      </Disclosure>
    </figure>
  )
}

/** Of the bar's height, leaving room for the least height of every level. */
function heightOf(lines: number, most: number, levels: number): number {
  return LEAST_HEIGHT + (lines / most) * (100 - LEAST_HEIGHT * levels)
}

function graver({ lines }: Bar): string {
  const grave = (lines.error ?? 0) + (lines.fatal ?? 0)
  return grave === 0 ? '' : `, ${formatCount(grave)} of them errors`
}
