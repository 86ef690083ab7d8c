import { announceComputed } from '@/lib/live/commands/publish'
import type { ComputedValue } from '@/lib/live/model'
import { log } from '@/lib/log'
import type { Job } from './model'

/**
 * The same work; pages that are open and show what it computes hear of it when it has changed something.
 * What was computed stands either way: a page that hears nothing shows it when it is opened again.
 */
export function announceChanges(what: ComputedValue, run: Job['run']): Job['run'] {
  return async (ctx, work) => {
    const result = await run(ctx, work)
    if (result.changed > 0) await announceComputed(what, ctx.now).catch((err) => log().warn({ err, what }, 'open pages could not be told'))
    return result
  }
}
