import { shareOf } from './scale'

export interface LabelPlace {
  side: 'left' | 'right'
  edge: 'above' | 'below'
}

const places: LabelPlace[] = [
  { side: 'left', edge: 'above' },
  { side: 'right', edge: 'above' },
  { side: 'left', edge: 'below' },
  { side: 'right', edge: 'below' },
]

/** How much of the plot a label covers from its side, on a phone. */
const WIDTH_SHARE = 0.45
const HEIGHT_PX = 18

/**
 * Where the words of a threshold hide no line: the first of four corners around it that no drawn value
 * lies in; the one with the fewest values when all are taken.
 * @param lines values by row, ascending in time
 * @param height of the plot in px
 */
export function labelPlace(value: number, lines: { values: (number | null)[] }[], domain: [number, number], height: number): LabelPlace {
  const at = shareOf(value, domain)
  const tall = HEIGHT_PX / height
  const covered = places.map(({ side, edge }) => {
    const [from, to] = edge === 'above' ? [at, at + tall] : [at - tall, at]
    // Outside of the plot nothing could be read.
    if (from < 0 || to > 1) return Number.POSITIVE_INFINITY
    return lines.reduce((sum, { values }) => {
      const near = Math.ceil(values.length * WIDTH_SHARE)
      const part = side === 'left' ? values.slice(0, near) : values.slice(-near)
      return sum + part.filter((drawn) => drawn !== null && shareOf(drawn, domain) >= from && shareOf(drawn, domain) <= to).length
    }, 0)
  })
  return places[covered.indexOf(Math.min(...covered))] ?? { side: 'left', edge: 'above' }
}
