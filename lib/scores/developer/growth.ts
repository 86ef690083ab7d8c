import { formatChange, formatCount, formatMoney } from '@/lib/format'
import type { Dimension, Metric } from '../scorecard'
import { type DeveloperInputs, sumOf } from './inputs'

/** Is it used by more people, more often? 28 days against the 28 days before. */
export const growth: Dimension<DeveloperInputs> = {
  id: 'growth',
  title: 'Growth trajectory',
  max: 20,
  combine: 'sum',
  metrics: [
    {
      id: 'active_consumers',
      title: 'Active consumers',
      unit: 'count',
      source: 'Distinct consumers that called any of your tools in 28 days',
      kind: 'measured',
      scale: {
        kind: 'bands',
        bands: [
          { when: '>', limit: 100, points: 8 },
          { when: '>=', limit: 50, points: 6 },
          { when: '>=', limit: 10, points: 4 },
        ],
        otherwise: 2,
      },
      read: (inputs) =>
        sumOf(inputs, 'invocations') === 0 && inputs.previousInvocations === 0 ? { missing: 'No calls in 56 days.' } : { value: inputs.consumers },
      fix: {
        priority: 'optimization',
        title: 'Win more consumers',
        href: '/dashboard/tools',
        steps: [
          'Read your listing as a stranger: what it does, an example, the price, in the first lines.',
          'Offer a first call that needs no reading: a working example with its answer.',
          'Tell the consumers who stopped calling what has changed since.',
        ],
      },
      detail: (_, value) => `${formatCount(value)} consumers called your tools in 28 days; more than 100 is best.`,
      blame: (_, value) => (value === 1 ? 'one active consumer' : `${formatCount(value)} active consumers`),
    },
    trend({
      id: 'revenue_trend',
      title: 'Revenue',
      source: 'Revenue of 28 days against the 28 days before',
      of: (inputs) => ({ now: inputs.revenueMicros, before: inputs.previousRevenueMicros }),
      nothing: 'No revenue in the 28 days before, so there is nothing to compare with.',
      fix: {
        priority: 'optimization',
        title: 'Grow revenue',
        href: '/dashboard/tools',
        steps: [
          'Compare the revenue of each tool with the 28 days before: one large consumer who left explains most falls.',
          'Check whether errors or a slower release came before the fall.',
          'Review the price against what consumers use the tool for.',
        ],
      },
      detail: (inputs, value) => `${formatMoney(inputs.revenueMicros)} in 28 days, ${formatChange(value)} against the 28 days before.`,
      noun: 'revenue',
    }),
    trend({
      id: 'volume_trend',
      title: 'Invocation volume',
      source: 'Calls of 28 days against the 28 days before',
      of: (inputs) => ({ now: sumOf(inputs, 'invocations'), before: inputs.previousInvocations }),
      nothing: 'No calls in the 28 days before, so there is nothing to compare with.',
      fix: {
        priority: 'optimization',
        title: 'Grow traffic',
        href: '/dashboard/tools',
        steps: [
          'Look at which tool and which consumers the change comes from.',
          'Ask the consumers who call less whether something stopped working for them.',
          'Announce new versions where your consumers read.',
        ],
      },
      detail: (inputs, value) => `${formatCount(sumOf(inputs, 'invocations'))} calls in 28 days, ${formatChange(value)} against the 28 days before.`,
      noun: 'call volume',
    }),
  ],
}

/** Growing over +2 %, stable within 2 % either way, declining below; over at least 30 calls before. */
function trend(
  metric: Pick<Metric<DeveloperInputs>, 'id' | 'title' | 'source' | 'fix' | 'detail'> & {
    of: (inputs: DeveloperInputs) => { now: number; before: number }
    nothing: string
    noun: string
  },
): Metric<DeveloperInputs> {
  const { of, nothing, noun, ...rest } = metric
  return {
    ...rest,
    unit: 'change',
    kind: 'measured',
    scale: {
      kind: 'bands',
      bands: [
        { when: '>', limit: 0.02, points: 6 },
        { when: '>=', limit: -0.02, points: 4 },
      ],
      otherwise: 2,
    },
    read: (inputs) => {
      const { now, before } = of(inputs)
      return before <= 0 ? { missing: nothing } : { value: (now - before) / before, volume: inputs.previousInvocations }
    },
    rateOver: 'calls in the 28 days before',
    blame: (_, value) => (value < -0.02 ? `falling ${noun}` : `${noun} that does not grow`),
  }
}
