import type { Step } from '@/lib/metrics/model'
import { addDays, DAY, floorTo, HOUR, MINUTE, type Window } from '@/lib/time'

/** The stretches of time that a tool's page offers, each with buckets that a chart can carry. */
export const periods = {
  '24h': { label: '24 hours', days: 1, step: '5m', note: 'Five-minute buckets' },
  '7d': { label: '7 days', days: 7, step: 'hour', note: 'Hourly buckets' },
  '28d': { label: '28 days', days: 28, step: 'day', note: 'Daily buckets' },
} as const satisfies Record<string, { label: string; days: number; step: Step; note: string }>

export type PeriodKey = keyof typeof periods

/** The period that the address asks for; 28 days when it asks for none that exists. */
export function parsePeriod(value: string | string[] | undefined): PeriodKey {
  return typeof value === 'string' && Object.hasOwn(periods, value) ? (value as PeriodKey) : '28d'
}

const stepMs: Record<Step, number> = { '5m': 5 * MINUTE, hour: HOUR, day: DAY }

/** The newest whole buckets of a period, and the equally long window before it. */
export function windowsOf(key: PeriodKey, now: Date): { window: Window; before: Window } {
  const { days, step } = periods[key]
  const to = floorTo(now, stepMs[step])
  const from = addDays(to, -days)
  return { window: { from, to }, before: { from: addDays(from, -days), to: from } }
}
