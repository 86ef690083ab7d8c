/**
 * Round values for an axis that hold everything between low and high: steps of 1, 2, 2.5 or 5 times a
 * power of ten.
 * @param count about how many steps are wanted
 */
export function niceTicks(low: number, high: number, count = 4): { domain: [number, number]; ticks: number[] } {
  if (!(high > low)) {
    // One value only: the axis needs a height all the same.
    const around = Math.abs(high) || 1
    return niceTicks(Math.min(0, low), low < 0 ? 0 : around, count)
  }
  const rough = (high - low) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999_999) ?? 10) * power
  const first = Math.floor(low / step + 1e-9)
  const last = Math.ceil(high / step - 1e-9)
  const digits = Math.max(0, 2 - Math.floor(Math.log10(step)))
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toFixed(Math.min(15, digits))))
  return { domain: [ticks[0] ?? low, ticks.at(-1) ?? high], ticks }
}

/** Where a value stands between the ends of a domain, 0 to 1; cut at both ends. */
export function shareOf(value: number, [low, high]: [number, number]): number {
  return high === low ? 0 : Math.min(1, Math.max(0, (value - low) / (high - low)))
}

/** A share of 0 to 1 as a CSS length. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`
}

/** The SVG path of a line in a box of 1000 x 1000 that is stretched to its place; nulls break it. */
export function linePath(times: number[], values: (number | null)[], from: [number, number], domain: [number, number]): string {
  let path = ''
  values.forEach((value, index) => {
    if (value === null) return
    const x = round(shareOf(times[index] ?? 0, from) * 1000)
    const y = round((1 - shareOf(value, domain)) * 1000)
    const starts = (values[index - 1] ?? null) === null
    const alone = starts && (values[index + 1] ?? null) === null
    // A value alone between two gaps is drawn as a dot: a line of no length with round ends.
    path += starts ? `M${x} ${y}${alone ? 'h0' : ''}` : `L${x} ${y}`
  })
  return path
}

/** The SVG path of the area between two lines, in the same box; nulls break it. */
export function areaPath(times: number[], low: (number | null)[], high: (number | null)[], from: [number, number], domain: [number, number]): string {
  const point = (index: number, value: number) => `${round(shareOf(times[index] ?? 0, from) * 1000)} ${round((1 - shareOf(value, domain)) * 1000)}`
  let path = ''
  let run: { top: string[]; bottom: string[] } = { top: [], bottom: [] }
  const close = () => {
    if (run.top.length > 1) path += `M${[...run.top, ...run.bottom.toReversed()].join('L')}Z`
    run = { top: [], bottom: [] }
  }
  times.forEach((_, index) => {
    const bottom = low[index] ?? null
    const top = high[index] ?? null
    if (bottom === null || top === null) {
      close()
    } else {
      run.top.push(point(index, top))
      run.bottom.push(point(index, bottom))
    }
  })
  close()
  return path
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
