import { z } from 'zod'

// What the consumer scorecard is computed from: everything needed to compute a receipt again, and
// nothing else. Money is in micros of US dollars.

const count = z.number().int().nonnegative()

export const consumerInputsSchema = z.object({
  /** The platform has described the consumer; else it is known from its calls only. */
  described: z.boolean(),
  /** Null where none is reported: paid afterwards, or unknown. */
  balanceMicros: z.number().nullable(),
  autoRefill: z.boolean(),
  /** Days from asOf until the payment method expires, hundredths; negative once it has. Null without one. */
  paymentDays: z.number().nullable(),
  /** Of a month; the one set here before the reported one. Null without any. */
  budgetMicros: z.number().nullable(),
  /** Spend of the month of the last whole day so far, and of the two months before it; newest first. */
  monthsMicros: z.tuple([z.number(), z.number(), z.number()]),
  /** Spend of the 28 days, and over how many of them: from the first call on. */
  spendMicros: z.number(),
  spendDays: count,
  invocations: count,
  /** Calls whose outcome is known; of them failed; of those the consumer's own fault. */
  rated: count,
  errors: count,
  errorsConsumer: count,
})
export type ConsumerInputs = z.infer<typeof consumerInputsSchema>

/** Nothing is known and nothing was called. */
export const emptyConsumer: ConsumerInputs = {
  described: false,
  balanceMicros: null,
  autoRefill: false,
  paymentDays: null,
  budgetMicros: null,
  monthsMicros: [0, 0, 0],
  spendMicros: 0,
  spendDays: 0,
  invocations: 0,
  rated: 0,
  errors: 0,
  errorsConsumer: 0,
}
