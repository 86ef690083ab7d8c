import { z } from 'zod'
import type { FieldProblem } from '@/lib/errors'
import { DAY } from '@/lib/time'
import { acknowledgementSchema } from './model'

const REASON_LENGTH = 500
/** For how long an acknowledgement can hold by the clock. */
const MAX_ACKNOWLEDGED_DAYS = 7
/** Alerts that one act may take: a page of them, or what a storm has made of one rule. */
export const MAX_AT_ONCE = 200
/** For how long what was closed by hand can be opened again. */
export const REOPEN_MINUTES = 10

const reason = z.string().trim().min(1, 'Say why, so that others know that it is in good hands.').max(REASON_LENGTH, `At most ${REASON_LENGTH} characters.`)

/** How somebody takes an alert in hand. */
export const acknowledgeSchema = z.strictObject({ reason, end: acknowledgementSchema.default({ until: 'resolved' }) })
export type AcknowledgeInput = z.output<typeof acknowledgeSchema>

export const closings = ['resolved', 'dismissed', 'false_positive'] as const
/** How an alert is closed by hand: it is over, it does not matter, or it was never true. */
export type Closing = (typeof closings)[number]

export const closingNoteSchema = z.string().trim().max(REASON_LENGTH, `At most ${REASON_LENGTH} characters.`).nullable().default(null)

/** What is wrong with an acknowledgement of an alert whose value is known or not. */
export function acknowledgeProblems({ end }: AcknowledgeInput, now: Date, values: readonly (number | null)[]): FieldProblem[] {
  if (end.until === 'time') {
    const at = Date.parse(end.at)
    if (at <= now.getTime()) return [{ pointer: '/end/at', message: 'The end of the acknowledgement is past. Choose a later one.' }]
    if (at > now.getTime() + MAX_ACKNOWLEDGED_DAYS * DAY) {
      return [
        { pointer: '/end/at', message: `An acknowledgement holds at most ${MAX_ACKNOWLEDGED_DAYS} days by the clock. Silence what is expected for longer.` },
      ]
    }
  }
  if (end.until === 'worse' && values.some((value) => value === null)) {
    return [{ pointer: '/end/until', message: 'This alert has no value that could become worse. Choose another end.' }]
  }
  return []
}
