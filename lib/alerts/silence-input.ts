import { z } from 'zod'
import type { FieldProblem } from '@/lib/errors'
import { intervalOf, isTimeZone } from '@/lib/schedule'
import { DAY, MINUTE } from '@/lib/time'
import { cronProblems } from './cron-problems'
import { matchersProblem } from './matchers'
import { type Matcher, matcherSchema } from './model'

const MAX_SILENCE_DAYS = 90
const MAX_WINDOW_AHEAD_DAYS = 366
const MAX_MATCHERS = 10

const moment = z.iso.datetime({ offset: true, error: 'A moment is written as 2026-03-01T10:00:00Z.' }).transform((text) => new Date(text))
const matchers = z.array(matcherSchema).max(MAX_MATCHERS, `At most ${MAX_MATCHERS} conditions.`)

/** What somebody silences: alerts whose labels match all of these, until then. */
export const silenceInputSchema = z.strictObject({
  matchers: matchers.min(1, 'Say what is silenced: at least one label.'),
  reason: z.string().trim().min(1, 'Say why, so that others know what to expect.').max(500, 'At most 500 characters.'),
  /** Now when left out. */
  startsAt: moment.nullable().default(null),
  endsAt: moment,
})
export type SilenceInput = z.output<typeof silenceInputSchema>

/** Planned work, once or again and again. */
export const maintenanceInputSchema = z.strictObject({
  name: z.string().trim().min(1, 'Say what is done.').max(200, 'At most 200 characters.'),
  matchers: matchers.min(1, 'Say what is worked on: at least one label.'),
  startsAt: moment,
  durationMinutes: z.number().int('Whole minutes.').min(1, 'At least a minute.').max(10_080, 'At most 7 days; plan a second one for more.'),
  cron: z.string().trim().max(100).nullable().default(null),
  timeZone: z.string().max(60).default('UTC'),
  until: moment.nullable().default(null),
})
export type MaintenanceInput = z.output<typeof maintenanceInputSchema>

/** What is wrong with a silence that somebody asks for. */
export function silenceProblems({ matchers, startsAt, endsAt }: SilenceInput, now: Date): FieldProblem[] {
  const problems = matcherProblems(matchers)
  // What matches nothing but an absent label silences everything.
  if (problems.length === 0 && matchers.every(({ op, value }) => (op === '=' && value === '') || op === '!=' || op === '!~')) {
    problems.push({ pointer: '/matchers', message: 'Name at least one label and value that the alerts have; what is only excluded would silence all others.' })
  }
  const from = startsAt ?? now
  if (endsAt <= now) problems.push({ pointer: '/endsAt', message: 'The end is past. Choose a later one.' })
  else if (endsAt <= from) problems.push({ pointer: '/endsAt', message: 'It ends before it begins. Choose a later end.' })
  else if (endsAt.getTime() - from.getTime() > MAX_SILENCE_DAYS * DAY) {
    problems.push({ pointer: '/endsAt', message: `A silence lasts at most ${MAX_SILENCE_DAYS} days. Switch the rule off if nobody needs it.` })
  }
  return problems
}

/** What is wrong with a maintenance window that somebody plans. */
export function maintenanceProblems({ matchers, startsAt, durationMinutes, cron, timeZone, until }: MaintenanceInput, now: Date): FieldProblem[] {
  const problems = matcherProblems(matchers)
  if (!isTimeZone(timeZone)) return [...problems, { pointer: '/timeZone', message: `${timeZone} is no time zone. Use a name such as Europe/Berlin.` }]
  if (startsAt.getTime() > now.getTime() + MAX_WINDOW_AHEAD_DAYS * DAY) {
    problems.push({ pointer: '/startsAt', message: 'It begins more than a year ahead. Choose an earlier day.' })
  }
  if (cron === null) {
    if (startsAt.getTime() + durationMinutes * 60_000 <= now.getTime())
      problems.push({ pointer: '/startsAt', message: 'It would be over already. Choose a later beginning.' })
    if (until !== null) problems.push({ pointer: '/until', message: 'What happens once needs no last day. Leave it empty.' })
    return problems
  }
  const unclear = [...cronProblems(cron, timeZone, '/cron', now)]
  problems.push(...unclear)
  if (unclear.length === 0 && durationMinutes * MINUTE >= intervalOf(cron, now)) {
    problems.push({
      pointer: '/durationMinutes',
      message: 'It would begin again before it is over, and never end. Make it shorter, or let it come less often.',
    })
  }
  if (until !== null && until <= startsAt) problems.push({ pointer: '/until', message: 'It ends before it begins. Choose a later last day.' })
  if (until !== null && until <= now) problems.push({ pointer: '/until', message: 'The last day is past. Choose a later one.' })
  return problems
}

function matcherProblems(matchers: Matcher[]): FieldProblem[] {
  const message = matchersProblem(matchers)
  return message === null ? [] : [{ pointer: '/matchers', message }]
}
