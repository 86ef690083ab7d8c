import { MarkList } from './mark-list'
import { markPlaces } from './mark-places'
import type { ChartMark } from './series'

interface MarksProps {
  marks: ChartMark[]
  range: [number, number]
  zone: string
  /** From where the container query @md begins, places keep this share of the axis between them; below it, a tenth. */
  minShare: number
}

const NARROW_SHARE = 0.1

/**
 * What happened, on the time axis. One of two lists shows, by the chart's own width: their places keep 24 px between
 * them (WCAG 2.5.8) on a plot of 240 px, and on one of @md. Where both are the same there is one list.
 */
export function Marks({ marks, range: [from, to], zone, minShare }: MarksProps) {
  const narrow = markPlaces(marks, from, to, zone, NARROW_SHARE)
  const wide = markPlaces(marks, from, to, zone, minShare)
  if (wide.length === narrow.length && wide.every(({ text }, index) => text === narrow[index]?.text)) return <MarkList places={wide} />
  return (
    <div>
      <MarkList places={narrow} className="@md:hidden" />
      <MarkList places={wide} className="hidden @md:block" />
    </div>
  )
}
