import { LOW_BALANCE_DAYS, warningLevels } from '@/lib/budgets/model'
import { addDays, DAY, HOUR } from '@/lib/time'
import { startOfMonth } from '@/lib/usage/spend'
import { ownedConsumers } from './people'
import { chance, namedId, pick } from './random'
import { type DemoConsumer, type DemoOrganization, HISTORY_DAYS, type World } from './world'

// What the platform reports about organizations as customers: balances, subscriptions, payments,
// builds, tickets. Lightly: enough that every page that reads it has something to say.

/** Micros that a consumer spends: a day on average, and this month so far; from its simulated calls. */
export interface DemoSpend {
  perDay: number
  thisMonth: number
  /** This month's, by the day's midnight in ms. */
  days: Map<number, number>
}

/** Balance, budget and payment method of a consumer. Those that somebody can sign in to stand as their role says. */
export function accountOf(world: World, consumer: DemoConsumer, { perDay: spendPerDay, thisMonth }: Pick<DemoSpend, 'perDay' | 'thisMonth'>) {
  const { seed, anchor } = world
  const u = chance(seed, 101, consumer.index)
  const monthly = Math.max(5_000_000, spendPerDay * 30)
  const role = ownedConsumers(world).find((owned) => owned.consumer === consumer)?.role
  const account = {
    id: consumer.consumerId,
    organizationId: consumer.organizationId,
    externalId: consumer.externalId,
    balanceMicros: Math.round(monthly * (0.05 + 1.6 * u)),
    budgetMicros: chance(seed, 102, consumer.index) < 0.7 ? Math.ceil((monthly * (0.8 + u)) / 5_000_000) * 5_000_000 : null,
    autoRefill: chance(seed, 103, consumer.index) < 0.55,
    paymentMethodExpiresAt: chance(seed, 104, consumer.index) < 0.9 ? addDays(anchor, -20 + 900 * chance(seed, 105, consumer.index)) : null,
  }
  const valid = addDays(anchor, 540)
  switch (role) {
    case '(first consumer)':
      return { ...account, balanceMicros: roundCents(monthly * 1.4), budgetMicros: roundUp(monthly * 1.5), autoRefill: true, paymentMethodExpiresAt: valid }
    case '(near budget)':
      // 93 % of the budget is spent at the moment of loading; never more than a dollar away from having one.
      return {
        ...account,
        balanceMicros: roundCents(monthly * 0.6),
        budgetMicros: Math.max(1_000_000, roundCents(thisMonth / 0.93)),
        autoRefill: false,
        paymentMethodExpiresAt: valid,
      }
    case '(low balance)':
      return {
        ...account,
        balanceMicros: roundCents(spendPerDay * 1.8),
        budgetMicros: roundUp(monthly * 1.3),
        autoRefill: false,
        paymentMethodExpiresAt: addDays(anchor, 12),
      }
    default:
      return account
  }
}

/** The warnings that a consumer has had this month, each in the evening of the day that brought it. */
export function warningsOf({ seed, anchor }: World, consumer: DemoConsumer, budgetMicros: number | null, days: ReadonlyMap<number, number>) {
  if (budgetMicros === null) return []
  const warnings = []
  let spentMicros = 0
  for (const [dayMs, spent] of [...days].sort(([a], [b]) => a - b)) {
    const before = spentMicros
    spentMicros += spent
    for (const level of warningLevels) {
      if (before * 100 >= level * budgetMicros || spentMicros * 100 < level * budgetMicros) continue
      warnings.push({
        id: namedId(seed, `usage warning ${consumer.index} ${level}`),
        organizationId: consumer.organizationId,
        consumerId: consumer.consumerId,
        monthAt: startOfMonth(anchor),
        level,
        spentMicros,
        budgetMicros,
        warnedAt: new Date(Math.min(anchor.getTime(), dayMs + 20 * HOUR)),
      })
    }
  }
  return warnings
}

/** The alert that a balance is low, open since three hours ago, where it lasts for less than three days. */
export function balanceAlertOf({ seed, anchor }: World, consumer: DemoConsumer, account: { balanceMicros: number; autoRefill: boolean }, perDay: number) {
  const threshold = LOW_BALANCE_DAYS * perDay
  if (account.autoRefill || perDay <= 0 || account.balanceMicros >= threshold) return []
  return [
    {
      id: namedId(seed, `balance alert ${consumer.index}`),
      organizationId: consumer.organizationId,
      consumerId: consumer.consumerId,
      kind: 'low_balance' as const,
      firedAt: new Date(anchor.getTime() - 3 * HOUR),
      value: account.balanceMicros,
      threshold,
    },
  ]
}

function roundCents(micros: number): number {
  return Math.round(micros / 10_000) * 10_000
}

