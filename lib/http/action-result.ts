import { unstable_rethrow } from 'next/navigation'
import { ZodError } from 'zod'
import type { ActionResult } from '@/lib/action-result'
import { AppError, isDatabaseAway } from '@/lib/errors'
import { log } from '@/lib/log'

/**
 * Runs what a form's server action does and answers with a sentence: expected failures in their own
 * words, a database that is away, and defects (logged, with the request id to quote). Redirects of
 * the framework pass through.
 * @param work does the change and returns the sentence that says so
 */
export async function actionResult(ctx: { requestId: string }, work: () => Promise<string>): Promise<ActionResult> {
  try {
    return { ok: true, message: await work() }
  } catch (error) {
    unstable_rethrow(error)
    if (error instanceof AppError) return { ok: false, message: error.message }
    if (error instanceof ZodError)
      return { ok: false, message: `Nothing was changed. ${error.issues.map((issue) => issue.message.replace(/\.$/, '')).join('; ')}.` }
    if (isDatabaseAway(error))
      return { ok: false, message: 'The database cannot be reached. Nothing was changed; try again in a moment.', requestId: ctx.requestId }
    log().error({ requestId: ctx.requestId, err: error }, 'a form action failed')
    return { ok: false, message: 'Something failed on our side. Nothing was changed.', requestId: ctx.requestId }
  }
}
