import { formatCount, formatPercent } from '@/lib/format'
import type { Dimension } from '../scorecard'
import type { DeveloperInputs } from './inputs'
import { setting } from './security'

/** Is the tool run by somebody who answers, releases in the open and can look back? */
export const operations: Dimension<DeveloperInputs> = {
  id: 'operations',
  title: 'Operational health',
  max: 20,
  combine: 'sum',
  metrics: [
    {
      id: 'webhook_delivery',
      title: 'Webhook delivery',
      unit: 'ratio',
      source: 'Webhook deliveries that your endpoint accepted, over all of 28 days',
      kind: 'measured',
      scale: {
        kind: 'bands',
        bands: [
          { when: '>', limit: 0.99, points: 8 },
          { when: '>=', limit: 0.95, points: 5 },
        ],
        otherwise: 2,
      },
      read: ({ deliveries, delivered }) =>
        deliveries === 0 ? { missing: 'No webhook was delivered in 28 days.' } : { value: delivered / deliveries, volume: deliveries },
      rateOver: 'webhook deliveries in 28 days',
      fix: {
        priority: 'recommended',
        title: 'Accept webhooks reliably',
        href: '/dashboard/webhooks?state=failed',
        steps: [
          'Answer 2xx at once and do the work afterwards: slow answers count as failed.',
          'Make the handler safe to call twice, then repeats do no harm.',
          'Open the failed deliveries and look at their answers: 401 or 403 means that the signing secret changed, 404 that the route moved.',
        ],
      },
      detail: ({ deliveries, delivered }) => `${formatCount(deliveries - delivered)} of ${formatCount(deliveries)} webhook deliveries failed in 28 days.`,
      blame: (_, value) => `webhook deliveries at ${formatPercent(value)}`,
    },
    {
      id: 'review_speed',
      title: 'Reviews answered within 48 hours',
      unit: 'ratio',
      source: 'Reviews of 28 days; those younger than 48 hours count once they are answered',
      kind: 'measured',
      scale: { kind: 'share', at0: 0, at1: 6 },
      read: ({ reviews, reviewsDue, answeredInTime }) =>
        reviewsDue > 0
          ? { value: answeredInTime / reviewsDue, volume: reviewsDue }
          : { missing: reviews === 0 ? 'No reviews in 28 days.' : 'The reviews of 28 days are younger than 48 hours.' },
      fix: {
        priority: 'recommended',
        title: 'Answer reviews within 48 hours',
        href: '/dashboard/reviews?state=waiting',
        steps: [
          'Open the reviews without an answer and begin with the newest: only those can still be in time.',
          'Answer what was said: thank, say what you changed, or ask for what you need to know.',
          'Agree who answers, so that weekends and holidays do not take two days.',
        ],
      },
      detail: ({ reviewsDue, answeredInTime }) =>
        `${answeredInTime} of ${reviewsDue} reviews ${answeredInTime === 1 ? 'was' : 'were'} answered within 48 hours.`,
      blame: () => 'late answers to reviews',
    },
    {
      id: 'semver_versions',
      title: 'Semantic versions with changelogs',
      unit: 'ratio',
      source: 'Published tools whose newest version is a semantic version (semver.org) with a changelog',
      kind: 'measured',
      scale: { kind: 'share', at0: 0, at1: 3 },
      read: ({ tools }) =>
        tools.some((tool) => tool.version !== null)
          ? { value: tools.filter((tool) => tool.version === 'good').length / tools.length, volume: tools.length }
          : { missing: tools.length === 0 ? 'No tool is published.' : 'No version of a tool has been reported.' },
      fix: {
        priority: 'recommended',
        title: 'Publish versions that say what changed',
        href: '/dashboard/tools',
        partAnchor: 'versions',
        steps: [
          'Number versions MAJOR.MINOR.PATCH: break something = MAJOR, add something = MINOR, repair = PATCH.',
          'Write for each version what changed and what callers have to do.',
          'Where only the changelog is missing, write it here; the number comes with the next release.',
        ],
      },
      focus: ({ tools }) => tools.find((tool) => tool.version !== 'good')?.id ?? null,
      detail: ({ tools }) => {
        const without = tools.filter((tool) => tool.version === null).length
        const wrong = tools.filter((tool) => tool.version === 'not_semver').length
        const silent = tools.filter((tool) => tool.version === 'no_changelog').length
        const parts = [
          ...(without > 0 ? [`${without} without any version`] : []),
          ...(wrong > 0 ? [`${wrong} with a version that is not MAJOR.MINOR.PATCH`] : []),
          ...(silent > 0 ? [`${silent} without a changelog`] : []),
        ]
        return `Of ${tools.length === 1 ? 'one tool' : `${tools.length} tools`}: ${parts.join(', ')}.`
      },
      blame: () => 'versions without semantic numbers or changelogs',
    },
    setting({
      id: 'audit_retention',
      title: 'Audit log retention',
      source: 'Setting of the organization',
      points: 3,
      read: (inputs) => inputs.auditRetention,
      fix: {
        priority: 'recommended',
        title: 'Choose how long the audit log is kept',
        href: '/dashboard/settings/organization#audit-retention',
        steps: [
          'Open the organization’s settings.',
          'Choose a retention that fits your obligations; 365 days is usual.',
          'Save. It counts from the next calculation on.',
        ],
      },
      detail: 'Nobody has chosen how long the audit log is kept.',
      blame: 'an unset audit log retention',
    }),
  ],
}
