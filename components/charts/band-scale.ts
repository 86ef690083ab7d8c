import { shareOf } from './scale'

export interface Band {
  p25: number
  median: number
  p75: number
}

/** Places of 0 to 1 on a line whose right end is the better one. */
export interface BandPlaces {
  /** The middle half, from its worse to its better end. */
  from: number
  to: number
  median: number
  own: number
  /** The own figure lies beyond the end where it is drawn. */
  beyond: boolean
}

/** How far the line goes on each side of the middle half, as multiples of its width. */
const REACH = 1.25

/**
 * Places a figure beside the middle half of a group. The line ends at a fixed distance from the
 * quartiles (or where the unit ends): the ends say nothing about the group's best and worst.
 */
export function placeBand({ p25, median, p75 }: Band, own: number, { better, bounds }: { better: 'higher' | 'lower'; bounds: [number, number] }): BandPlaces {
  // All alike: some width all the same, so that another figure has a place beside them.
  const reach = REACH * (p75 - p25 || Math.abs(median) * 0.1 || 1)
  const domain: [number, number] = [Math.max(bounds[0], p25 - reach), Math.min(bounds[1], p75 + reach)]
  const place = (value: number) => (better === 'higher' ? shareOf(value, domain) : 1 - shareOf(value, domain))
  const ends = [place(p25), place(p75)]
  return { from: Math.min(...ends), to: Math.max(...ends), median: place(median), own: place(own), beyond: own < domain[0] || own > domain[1] }
}
