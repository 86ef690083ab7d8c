// What the benchmarks share.

/**
 * A whole number that an option takes.
 * @throws Error when it is none, or below 1
 */
export function positive(option: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${option} takes a whole number from 1 on, not "${text}"`)
  return value
}

/** The smallest value that at least this part (0 to 1) of all reaches; NaN of none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** Milliseconds that a piece of work takes. */
export async function timed(work: () => PromiseLike<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

export function count(value: number): string {
  return value.toLocaleString('en-US')
}
