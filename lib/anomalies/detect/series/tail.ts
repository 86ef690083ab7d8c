// How rare is a value in the history of its own series? A history is kept as clusters of neighbouring
// values (a t-digest after T. Dunning, "The t-digest: efficient estimates of distributions", 2021), fine at
// both ends: there every value stands for itself. Beyond what has been seen the tail goes on as an
// exponential with the mean excess of the highest values (Pickands, 1975; Balkema & de Haan, 1974),
// so that a value far out counts for more than one that is a new record by a hair.

/** Values ascending, and how many observations each stands for; the weights' sum beside them. */
export interface History {
  means: number[]
  weights: number[]
  total: number
}

/** A cluster may hold this share of the observations between itself and the nearer end. */
const COARSENESS = 0.2
/** So many clusters make it worth merging. */
const CLUSTERS_MAX = 150
/** So far beyond its memory a history forgets, so that it need not at every value. */
const FORGET_FROM = 1.02
/** The share of the observations that the tail is fitted to, and the fewest of them. */
const TAIL_SHARE = 0.02
const TAIL_MIN = 10
/** Among so many highest values the fitted tail says more than counting. */
const FITTED_RANKS = 2 * TAIL_MIN
/** A history with fewer observations has no opinion. */
const OPINION_MIN = 100

export function emptyHistory(): History {
  return { means: [], weights: [], total: 0 }
}

/**
 * How rare a value as high as this one is: -log10 of the share of the history that is as high or higher,
 * 0 (nothing special) to about 4 by counting and more beyond what was seen. 0 while the history is short.
 */
export function rarityAbove(history: History, value: number): number {
  return rarity(history, value, 1)
}

/** The same for a value as low as this one. */
export function rarityBelow(history: History, value: number): number {
  return rarity(history, value, -1)
}

/** The value below which this share (0..1) of the history lies; 0 for an empty one. */
export function quantile({ means, weights, total }: History, share: number): number {
  let below = 0
  for (let i = 0; i < means.length; i++) {
    below += weights[i] as number
    if (below > share * total) return means[i] as number
  }
  return means.at(-1) ?? 0
}

/** Adds a value. The history forgets smoothly so that it never weighs more than `memory` observations. */
export function remember(history: History, value: number, memory: number): void {
  const { means, weights } = history
  const at = firstNotBelow(means, value)
  history.total++
  if (means[at] === value) weights[at] = (weights[at] as number) + 1
  else {
    means.splice(at, 0, value)
    weights.splice(at, 0, 1)
  }
  if (means.length > CLUSTERS_MAX || history.total > FORGET_FROM * memory) merge(history, memory)
}

function rarity({ means, weights, total }: History, value: number, direction: 1 | -1): number {
  if (total < OPINION_MIN) return 0
  const end = direction > 0 ? means.length - 1 : 0
  const tailSize = Math.max(TAIL_MIN, TAIL_SHARE * total)
  let beyond = 0
  let ties = 0
  let counted = 0
  let excess = 0
  let threshold = means[end] as number
  for (let i = end; i >= 0 && i < means.length; i -= direction) {
    const mean = means[i] as number
    const weight = weights[i] as number
    const ahead = (mean - value) * direction
    if (ahead < 0 && counted >= tailSize) break
    if (ahead > 0) beyond += weight
    else if (ahead === 0) ties = weight
    if (counted < tailSize) {
      // excess is the sum over the tail above the threshold, wherever the threshold moves to.
      excess += counted * Math.abs(threshold - mean)
      threshold = mean
      counted += weight
    }
  }
  const above = (value - threshold) * direction
  const meanExcess = excess / tailSize
  if (above <= 0 || beyond >= FITTED_RANKS || meanExcess <= 0) return -Math.log10((beyond + ties / 2 + 0.5) / (total + 1))
  return Math.log10((total + 1) / tailSize) + above / meanExcess / Math.LN10
}

/** Index of the first value that is not below the given one. */
function firstNotBelow(values: number[], value: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Joins neighbours as far as the coarseness allows, then lets weights beyond the memory fade. */
function merge(history: History, memory: number): void {
  const { means, weights, total } = history
  const fade = Math.min(1, memory / total)
  let kept = 0
  let before = 0
  for (let i = 1; i < means.length; i++) {
    const weight = (weights[kept] as number) + (weights[i] as number)
    if (weight <= COARSENESS * Math.min(before, total - before - weight)) {
      const mean = means[kept] as number
      means[kept] = mean + (((means[i] as number) - mean) * (weights[i] as number)) / weight
      weights[kept] = weight
    } else {
      before += weights[kept] as number
      kept++
      means[kept] = means[i] as number
      weights[kept] = weights[i] as number
    }
  }
  means.length = kept + 1
  weights.length = kept + 1
  history.total = 0
  for (let i = 0; i <= kept; i++) {
    weights[i] = (weights[i] as number) * fade
    history.total += weights[i] as number
  }
}