/** To the next five dollars. */
function roundUp(micros: number): number {
  return Math.ceil(micros / 5_000_000) * 5_000_000
}

const mrr = { free: 0, starter: 49_000_000, pro: 199_000_000, enterprise: 1_450_000_000 }

/** Subscription, invoices and payments of an organization. */
export function billingOf({ seed, anchor }: World, organization: DemoOrganization, n: number, lastMs: number) {
  const gone = lastMs < anchor.getTime()
  const since = addDays(anchor, -60 - 700 * chance(seed, 111, n))
  const subscription = {
    id: namedId(seed, `subscription ${n}`),
    organizationId: organization.organizationId,
    externalId: `demo:subscription:${n}`,
    at: gone ? new Date(lastMs + 3 * DAY) : since,
    plan: organization.plan,
    status: gone && lastMs + 3 * DAY < anchor.getTime() ? 'canceled' : 'active',
    mrrMicros: mrr[organization.plan],
    endsAt: null,
  }
  if (organization.plan === 'free') return { subscription, invoices: [], payments: [] }
  const months = [1, 2].map((month) => {
    const at = addDays(anchor, -30 * month + Math.floor(28 * chance(seed, 112, n)))
    const failed = chance(seed, 113, n, month) < 0.04
    return { month, at, failed }
  })
  return {
    subscription,
    invoices: months.map(({ month, at, failed }) => ({
      id: namedId(seed, `invoice ${n} ${month}`),
      organizationId: organization.organizationId,
      externalId: `demo:invoice:${n}:${month}`,
      at,
      amountMicros: mrr[organization.plan],
      status: failed ? 'open' : 'paid',
      dueAt: addDays(at, 14),
    })),
    payments: months.map(({ month, at, failed }) => ({
      id: namedId(seed, `payment ${n} ${month}`),
      organizationId: organization.organizationId,
      externalId: `demo:payment:${n}:${month}`,
      at,
      amountMicros: mrr[organization.plan],
      status: failed ? 'failed' : 'succeeded',
      failureReason: failed ? pick(['card_expired', 'insufficient_funds', 'do_not_honor'], chance(seed, 114, n, month)) : null,
    })),
  }
}

/** Builds of a consumer's project: about one in eight fails, more where things go badly. */
export function buildsOf({ seed, anchor }: World, consumer: DemoConsumer) {
  const count = Math.floor(12 * chance(seed, 121, consumer.index) ** 1.4)
  const failing = chance(seed, 122, consumer.index) ** 4
  const until = Math.min(anchor.getTime(), consumer.lastMs)
  return Array.from({ length: count }, (_, i) => {
    const failed = chance(seed, 123, consumer.index, i) < 0.06 + 0.7 * failing
    return {
      id: namedId(seed, `build ${consumer.index} ${i}`),
      organizationId: consumer.organizationId,
      externalId: `demo:build:${consumer.index}:${i}`,
      at: new Date(until - ((i + chance(seed, 124, consumer.index, i)) / count) * (HISTORY_DAYS - 12) * DAY),
      project: `${consumer.slug.replace(/^demo-/, '')}-agent`,
      number: count - i,
      status: failed ? 'failed' : 'succeeded',
      error: failed ? pick(['Type error in step 3', 'Tool answered 422', 'Step took longer than 10 minutes'], chance(seed, 125, consumer.index, i)) : null,
    }
  })
}

const subjects = [
  'Which limit did we reach?',
  'Invoice shows the wrong company address',
  'Time-outs in the afternoon',
  'Key stopped working after rotation',
  'How do we export our usage?',
  'Refund for doubled calls',
]

/** Support tickets of a consumer: most have none. */
export function ticketsOf({ seed, anchor }: World, consumer: DemoConsumer) {
  const count = Math.floor(3.4 * chance(seed, 131, consumer.index) ** 3)
  return Array.from({ length: count }, (_, i) => {
    const at = addDays(anchor, -HISTORY_DAYS * chance(seed, 132, consumer.index, i))
    const closedAt = addDays(at, 0.2 + 4 * chance(seed, 133, consumer.index, i))
    const closed = closedAt < anchor
    return {
      id: namedId(seed, `ticket ${consumer.index} ${i}`),
      organizationId: consumer.organizationId,
      externalId: `demo:ticket:${consumer.index}:${i}`,
      at,
      subject: pick(subjects, chance(seed, 134, consumer.index, i)),
      status: closed ? 'closed' : 'open',
      priority: pick(['low', 'normal', 'normal', 'high'], chance(seed, 135, consumer.index, i)),
      csat: closed && chance(seed, 136, consumer.index, i) < 0.6 ? 3 + Math.floor(3 * chance(seed, 137, consumer.index, i)) : null,
      closedAt: closed ? closedAt : null,
    }
  })
}
