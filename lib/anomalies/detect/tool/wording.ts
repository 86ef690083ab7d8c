import type { AnomalyMetric } from '@/lib/anomalies/model'
import { formatCount, formatDuration, formatMoney, formatMs, formatPercent } from '@/lib/format'
import { MINUTE } from '@/lib/time'
import type { Band } from '../model'
import type { Usual } from './half-hours'
import type { Pooled } from './model'

const NBSP = '\u00a0'
const POOLED = `in 30${NBSP}min`
/** From so many quiet minutes on the quiet is what there is to say. */
const SILENCE_SAID = 10 * MINUTE

interface Found {
  pooled: Pooled
  usual: Usual
  expected: Band
  /** How long there has been no call, ms. */
  silent: number
}

/** One sentence for the person it wakes: what was seen in the last half hour, and what is usual. */
export function say(metric: AnomalyMetric, { pooled, usual, expected, silent }: Found): string {
  switch (metric) {
    case 'error_rate': {
      const errors = usual.level * pooled.weight
      return `${formatCount(pooled.amount)} of ${formatCount(pooled.weight)} calls failed ${POOLED}, usually ${errors < 1 ? 'none or one' : formatCount(errors)} (${formatPercent(usual.level)}).`
    }
    case 'latency':
      return `The median call took ${formatMs(pooled.weight > 0 ? pooled.amount / pooled.weight : null)} ${POOLED}, usually ${formatMs(expected.low)} to ${formatMs(expected.high)} at this time.`
    case 'invocations': {
      const seen =
        silent >= SILENCE_SAID ? `No call for ${formatDuration(silent)}` : `${formatCount(pooled.amount)} ${pooled.amount === 1 ? 'call' : 'calls'} ${POOLED}`
      return `${seen}, usually ${formatCount(usual.level * pooled.weight)} ${POOLED} at this time.`
    }
    case 'revenue':
      return `${formatMoney(pooled.amount)} ${POOLED}, usually ${formatMoney(usual.level * pooled.weight)} at this time.`
  }
}
