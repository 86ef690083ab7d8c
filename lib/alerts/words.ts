import { formatCount, formatMoney, formatMs, formatPercent } from '@/lib/format'
import { SECOND } from '@/lib/time'
import type { MetricUnit } from './metrics/model'
import type { Operator } from './model'

/** A value in a metric's unit, as messages say it: "12 %", "1.2 s", "$4.50", "340 a minute". */
export function formatMetricValue(value: number | null, unit: MetricUnit): string {
  if (value === null) return 'no value'
  switch (unit) {
    case 'ratio':
      return formatPercent(value)
    case 'percent':
      return formatPercent(value / 100)
    case 'ms':
      return formatMs(value)
    case 'seconds':
      return formatMs(value * SECOND)
    case 'usd':
      return formatMoney(value * 1_000_000)
    case 'bytes':
      return `${plain(value / 1_048_576)}\u00a0MiB`
    case 'points':
      return `${plain(value)}\u00a0points`
    case 'per_minute':
      return `${plain(value)} a minute`
    case 'count':
      return plain(value)
  }
}

/** A number without a unit, with as many decimals as it needs to be told from its neighbours. */
export function plain(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : String(Number(value.toPrecision(4))).replace('-', '−')
}

/** "above", "below", "equal to": between a value and its threshold. */
export const operatorWords: Record<Operator, string> = { gt: 'above', lt: 'below', eq: 'equal to' }

/** "1 minute", "5 minutes", "2 hours". */
export function formatMinutes(minutes: number): string {
  const [amount, unit] = minutes >= 60 && minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute']
  return `${formatCount(amount)}\u00a0${unit}${amount === 1 ? '' : 's'}`
}

/** A metric's label within a sentence: "Latency" is "latency" there, "API requests" stays. */
export function withinSentence(label: string): string {
  return /^\p{Lu}\p{Lu}/u.test(label) ? label : `${label.charAt(0).toLowerCase()}${label.slice(1)}`
}
