import type { z } from 'zod'

/**
 * The fields of a form as its schema reads them. Forms that are sent before the page is interactive, or
 * without JavaScript, carry fields of the framework beside their own; those are left out, so that a
 * schema may be strict. Of fields with one name the last counts.
 * @throws ZodError when a field is not as the schema wants it
 */
export function readForm<Schema extends z.ZodType>(schema: Schema, form: FormData): z.output<Schema> {
  return schema.parse(Object.fromEntries([...form].filter(([name]) => !name.startsWith('$ACTION_'))))
}
