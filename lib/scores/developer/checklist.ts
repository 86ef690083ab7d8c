import { formatDate } from '@/lib/format'
import { addDays } from '@/lib/time'
import { type ChecklistItem, SESSION_REVIEW_DAYS, type SecurityStatus } from '../model'
import { maxPoints, readSheet } from '../scorecard'
import { developerScorecard } from './card'
import { type DeveloperInputs, emptyInputs } from './inputs'

// The eight items of the security checklist. Seven are metrics of the scorecard, read from the
// settings of this moment instead of last night's; the eighth, active sessions, carries no points.

export type Settings = Pick<
  DeveloperInputs,
  'stripeConnect' | 'twoFactor' | 'webhookEndpoint' | 'budgetControls' | 'auditRetention' | 'keys' | 'keysOpen' | 'keysOld'
>

const doneDetails: readonly { id: string; detail: (settings: Settings) => string }[] = [
  { id: 'stripe_connect', detail: () => 'Stripe Connect is active, payouts can be made.' },
  { id: 'two_factor', detail: () => 'A second factor is asked for at sign-in.' },
  {
    id: 'ip_allowlist',
    detail: ({ keys }) => (keys === 1 ? 'The API key is restricted to known addresses.' : `All ${keys} API keys are restricted to known addresses.`),
  },
  { id: 'webhook_endpoint', detail: () => 'An active webhook endpoint receives events.' },
  { id: 'budget_controls', detail: () => 'Budget controls are on.' },
  { id: 'key_age', detail: ({ keys }) => (keys === 1 ? 'The API key is younger than 90 days.' : `All ${keys} API keys are younger than 90 days.`) },
  { id: 'audit_retention', detail: () => 'How long the audit log is kept has been chosen.' },
]

/** The checklist as things stand at `now`. */
export function securityChecklist(settings: Settings, sessionsReviewedAt: Date | null, now: Date): SecurityStatus {
  const inputs = { ...emptyInputs, ...settings }
  const sheet = readSheet(developerScorecard, inputs)
  const items = doneDetails.map(({ id, detail }): ChecklistItem => {
    for (const [d, dimension] of developerScorecard.dimensions.entries()) {
      const m = dimension.metrics.findIndex((metric) => metric.id === id)
      const metric = dimension.metrics[m]
      const reading = sheet.whole[d]?.[m]
      if (!metric || !reading) continue
      const { title, scale, fix } = metric
      const common = { id, title, max: maxPoints(scale), href: fix.href, steps: [...fix.steps] }
      if (reading.points === null) return { ...common, state: 'not_applicable', detail: reading.reason ?? '' }
      return reading.points === maxPoints(scale)
        ? { ...common, state: 'done', detail: detail(inputs) }
        : { ...common, state: 'open', detail: metric.detail(inputs, reading.value ?? 0) }
    }
    throw new RangeError(`the scorecard has no metric ${id}`)
  })
  items.push(sessionsItem(sessionsReviewedAt, now))
  const applicable = items.filter((item) => item.state !== 'not_applicable')
  return { done: applicable.filter((item) => item.state === 'done').length, total: applicable.length, items }
}

function sessionsItem(reviewedAt: Date | null, now: Date): ChecklistItem {
  const done = reviewedAt !== null && reviewedAt >= addDays(now, -SESSION_REVIEW_DAYS)
  return {
    id: 'active_sessions',
    title: 'Active sessions looked through',
    state: done ? 'done' : 'open',
    detail: reviewedAt
      ? `Last looked through on ${formatDate(reviewedAt)}${done ? '' : `, more than ${SESSION_REVIEW_DAYS} days ago`}.`
      : 'Nobody has looked through the active sessions yet.',
    max: null,
    href: '/dashboard/settings/security#sessions',
    steps: [
      'Open the list of active sessions.',
      'End every session whose device or place you do not know.',
      'Change your password if you ended one, then confirm the list.',
    ],
  }
}
