// One event, one alert: what goes on is not told again, what grows is.

/** The strengths of the latest values that no later one has reached, strongest first: [count, strength]. */
export type Peaks = [number, number][]

/**
 * Whether a strength exceeds every one of the last `quiet` values by more than `growth`.
 * @param peaks changed in place
 */
export function standsOut(
  peaks: Peaks,
  { count, strength }: { count: number; strength: number },
  { quiet, growth }: { quiet: number; growth: number },
): boolean {
  while (peaks[0] && peaks[0][0] < count - quiet) peaks.shift()
  const highest = peaks[0]?.[1]
  while ((peaks.at(-1)?.[1] ?? Number.POSITIVE_INFINITY) <= strength) peaks.pop()
  peaks.push([count, strength])
  return highest === undefined || strength > highest + growth
}
