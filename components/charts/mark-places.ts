import { cache } from 'react'
import { formatDateTime } from '@/lib/format'
import type { Tone } from '../ui/tone'
import { clusterMarks } from './clusters'
import { percent } from './scale'
import type { ChartMark } from './series'

// From worst to least, to choose the shape of a cluster.
const order: Tone[] = ['critical', 'serious', 'warning', 'info', 'good', 'neutral']

/** A place on the time axis at which something happened, or several things. */
export interface MarkPlace {
  id: string
  /** As a CSS length. */
  left: string
  /** Of the worst that happened there. */
  tone: Tone
  href?: string
  count: number
  text: string
}

/**
 * What happened, by its places on the time axis: marks closer than minShare of the axis share one. The same marks
 * have the same places: charts over the same time, one below the other, are sent them once.
 */
export const markPlaces = cache((marks: ChartMark[], from: number, to: number, zone: string, minShare: number): MarkPlace[] =>
  clusterMarks(marks, [from, to], minShare).flatMap(({ share, marks: inside }) => {
    const [worst] = inside.toSorted((a, b) => order.indexOf(a.tone) - order.indexOf(b.tone))
    if (!worst) return []
    const text = inside.map((mark) => `${mark.label}, ${formatDateTime(mark.at, zone)}`).join('; ')
    return [{ id: worst.id, left: percent(share), tone: worst.tone, href: worst.href, count: inside.length, text }]
  }),
)
