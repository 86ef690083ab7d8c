import { formatCount, formatPercent } from '@/lib/format'
import type { Dimension } from '../scorecard'
import { type DeveloperInputs, sumOf } from './inputs'

/** What do the people say and do who pay for it? */
export const satisfaction: Dimension<DeveloperInputs> = {
  id: 'satisfaction',
  title: 'Consumer satisfaction',
  max: 20,
  combine: 'sum',
  metrics: [
    {
      id: 'rating',
      title: 'Average rating',
      unit: 'stars',
      source: 'Reviews of 28 days, 1 to 5 stars',
      kind: 'measured',
      scale: {
        kind: 'bands',
        bands: [
          { when: '>=', limit: 4.5, points: 10 },
          { when: '>=', limit: 4, points: 7 },
          { when: '>=', limit: 3.5, points: 4 },
        ],
        otherwise: 2,
      },
      read: ({ reviews, stars }) => (reviews === 0 ? { missing: 'No reviews in 28 days.' } : { value: stars / reviews, volume: reviews }),
      fix: {
        priority: 'recommended',
        title: 'Raise the rating',
        href: '/dashboard/reviews?stars=low',
        steps: [
          'Read the reviews with one and two stars and write down what they have in common.',
          'Fix the most frequent complaint, and say so in the answers.',
          'Ask callers who use the tool every day for a review; the unhappy come by themselves.',
        ],
      },
      detail: ({ reviews }, value) => `${value.toFixed(2)} stars on average from ${formatCount(reviews)} ${reviews === 1 ? 'review' : 'reviews'} in 28 days.`,
      blame: (_, value) => `a rating of ${value.toFixed(2)} stars`,
    },
    {
      id: 'review_response',
      title: 'Review response rate',
      unit: 'ratio',
      source: 'Reviews of 28 days that have an answer; those younger than 48 hours count once they are answered',
      kind: 'measured',
      scale: {
        kind: 'bands',
        bands: [
          { when: '>', limit: 0.8, points: 5 },
          { when: '>=', limit: 0.5, points: 3 },
        ],
        otherwise: 1,
      },
      read: ({ reviews, reviewsDue, answered }) =>
        reviewsDue > 0
          ? { value: answered / reviewsDue, volume: reviewsDue }
          : { missing: reviews === 0 ? 'No reviews in 28 days.' : 'The reviews of 28 days are younger than 48 hours.' },
      fix: {
        priority: 'recommended',
        title: 'Answer the open reviews',
        href: '/dashboard/reviews?state=waiting',
        steps: ['Open the reviews without an answer.', 'Answer each in two or three sentences; a late answer still counts here.'],
      },
      detail: ({ reviewsDue, answered }) => `${reviewsDue - answered} of ${reviewsDue} reviews ${reviewsDue - answered === 1 ? 'has' : 'have'} no answer.`,
      blame: (_, value) => `a review response rate of ${formatPercent(value)}`,
    },
    {
      id: 'refund_rate',
      title: 'Refund and dispute rate',
      unit: 'ratio',
      source: 'Refunds and disputes of 28 days, over the calls of 28 days',
      kind: 'measured',
      scale: {
        kind: 'bands',
        bands: [
          { when: '<', limit: 0.01, points: 5 },
          { when: '<=', limit: 0.05, points: 3 },
        ],
        otherwise: 0,
      },
      read: (inputs) => {
        const calls = sumOf(inputs, 'invocations')
        if (calls === 0) return { missing: 'No calls in 28 days.' }
        if (inputs.revenueMicros <= 0 && inputs.refunds === 0) return { missing: 'No paid calls in 28 days, so there is nothing to refund.' }
        return { value: inputs.refunds / calls, volume: calls }
      },
      rateOver: 'calls in 28 days',
      fix: {
        priority: 'recommended',
        // Disputes at that rate put payouts on hold.
        criticalFrom: 0,
        title: 'Lower refunds and disputes',
        href: '/dashboard/reviews/refunds',
        steps: [
          'Look at which tool the refunds belong to and whether they follow failed or slow calls.',
          'Compare the description and the price on the listing with what callers get.',
          'Refund before a dispute is opened: a dispute costs both sides more.',
        ],
      },
      detail: (inputs) => `${formatCount(inputs.refunds)} refunds and disputes on ${formatCount(sumOf(inputs, 'invocations'))} calls in 28 days.`,
      blame: (_, value) => `a refund and dispute rate of ${formatPercent(value)}`,
    },
  ],
}
