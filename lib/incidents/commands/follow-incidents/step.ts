import type { Context } from '@/lib/auth/model'
import type { JobResult } from '@/lib/work'

/** A part of following incidents; says how many rows it looked at and changed, and how many items failed. */
export type Step = (ctx: Context) => Promise<JobResult>
