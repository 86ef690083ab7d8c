import { z } from 'zod'
import { passwordSchema, personNameSchema } from '@/lib/auth/person'
import { type AuthState, failed } from './state'

const newPersonSchema = z.object({ name: personNameSchema, password: passwordSchema })

/** Name and password of somebody who comes for the first time, or what is wrong with them. */
export function readNewPerson(form: FormData, values: Record<string, string>): { name: string; password: string } | AuthState {
  const parsed = newPersonSchema.safeParse({ name: form.get('name') ?? '', password: form.get('password') ?? '' })
  if (parsed.success) return parsed.data
  const problems = Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0]), issue.message]))
  return { ...failed('Something is missing.', values), problems }
}
