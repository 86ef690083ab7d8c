import { withPlatform } from '@/db/client'
import { type Context, hasPermission } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { appendJournal } from '@/lib/journal/commands'
import type { NotStarted } from './model'
import { findJob } from './registry'
import { beginRun, type Run } from './run'

/**
 * Begins a run by hand, as of now. The work is the caller's to start, so that a page can answer
 * before it ends.
 * @throws AppError forbidden, not_found
 */
export async function beginByHand(ctx: Context, name: string): Promise<Run | NotStarted> {
  if (!hasPermission(ctx.actor, 'jobs.run')) throw new AppError('forbidden', 'This needs the permission jobs.run.')
  const job = findJob(name)
  if (!job) throw new AppError('not_found', 'There is no such job.')
  const run = await beginRun(job, { now: ctx.now, trigger: 'manual', actor: ctx.actor, requestId: ctx.requestId, ip: ctx.ip })
  if (run.state === 'begun') {
    await withPlatform((tx) =>
      appendJournal(tx, ctx, { action: 'job.run_by_hand', subjectKind: 'job', subjectId: name, organizationId: null, after: { runId: run.id } }),
    )
  }
  return run
}
