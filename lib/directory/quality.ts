import type { ListingFigures } from './model'

// How good is a tool, in one number for sorting? Each public figure becomes a share of 0..1, first drawn
// towards what an unknown tool is assumed to be, the more the less is known: with n observations and a
// prior worth m of them, figure = (n x measured + m x prior) / (n + m). Three five-star reviews then do
// not beat four hundred of 4.8, and a tool without figures stands in the middle, not at an end.
// Shares fall as 1 / (1 + x / half), so that `half`
// is where a share is one half, and no figure is so bad that a worse one makes no difference.

/** Raise it with any change below: the next refresh then writes every listing again. */
export const QUALITY_VERSION = 1

interface Part {
  weight: number
  /** The prior, in the figure's own unit, and how many observations it is worth. */
  prior: number
  worth: number
}

/** The parts add up to 1 with the lift. */
const errors: Part = { weight: 0.32, prior: 0.03, worth: 100 }
// A day of probes.
const downtime: Part = { weight: 0.23, prior: 0.01, worth: 288 }
const rating: Part = { weight: 0.22, prior: 3.8, worth: 5 }
const latency: Part = { weight: 0.13, prior: 800, worth: 100 }
/** What the badge "Reliable" adds: 90 days without a breach say what 28 days of figures cannot. */
const RELIABLE_LIFT = 0.1

/** Error rate, share of probes that found it down, and p95 latency in ms that bring half of their part. */
const HALF = { errors: 0.05, downtime: 0.01, latency: 1_000 }

/**
 * The quality of a listing, 0..1, from its public figures alone. Higher with fewer errors, more uptime,
 * lower latency, better reviews, and with the badge "Reliable"; each alone moves it the right way.
 */
export function qualityOf(figures: ListingFigures & { reliable: boolean }): number {
  const { errorRatio, ratedCalls, uptimeRatio, probes, p95LatencyMs, timedCalls } = figures
  const stars = drawn(rating, figures.rating, figures.reviews)
  return clamp(
    errors.weight * falling(drawn(errors, errorRatio, ratedCalls), HALF.errors) +
      downtime.weight * falling(drawn(downtime, uptimeRatio === null ? null : 1 - uptimeRatio, probes), HALF.downtime) +
      latency.weight * falling(drawn(latency, p95LatencyMs, timedCalls), HALF.latency) +
      rating.weight * ((stars - 1) / 4) +
      (figures.reliable ? RELIABLE_LIFT : 0),
  )
}

/** The measured figure, drawn towards the prior; the prior itself where nothing was measured. */
function drawn({ prior, worth }: Part, measured: number | null, observations: number): number {
  return measured === null ? prior : (observations * measured + worth * prior) / (observations + worth)
}

function falling(value: number, half: number): number {
  return 1 / (1 + Math.max(0, value) / half)
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value))
}
