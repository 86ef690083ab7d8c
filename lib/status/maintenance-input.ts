import { z } from 'zod'
import { AppError, type FieldProblem } from '@/lib/errors'
import { momentOf } from '@/lib/local-time'
import { DAY } from '@/lib/time'

const MAX_LENGTH_DAYS = 14
const MAX_AHEAD_DAYS = 366

const moment = z.iso.datetime({ offset: true, error: 'A moment is written as 2026-03-01T10:00:00Z.' }).transform((text) => new Date(text))
const words = z.string().trim().max(5_000, 'At most 5,000 characters')

/** Planned work, as it is announced. */
export const maintenanceInput = z.strictObject({
  title: z.string().trim().min(1, 'Say in one line what is done').max(200, 'A title has at most 200 characters'),
  body: words,
  systems: z.array(z.string().min(1).max(60)).min(1, 'Choose at least one system').max(100),
  startsAt: moment,
  endsAt: moment,
})
export type MaintenanceInput = z.output<typeof maintenanceInput>

/** What is said of it; may be empty where the act speaks for itself. */
export const maintenanceWordsInput = words

/** What is wrong with planned work. @param begun it is under way: its beginning is past and stays */
export function maintenanceProblems({ startsAt, endsAt }: MaintenanceInput, now: Date, begun = false): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (endsAt <= startsAt) problems.push({ pointer: '/endsAt', message: 'It ends before it begins. Choose a later end.' })
  else if (endsAt <= now) problems.push({ pointer: '/endsAt', message: 'The end is past. Choose a later one; what is over is told as an incident.' })
  else if (endsAt.getTime() - startsAt.getTime() > MAX_LENGTH_DAYS * DAY) {
    problems.push({ pointer: '/endsAt', message: `It lasts at most ${MAX_LENGTH_DAYS} days. Plan a second one for more.` })
  }
  if (startsAt.getTime() - now.getTime() > MAX_AHEAD_DAYS * DAY)
    problems.push({ pointer: '/startsAt', message: 'It begins more than a year ahead. Choose an earlier day.' })
  if (!begun && now.getTime() - startsAt.getTime() > DAY)
    problems.push({ pointer: '/startsAt', message: 'It began more than a day ago. Choose a later beginning.' })
  return problems
}

/** Planned work from its form, its times in UTC. @throws ZodError; AppError invalid for what is no time */
export function readMaintenanceForm(form: FormData): MaintenanceInput {
  return maintenanceInput.parse({
    title: String(form.get('title') ?? ''),
    body: String(form.get('body') ?? ''),
    systems: [...new Set(form.getAll('systems').map(String))],
    startsAt: timeOf(form, 'from', 'beginning'),
    endsAt: timeOf(form, 'to', 'end'),
  })
}

function timeOf(form: FormData, name: string, noun: string): string {
  const written = String(form.get(name) ?? '')
  const at = momentOf(written, 'UTC')
  if (!at) throw new AppError('invalid', `${written || 'That'} is no time. Choose day and time of the ${noun}.`)
  return at.toISOString()
}
