// Which routes behave otherwise than they use to: what is worth a look at their minutes. Errors are looked for by
// SLO (causes); here it is routes that have become slow, and those that nobody reaches any more.

/** What is known of a route, from one scan of the newest hour and the hours before it. */
export interface RouteScan {
  route: string
  /** Requests of the last ten and of the last thirty minutes. */
  ten: number
  thirty: number
  /** p95 of the last thirty minutes, ms; null without requests. */
  p95Ms: number | null
  /** Median of the hourly p95 of the 24 hours before, ms; null without. */
  usualP95Ms: number | null
  /** Of the last thirty minutes' requests those that took longer than SLOW_REQUEST_TIMES the usual p95. */
  slow: number
  /** Requests an hour that are usual at this time of day: the fewest of the hours around it a day and a week ago; null where that is not known. */
  usualHour: number | null
  /** Requests an hour over the six hours before; what a route is judged by that is new. */
  sixHours: number
}

export type Suspect =
  /** share: of all slow requests, 0..1. */
  | { route: string; kind: 'slow'; slowerThanMs: number; p95Ms: number; usualP95Ms: number; share: number }
  | { route: string; kind: 'silent'; usualPerMinute: number }

/** A route is slow from so many times its usual p95 on, and by so much at least. Ours: what somebody would notice. */
const SLOW_TIMES = 1.5
const SLOW_BY_MS = 50
/** A request is a slow one beyond so many times the usual p95: of usual ones hardly any are. */
export const SLOW_REQUEST_TIMES = 1.25
/** Fewer requests in half an hour say nothing about a p95. */
const FEW_TIMED = 20
/** Fewer requests an hour may well be none in ten minutes. */
const FEW_USUAL = 60
/** Of what is usual in ten minutes less than this is next to nothing. */
const NEXT_TO_NOTHING = 0.05
/** Of each kind so many are looked at, the most used first. */
const MOST = 3

/** The routes that are to be looked at, minute by minute. Pure. */
export function findSuspects(scans: readonly RouteScan[]): Suspect[] {
  const allSlow = scans.reduce((sum, scan) => sum + scan.slow, 0)
  const slow = scans
    .filter(
      ({ thirty, p95Ms, usualP95Ms }) =>
        thirty >= FEW_TIMED && p95Ms !== null && usualP95Ms !== null && p95Ms >= usualP95Ms * SLOW_TIMES && p95Ms >= usualP95Ms + SLOW_BY_MS,
    )
    .sort((a, b) => b.thirty - a.thirty)
    .slice(0, MOST)
    .map(
      ({ route, usualP95Ms, p95Ms, slow: own }): Suspect => ({
        route,
        kind: 'slow',
        slowerThanMs: (usualP95Ms ?? 0) * SLOW_REQUEST_TIMES,
        p95Ms: p95Ms ?? 0,
        usualP95Ms: usualP95Ms ?? 0,
        share: allSlow > 0 ? own / allSlow : 0,
      }),
    )
  const silent = scans
    .map((scan) => ({ ...scan, usual: scan.usualHour ?? scan.sixHours }))
    .filter(({ ten, usual }) => usual >= FEW_USUAL && ten <= (usual / 6) * NEXT_TO_NOTHING)
    .sort((a, b) => b.usual - a.usual)
    .slice(0, MOST)
    .map(({ route, usual }): Suspect => ({ route, kind: 'silent', usualPerMinute: usual / 60 }))
  return [...silent, ...slow]
}
