import { SECOND } from '@/lib/time'
import { DEFAULT_PER_SECOND, type PaceReport, type SendResult } from './model'

/** When the next requests may start, in milliseconds of any steadily growing clock. */
export interface Pace {
  nextStartAt: number
  perSecond: number
}

export function startPace(clockMs: number): Pace {
  return { nextStartAt: clockMs, perSecond: DEFAULT_PER_SECOND }
}

/** Books a start: the moment at which it may happen, and the pace after it. */
export function bookStart(pace: Pace, clockMs: number): { startAt: number; pace: Pace } {
  const startAt = Math.max(pace.nextStartAt, clockMs)
  return { startAt, pace: { ...pace, nextStartAt: startAt + SECOND / pace.perSecond } }
}

/** Learns from an answer: the granted rate, a window that is used up, a request to wait. */
export function learnPace(pace: Pace, report: PaceReport, result: SendResult, clockMs: number): Pace {
  const perSecond = report.perSecond && report.perSecond > 0 ? report.perSecond : pace.perSecond
  const told = result.kind === 'refused' && result.status === 429 ? (result.retryAfterSeconds ?? 1) : 0
  const usedUp = report.remaining === 0 ? (report.resetSeconds ?? 1) : 0
  return { perSecond, nextStartAt: Math.max(pace.nextStartAt, clockMs + Math.max(told, usedUp) * SECOND) }
}
