import { z } from 'zod'

/** What somebody writes as a system: the same for the form and whatever else writes one. */
export const systemInputSchema = z.strictObject({
  name: z.string().trim().min(1, 'Give the system a name.').max(60, 'A name has at most 60 characters.'),
  description: z.string().trim().max(300, 'A description has at most 300 characters.').default(''),
  groupName: z.string().trim().max(60, 'A heading has at most 60 characters.').default(''),
  position: z.number('The position is a number.').int('The position is a whole number.').min(0).max(10_000).default(100),
  routes: z
    .array(
      z
        .string()
        .trim()
        .regex(/^\/[^\s?#]*$/, 'A route begins with / and has no spaces, ? or #, for example /api/checkout.')
        .max(200),
    )
    .max(50, 'A system has at most 50 routes.')
    .default([])
    .transform((routes) => [...new Set(routes)]),
  provider: z
    .string()
    .trim()
    .regex(/^[a-z0-9]+([._-][a-z0-9]+)*$/, 'A provider is one word as in its webhook address, for example stripe.')
    .max(60)
    .nullable()
    .default(null),
  logService: z.string().trim().min(1).max(100).nullable().default(null),
  public: z.boolean().default(true),
})
export type SystemInput = z.output<typeof systemInputSchema>
