import type { FieldProblem } from '@/lib/errors'
import { nextOccurrence } from '@/lib/schedule'

/** What is wrong with the cron expression of a rule or a window; it needs five fields and a moment that comes. */
export function* cronProblems(cron: string | undefined, zone: string, pointer: string, now: Date): Generator<FieldProblem> {
  if (!cron) {
    yield { pointer, message: 'Enter when, as five fields: minute, hour, day, month, weekday. Example: 0 9 * * 1.' }
    return
  }
  try {
    if (nextOccurrence(cron, now, zone) === null) yield { pointer, message: `"${cron}" never comes.` }
  } catch {
    yield { pointer, message: `"${cron}" is not minute, hour, day, month, weekday. Example: 0 9 * * 1 is Mondays at 09:00.` }
  }
}
