import { nextOccurrence, previousOccurrence } from '@/lib/schedule'
import { MINUTE } from '@/lib/time'
import type { Standing } from './due'
import type { Job } from './model'

/**
 * How a job stands, for people. on_time: every moment that its schedule named has a success, or has
 * only just come. late: one waits. failing: the last try failed.
 */
export const conditions = ['on_time', 'running', 'late', 'failing', 'never_ran'] as const
export type Condition = (typeof conditions)[number]

export interface JobCondition {
  condition: Condition
  /** How long the first moment without a success has been waiting for one; 0 when none waits. */
  lagMs: number
  nextAt: Date | null
}

/** A moment may wait this long, for the scheduler's look and the run itself, before its job is called late. */
const GRACE_MS = 5 * MINUTE

export function conditionOf(job: Job, standing: Standing, now: Date): JobCondition {
  const expected = standing.succeededAt ? nextOccurrence(job.schedule, standing.succeededAt) : previousOccurrence(job.schedule, now)
  const lagMs = expected ? Math.max(0, now.getTime() - expected.getTime()) : 0
  return { condition: nameOf(standing, lagMs), lagMs, nextAt: nextOccurrence(job.schedule, now) }
}

function nameOf(standing: Standing, lagMs: number): Condition {
  if (standing.running) return 'running'
  if (standing.failures > 0) return 'failing'
  if (!standing.succeededAt) return 'never_ran'
  return lagMs > GRACE_MS ? 'late' : 'on_time'
}
