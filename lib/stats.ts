/** The share of a part in a whole, 0..1; null where there is no whole to divide by. */
export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

/** The change from before to now as a ratio of before (0.12 = 12 % more); null where there is nothing to compare with. */
export function growth(now: number | null, before: number | null): number | null {
  return now === null || !before ? null : now / before - 1
}
