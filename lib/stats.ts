/** The share of a part in a whole, 0..1; null where there is no whole to divide by. */
export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
