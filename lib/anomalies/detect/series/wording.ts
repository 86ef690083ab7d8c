import { formatCount, formatValue } from '@/lib/format'
import type { Band } from '../model'

/** The questions that the series detector asks of every value, by the answer that is unusual. */
const questions = {
  value: 'a value this far out',
  level: '12 values this high or low together',
  spread: 'swings this wide within 6 values',
  shape: 'a course of 48 values this unlike any before',
  course: 'a course of 8 values this unlike any before',
  daily: 'a course of 72 values this unlike any other day at this time',
}
export type Signal = keyof typeof questions
export const SIGNALS = ['value', 'level', 'spread', 'shape', 'course', 'daily'] as const satisfies readonly Signal[]

/** Rarer than this is said as "less than once in a million". */
const SAYABLE_POWER = 6

/** One sentence from the most unusual answer: what was seen, what is usual, how rare that is. */
export function explain(rarities: Record<Signal, number>, { observed, expected }: { observed: number; expected: Band }): string {
  const [first, ...rest] = SIGNALS
  const rarest = rest.reduce<Signal>((best, signal) => (rarities[signal] > rarities[best] ? signal : best), first)
  const power = rarities[rarest]
  const often = power > SAYABLE_POWER ? 'less than once in a million' : `about once in ${formatCount(Number((10 ** power).toPrecision(1)))}`
  const number = (value: number) => formatValue(value, 'number')
  return `${number(observed)} where ${number(expected.low)} to ${number(expected.high)} is usual: ${questions[rarest]} is seen ${often} values.`
}
