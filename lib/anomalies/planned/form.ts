import { z } from 'zod'
import { AppError } from '@/lib/errors'
import { momentOf } from '@/lib/local-time'
import { type PlanInput, planInputSchema } from './model'

/** The form's own fields; an empty tool is every tool. */
export const planFormSchema = z.strictObject({ title: z.string(), toolId: z.string().default(''), from: z.string(), to: z.string() })

/**
 * What a form plans, its times on the clocks of a zone.
 * @throws AppError invalid where the clocks never show a time; ZodError for what is missing or too long
 */
export function readPlan({ title, toolId, from, to }: z.output<typeof planFormSchema>, zone: string): PlanInput {
  return planInputSchema.parse({ title, toolId: toolId || null, from: shown('from', from, zone), to: shown('to', to, zone) })
}

function shown(field: 'from' | 'to', written: string, zone: string): string {
  const at = momentOf(written, zone)
  if (at) return at.toISOString()
  const name = field === 'from' ? 'beginning' : 'end'
  const message = /^\d{4}-\d{2}-\d{2}T/.test(written)
    ? `The ${name}, ${written.replace('T', ' ')}, is no time in ${zone}: the clocks skip it, or there is no such day. Choose another.`
    : `Choose day and time of the ${name}.`
  throw new AppError('invalid', message, { problems: [{ pointer: `/${field}`, message }] })
}
