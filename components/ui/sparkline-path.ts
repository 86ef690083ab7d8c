/**
 * The SVG paths of a small line over evenly spaced values; a null breaks the line (a gap in the data
 * is a gap). A value alone between two gaps becomes a point of its own.
 * @param box drawing area in px, with room for the stroke left free inside
 * @param domain lowest and highest value of the scale; the values' own when left out
 */
export function sparklinePath(
  values: (number | null)[],
  box: { width: number; height: number; padding: number },
  domain?: [number, number],
): { line: string; points: { x: number; y: number }[]; last: { x: number; y: number } | null } {
  const known = values.filter((value): value is number => value !== null)
  const low = domain?.[0] ?? Math.min(...known)
  const high = domain?.[1] ?? Math.max(...known)
  const inner = { width: box.width - 2 * box.padding, height: box.height - 2 * box.padding }
  const place = (value: number, index: number) => ({
    x: round(box.padding + (values.length < 2 ? inner.width : (inner.width * index) / (values.length - 1))),
    // All the same: the line runs through the middle.
    y: round(high === low ? box.height / 2 : box.padding + inner.height * (1 - (value - low) / (high - low))),
  })
  let line = ''
  let last: { x: number; y: number } | null = null
  const points: { x: number; y: number }[] = []
  values.forEach((value, index) => {
    if (value === null) return
    const at = place(value, index)
    const startsRun = (values[index - 1] ?? null) === null
    if (startsRun && (values[index + 1] ?? null) === null) points.push(at)
    line += `${startsRun ? 'M' : 'L'}${at.x} ${at.y}`
    last = at
  })
  return { line, points, last }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
