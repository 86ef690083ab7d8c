import Link from 'next/link'
import { formatDate, formatDuration, formatPercent } from '@/lib/format'
import type { SnapshotDay, SnapshotIncident } from '@/lib/status/model'
import { Disclosure } from '../ui/disclosure'
import { Shape } from '../ui/status-mark'
import { type Tone, toneMark } from '../ui/tone'

const HEIGHT = 30
const STEP = 10
const GAP = 3

interface UptimeBarsProps {
  name: string
  days: SnapshotDay[]
  /** 0..1 of all of them. */
  upRatio: number | null
  /** To call incidents by their titles. */
  incidents: SnapshotIncident[]
}

/**
 * Ninety days, a bar each, oldest first: full height for a whole day, shorter and in another colour the worse it
 * was. Opens into the days that were not whole, with what happened on them.
 */
export function UptimeBars({ name, days, upRatio, incidents }: UptimeBarsProps) {
  const troubled = days.filter(isTroubled).reverse()
  return (
    <Disclosure summary={<Bars name={name} days={days} upRatio={upRatio} troubled={troubled.length} />} summaryClassName="px-1 py-1.5 -mx-1">
      {troubled.length === 0 ? (
        <p className="py-2 pl-6 text-sm text-text-muted">{upRatio === null ? 'Nothing is known of it yet.' : 'No incident touched it on any of these days.'}</p>
      ) : (
        <ul className="space-y-3 py-2 pl-6">
          {troubled.map((day) => (
            <li key={day.day} className="text-sm">
              <p className="flex flex-wrap items-baseline gap-x-2">
                <span className="inline-flex items-baseline gap-1.5 font-medium">
                  <Shape tone={toneOf(day)} />
                  {formatDate(new Date(`${day.day}T00:00:00Z`))}
                </span>
                <span className="text-text-muted">
                  {formatPercent(day.upRatio)} up · {lengths(day)}
                </span>
              </p>
              <ul className="mt-0.5 pl-4.5">
                {day.incidents.map((number) => (
                  <li key={number}>
                    <Link href={`/status/incidents/${number}`} prefetch={false} className="text-accent underline-offset-2 hover:underline">
                      {incidents.find((incident) => incident.number === number)?.title ?? `Incident ${number}`}
                    </Link>
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
    </Disclosure>
  )
}

function Bars({ name, days, upRatio, troubled }: { name: string; days: SnapshotDay[]; upRatio: number | null; troubled: number }) {
  const label = `${name}, uptime of ${days.length} days: ${upRatio === null ? 'not known yet' : formatPercent(upRatio)}, ${troubled === 0 ? 'no day' : troubled === 1 ? 'one day' : `${troubled} days`} with an incident`
  const plain = (['good', 'neutral'] as const)
    .map((tone) => ({
      tone,
      title: tone === 'good' ? 'No incident' : 'Not known',
      outline: days.map((day, at) => (isPlain(day) && toneOf(day) === tone ? bar(at, day) : '')).join(''),
    }))
    .filter(({ outline }) => outline !== '')
  return (
    <span className="block">
      <svg role="img" aria-label={label} viewBox={`0 0 ${days.length * STEP - GAP} ${HEIGHT}`} preserveAspectRatio="none" className="block h-8 w-full">
        {plain.map(({ tone, title, outline }) => (
          <path key={tone} d={outline} className={toneMark[tone]} fill="currentColor">
            <title>{title}</title>
          </path>
        ))}
        {days.map((day, at) =>
          isPlain(day) ? null : (
            <path key={day.day} d={bar(at, day)} className={toneMark[toneOf(day)]} fill="currentColor">
              <title>{titleOf(day)}</title>
            </path>
          ),
        )}
      </svg>
      <span aria-hidden="true" className="mt-1 flex items-center gap-2 text-xs text-text-muted">
        {days.length} days ago
        <span className="h-px flex-1 bg-border" />
        {upRatio === null ? 'not known yet' : `${formatPercent(upRatio)} up`}
        <span className="h-px flex-1 bg-border" />
        Today
      </span>
    </span>
  )
}

/** Of days like most others there are hundreds on a page: they are drawn together. */
function isPlain(day: SnapshotDay): boolean {
  const tone = toneOf(day)
  return (tone === 'good' && !isTroubled(day)) || tone === 'neutral'
}

function bar(at: number, day: SnapshotDay): string {
  const height = heightOf(day)
  return `M${at * STEP} ${round(HEIGHT - height)}h${STEP - GAP}v${round(height)}h${GAP - STEP}z`
}

function round(length: number): number {
  return Math.round(length * 10) / 10
}

function isTroubled(day: SnapshotDay): boolean {
  return day.incidents.length > 0 && day.upRatio !== null
}

function toneOf(day: SnapshotDay): Tone {
  if (day.upRatio === null) return 'neutral'
  if (day.majorMs > 0) return 'critical'
  if (day.partialMs > 0) return 'serious'
  return day.degradedMs > 0 ? 'warning' : 'good'
}

/** A tenth of a day must be seen: what is lost counts fivefold, down to a third of the height. */
function heightOf(day: SnapshotDay): number {
  if (day.upRatio === null) return 4
  const lost = Math.min(1, (1 - day.upRatio) * 5)
  if (day.majorMs > 0 || day.partialMs > 0) return HEIGHT * (0.8 - 0.45 * lost)
  return day.degradedMs > 0 ? HEIGHT * 0.9 : HEIGHT
}

function titleOf(day: SnapshotDay): string {
  const date = formatDate(new Date(`${day.day}T00:00:00Z`))
  return [`${date}: ${formatPercent(day.upRatio)} up`, lengths(day)].filter(Boolean).join(', ')
}

function lengths({ majorMs, partialMs, degradedMs }: SnapshotDay): string {
  const parts = [
    majorMs > 0 ? `major outage ${formatDuration(majorMs)}` : '',
    partialMs > 0 ? `partial outage ${formatDuration(partialMs)}` : '',
    degradedMs > 0 ? `degraded ${formatDuration(degradedMs)}` : '',
  ].filter(Boolean)
  return parts.join(', ')
}
