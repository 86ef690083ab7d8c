import { rootCause } from '@/lib/errors'
import { log } from '@/lib/log'
import type { JobResult } from '@/lib/work'

/** Does the work for each item, one after the other; a failing one is counted and stops none. `work` says whether it changed something. */
export async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<boolean>): Promise<JobResult> {
  const result = { checked: items.length, changed: 0, failed: 0 }
  for (const item of items) {
    try {
      if (await work(item)) result.changed++
    } catch (error) {
      result.failed++
      log().error({ err: rootCause(error) }, 'an incident could not be followed')
    }
  }
  return result
}
