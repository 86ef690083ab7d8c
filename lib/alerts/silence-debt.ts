import { formatCount } from '@/lib/format'
import { DAY } from '@/lib/time'
import type { Acknowledgement, Matcher } from './model'

// What somebody keeps quiet and may have forgotten: an acknowledgement has outlasted the day in which it was
// given, or a silence has kept something that fires from being told for as long. Figures are ours: a shift,
// and whoever takes over from it, are past after a day.

/** An acknowledgement without an end by the clock, and a silence that keeps something back, are forgotten after this. */
export const FORGOTTEN_AFTER_MS = DAY
/** What holds for so long is looked at again, whatever end it has and whether or not it keeps something back. */
const HELD_LONG_MS = 7 * DAY

/** Something that is kept quiet for longer than anybody meant to, with who did it, since when, and what it is. */
export interface SilenceDebt {
  kind: 'acknowledgement' | 'silence'
  /** Of the alert that was acknowledged, or of the silence. */
  id: string
  organizationId: string | null
  /** The title of the alert; null for a silence, whose `matchers` say what. */
  title: string | null
  matchers: Matcher[] | null
  reason: string
  /** Null for a key of the API, and for people who are gone. */
  byName: string | null
  since: Date
  /** When it ends by itself; null: only when the alert is over, or worse. */
  endsAt: Date | null
  /** Open alerts that nobody is told of because of it. */
  alerts: number
}

/** Is an acknowledgement that still holds forgotten? */
export function isForgottenAcknowledgement(since: Date, end: Pick<Acknowledgement, 'until'> | null, now: Date): boolean {
  return now.getTime() - since.getTime() >= (end?.until === 'time' ? HELD_LONG_MS : FORGOTTEN_AFTER_MS)
}

/**
 * Is a silence that still holds forgotten?
 * @param oldestFiredAt when the oldest began that it keeps back; null: it keeps nothing back
 */
export function isForgottenSilence(startsAt: Date, oldestFiredAt: Date | null, now: Date): boolean {
  const heldMs = now.getTime() - startsAt.getTime()
  if (heldMs >= HELD_LONG_MS) return true
  return oldestFiredAt !== null && heldMs >= FORGOTTEN_AFTER_MS && now.getTime() - oldestFiredAt.getTime() >= FORGOTTEN_AFTER_MS
}

/** What has been forgotten, in one sentence; null: nothing. */
export function silenceDebtSentence(debts: readonly Pick<SilenceDebt, 'kind'>[]): string | null {
  const acknowledged = debts.filter(({ kind }) => kind === 'acknowledgement').length
  const silences = debts.length - acknowledged
  if (debts.length === 0) return null
  const parts = [
    acknowledged === 0 ? null : acknowledged === 1 ? 'one acknowledged alert' : `${formatCount(acknowledged)} acknowledged alerts`,
    silences === 0 ? null : silences === 1 ? 'one silence' : `${formatCount(silences)} silences`,
  ].filter((part) => part !== null)
  const text = parts.join(' and ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)} may be forgotten`
}
