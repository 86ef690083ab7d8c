import type { Context } from '@/lib/auth/model'
import { rootCause } from '@/lib/errors'
import { judgeMarkedCalls } from '@/lib/ingest/commands/judge-marked-calls'
import { log } from '@/lib/log'
import type { JobResult, Work } from '@/lib/work'
import { alignWindows } from './follow-incidents/align-windows'
import { attachAlike } from './follow-incidents/attach-alike'
import { closeSettled } from './follow-incidents/close-settled'
import { enterAlerts, enterDeploys } from './follow-incidents/enter-happenings'
import { measureImpacts } from './follow-incidents/measure-impacts'
import { proveFollowups } from './follow-incidents/prove-followups'
import { remindOverdue } from './follow-incidents/remind-overdue'
import type { Step } from './follow-incidents/step'

// In the order in which one follows from the other; each stands alone, so that a failing one stops none.
const steps: Record<string, Step> = {
  alignWindows,
  chargeAnew: async (ctx) => ({ checked: 0, changed: (await judgeMarkedCalls(ctx)).changed, failed: 0 }),
  attachAlike,
  enterAlerts,
  enterDeploys,
  measureImpacts,
  proveFollowups,
  remindOverdue,
  closeSettled,
}

/**
 * What follows from incidents by itself: their fault windows, alerts and deploys in their stories, what they
 * cost, reminders of overdue updates, follow-ups that prove themselves, closing. Every step is keyed, so that two
 * runs at once, or one after a killed one, leave what one whole run does.
 */
export async function followIncidents(ctx: Context, work: Work): Promise<JobResult> {
  const result = { checked: 0, changed: 0, failed: 0 }
  for (const [name, step] of Object.entries(steps)) {
    if (!(await work.stillMine())) break
    try {
      const { checked, changed, failed } = await step({ ...ctx, now: work.now })
      result.checked += checked
      result.changed += changed
      result.failed += failed
    } catch (error) {
      result.failed++
      log().error({ step: name, err: rootCause(error) }, 'a step of following incidents failed')
    }
  }
  return result
}
