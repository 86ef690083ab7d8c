import { formatCount, formatDate, formatMs, formatPercent } from '@/lib/format'
import { findOnset, type Minute, type Onset } from './onset'

/** What speaks for why something is bad: where, since when, how much of it. */
export interface Finding {
  /** spent: nothing bad happens any more, but this is what used up the budget. */
  kind: 'errors' | 'slow' | 'silent' | 'spent'
  /** The route, or whatever else events are told apart by; null: they are not told apart. */
  subject: string | null
  /** Set where the subject is a route. */
  route: string | null
  /** Names of the SLOs that it costs. */
  costs: string[]
  /** In one sentence, with figures. */
  sentence: string
  /** Of the bad events (of the slow requests) since it began, of the SLO's window where it is over, 0..1; null for missing traffic. */
  share: number | null
  beganAt: Date | null
  /** Null: it goes on, or it is not known when it began. */
  endedAt: Date | null
  sample: Sample | null
}

/** A log line of a failed request, or what it was answered with. */
export type Sample = { type: 'line'; at: Date; message: string; requestId: string | null; service: string | null } | { type: 'status'; statusCode: string }

/** Bad and all events of one ratio, told apart by group, of the newest hours. */
export interface GroupEvents {
  /** By the ratio and group it belongs to. */
  group: string
  /** Share that was bad in the day before, 0..1. */
  usual: number
  /** Oldest first. */
  minutes: readonly Minute[]
}

export interface Culprit {
  group: string
  onset: Onset | null
  bad: number
  total: number
  share: number
}

/** So far back beginnings are looked for, in minutes that are kept. */
export const LOOK_BACK_HOURS = 12

/** Groups with a smaller part of the bad events are not named. */
const NAMED_SHARE = 0.05

/**
 * Which groups the bad events come from since it began, the greatest part first: shares are of everything that was
 * bad from the earliest beginning among them to now (of the whole time where no beginning can be told). Pure.
 * @param others minutes of all groups that are not given one by one
 */
export function findCulprits(groups: readonly GroupEvents[], others: readonly Minute[]): Culprit[] {
  const judged = groups.map((group) => ({ ...group, onset: findOnset(group.minutes, group.usual) }))
  const began = judged.flatMap(({ onset }) => (onset ? [onset.beganAt.getTime()] : []))
  const since = began.length > 0 ? Math.min(...began) : Number.NEGATIVE_INFINITY
  const within = (minutes: readonly Minute[]) =>
    minutes.reduce((sum, { atMs, bad, total }) => (atMs >= since ? { bad: sum.bad + bad, total: sum.total + total } : sum), { bad: 0, total: 0 })
  const events = judged.map(({ group, onset, minutes }) => ({ group, onset, ...within(minutes) }))
  const all = within(others).bad + events.reduce((sum, { bad }) => sum + bad, 0)
  if (all === 0) return []
  return events
    .map((one) => ({ ...one, share: one.bad / all }))
    .filter(({ share }) => share >= NAMED_SHARE)
    .sort((a, b) => b.share - a.share || a.group.localeCompare(b.group))
}

/** Where bad events come from, in words. */
export function culpritSentence({ bad, total, share }: Pick<Culprit, 'bad' | 'total' | 'share'>, subject: string | null): string {
  // Bad ones that are no part of all, as where an SLO counts them by two metrics that have nothing to do with each other.
  if (bad > total)
    return `${formatCount(bad)} events were bad where ${formatCount(total)} were counted in all: bad and all events of this ratio do not belong together.`
  const failed = `${formatCount(bad)} of ${formatCount(total)} ${subject === null ? 'events' : 'of its events'} were bad (${formatPercent(total > 0 ? bad / total : null)})`
  return subject === null ? `${failed}.` : `${failed}, ${formatPercent(share)} of all bad ones.`
}

/** How slow a route has become, in words. */
export function slowSentence({ p95Ms, usualP95Ms, share }: { p95Ms: number; usualP95Ms: number; share: number }): string {
  return `p95 is ${formatMs(p95Ms)} over the last 30 minutes, usually ${formatMs(usualP95Ms)}; ${formatPercent(share)} of all slow requests are its.`
}

/** What traffic is missing, in words. */
export function silentSentence(usualPerMinute: number, since: number): string {
  const usual = usualPerMinute >= 10 ? formatCount(Math.round(usualPerMinute)) : String(Number(usualPerMinute.toPrecision(2)))
  return `${since === 0 ? 'No requests' : since === 1 ? 'One request' : `${formatCount(since)} requests`} since then; at this time of day ${usual} a minute are usual.`
}

export interface Spent {
  bad: number
  /** Bad events of the SLO, whatever lost them. */
  all: number
  windowDays: number
  worstDay: Date
  /** Bad on that day. */
  worst: number
}

/** What used up a budget before, in words. */
export function spentSentence({ bad, all, windowDays, worstDay, worst }: Spent, subject: string | null): string {
  const lost = subject === null ? `${formatCount(bad)} events were bad` : `${formatCount(bad)} of its events were bad, of ${formatCount(all)} in all`
  const when = `${worst === bad ? 'all' : formatCount(worst)} of them on ${formatDate(worstDay)}`
  return `Nothing of it has failed in the last ${LOOK_BACK_HOURS} hours. In ${windowDays} days ${lost}, ${when}.`
}
