// Count-aware tests: how likely are so many events, or none, when this many are usual?

/**
 * -log10 of the chance of `events` or more where `mean` are expected: Poisson, with both sides divided
 * by the dispersion (variance over mean, 1 or more) when events come in bursts. 0 for fewer than expected.
 */
export function tooMany(events: number, mean: number, dispersion: number): number {
  const k = events / dispersion
  const mu = mean / dispersion
  if (k <= mu) return 0
  if (mu <= 0) return Number.POSITIVE_INFINITY
  let sum = 1
  for (let term = 1, i = 1; term > 1e-9 * sum; i++) {
    term *= mu / (k + i)
    sum += term
  }
  const log = k * Math.log(mu) - mu - logGamma(k + 1) + Math.log(sum)
  return Math.max(0, -log / Math.LN10)
}

/**
 * -log10 of the chance of no event at all where `mean` are expected: Poisson, or negative binomial when
 * the mean itself varies by this squared coefficient of variation.
 */
export function noneAtAll(mean: number, variation: number): number {
  return (variation > 0 ? Math.log1p(variation * mean) / variation : mean) / Math.LN10
}

/** Stirling's series, shifted up to where it is exact to ten digits. */
function logGamma(x: number): number {
  let shift = 0
  let y = x
  while (y < 8) {
    shift += Math.log(y)
    y++
  }
  return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * y) - 1 / (360 * y ** 3) + 1 / (1260 * y ** 5) - shift
}
