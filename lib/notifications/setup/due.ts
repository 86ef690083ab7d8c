import { DAY, HOUR } from '@/lib/time'

/** When the owners are reminded, counted from the moment their first member joined. */
export const setupReminders = [
  { key: '24h', afterMs: 24 * HOUR },
  { key: '72h', afterMs: 72 * HOUR },
  { key: '7d', afterMs: 7 * DAY },
] as const
export type SetupReminder = (typeof setupReminders)[number]['key']

/** After so many days nobody is reminded any more: what is still open then was left on purpose. */
export const REMINDER_DAYS = 10

/** A reminder that was held back must not be followed by the next one within the day. */
const APART_MS = DAY

/**
 * Which reminder is due; null: none. Each once; a run that comes late sends the latest one and skips
 * those before it.
 * @param told the reminders that were written, and when
 */
export function setupReminderDue(joinedAt: Date, told: readonly { key: string; at: Date }[], now: Date): SetupReminder | null {
  const age = now.getTime() - joinedAt.getTime()
  if (age >= REMINDER_DAYS * DAY) return null
  const place = setupReminders.findLastIndex(({ afterMs }) => age >= afterMs)
  const due = setupReminders[place]
  if (!due) return null
  const written = setupReminders.slice(place).some(({ key }) => told.some((one) => one.key === key))
  if (written || told.some(({ at }) => now.getTime() - at.getTime() < APART_MS)) return null
  return due.key
}
