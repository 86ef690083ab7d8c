'use server'

import { revalidatePath } from 'next/cache'
import { after } from 'next/server'
import { z } from 'zod'
import type { ActionResult } from '@/lib/action-result'
import { AppError } from '@/lib/errors'
import { actionResult } from '@/lib/http/action-result'
import { readForm } from '@/lib/http/form'
import { requireStaff } from '@/lib/http/require-actor'
import { beginByHand } from '@/lib/jobs/commands'

const input = z.object({ job: z.string().min(1).max(64) })

/** Begins a run and answers at once; the work goes on after the answer and shows itself on the page. */
export async function runNow(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('jobs.run')
  return actionResult(ctx, async () => {
    const { job } = readForm(input, form)
    const run = await beginByHand(ctx, job)
    if (run.state !== 'begun') throw new AppError('conflict', `${job} is already running.`)
    after(run.work)
    revalidatePath('/admin/jobs')
    return `${job} has started.`
  })
}
