import { formatCount, formatMoney, formatPercent, formatScore } from '@/lib/format'
import { burnPerDay, runwayDays } from '@/lib/usage/spend'
import { WINDOW_DAYS } from '../model'
import type { Dimension, Metric, Scorecard } from '../scorecard'
import type { ConsumerInputs } from './inputs'

// The consumer health score (spec, section 5): will the calls of this organization go on working?
// Five dimensions of one metric each, so that what does not apply is left out of the whole and the
// others are scaled up. The bands between best and worst are ours:
//   balance   28 days of spend = 25, two weeks = 18, one = 10, three days = 4, less = 0
//   payment   valid for 30 days = 20, still valid = 10, expired or none = 0
//   budget    hit in none of three months = 20, in one = 12, in two = 5, in all = 0
//   errors    own faults under 1 % = 20, up to 5 % = 15, up to 10 % = 8, more = 0
//   refill    on = 15, off = 0
// A platform that has said nothing about a consumer but its calls judges nobody: what it would have
// had to report does not apply then.

const UNKNOWN = 'The platform has not described this consumer yet.'

const balance: Metric<ConsumerInputs> = {
  id: 'balance_days',
  title: 'Balance against typical spend',
  unit: 'days',
  source: 'Balance as the platform reports it, spend of 28 days from the calls',
  kind: 'measured',
  scale: {
    kind: 'bands',
    bands: [
      { when: '>=', limit: WINDOW_DAYS, points: 25 },
      { when: '>=', limit: 14, points: 18 },
      { when: '>=', limit: 7, points: 10 },
      { when: '>=', limit: 3, points: 4 },
    ],
    otherwise: 0,
  },
  read: (inputs) => {
    if (inputs.balanceMicros === null) return { missing: 'No balance is reported.' }
    const days = runwayDays(inputs.balanceMicros, burnPerDay({ spendMicros: inputs.spendMicros, days: inputs.spendDays }))
    return days === null ? { missing: 'No spend in 28 days.' } : { value: days }
  },
  fix: {
    priority: 'recommended',
    criticalFrom: 4,
    title: 'Top up the balance',
    href: '/dashboard/usage#balance',
    steps: [
      'Open the billing page of the marketplace: balances are topped up there, not here.',
      'Add what 28 days cost; the figure stands beside the balance on the usage page.',
      'The marketplace reports the new balance by itself; it counts from the next calculation on.',
    ],
  },
  detail: ({ balanceMicros, spendMicros, spendDays }, days) =>
    `${formatMoney(balanceMicros)} is left, which lasts ${runwayWords(days)} at ${formatMoney(burnPerDay({ spendMicros, days: spendDays }))} a day.`,
  blame: (_, days) => `a balance for ${runwayWords(days)}`,
}

const payment: Metric<ConsumerInputs> = {
  id: 'payment_method',
  title: 'Payment method',
  unit: 'days',
  source: 'Expiry of the payment method as the platform reports it',
  kind: 'setting',
  scale: {
    kind: 'bands',
    bands: [
      { when: '>=', limit: 30, points: 20 },
      { when: '>', limit: 0, points: 10 },
    ],
    otherwise: 0,
  },
  read: ({ described, paymentDays }) => (described ? { value: Math.max(0, paymentDays ?? 0) } : { missing: UNKNOWN }),
  fix: {
    priority: 'recommended',
    criticalFrom: 0,
    title: 'Renew the payment method',
    href: '/dashboard/usage#payment',
    steps: [
      'Open the billing page of the marketplace and add a payment method that is valid for more than 30 days.',
      'Make it the default one and remove the old one.',
      'The marketplace reports the new expiry by itself; it counts from the next calculation on.',
    ],
  },
  detail: ({ paymentDays }) =>
    paymentDays === null
      ? 'No payment method is known.'
      : paymentDays <= 0
        ? 'The payment method has expired.'
        : `The payment method expires in ${wholeDays(paymentDays)}.`,
  blame: ({ paymentDays }) =>
    paymentDays === null ? 'a missing payment method' : paymentDays <= 0 ? 'an expired payment method' : 'a payment method about to expire',
}

const budget: Metric<ConsumerInputs> = {
  id: 'budget_hits',
  title: 'Months over budget',
  unit: 'count',
  source: 'Spend of this month and the two before, against the budget as it is now',
  kind: 'measured',
  scale: {
    kind: 'bands',
    bands: [
      { when: '<=', limit: 0, points: 20 },
      { when: '<=', limit: 1, points: 12 },
      { when: '<=', limit: 2, points: 5 },
    ],
    otherwise: 0,
  },
  read: (inputs) => {
    if (inputs.budgetMicros === null) return { missing: 'No budget is set.' }
    if (inputs.monthsMicros.every((spent) => spent <= 0)) return { missing: 'No spend in three months.' }
    return { value: monthsOver(inputs) }
  },
  fix: {
    priority: 'recommended',
    title: 'Fit the budget to the spend',
    href: '/dashboard/usage#budget',
    steps: [
      'Open the budget on the usage page and compare it with what the last months cost.',
      'Set one that a normal month stays under, or find the tool that costs more than it should in the list of tools.',
      'The months are compared with the budget as it is, so the change counts from the next calculation on.',
    ],
  },
  detail: ({ budgetMicros }, months) => `${months === 1 ? 'One' : months} of the last three months reached the budget of ${formatMoney(budgetMicros)}.`,
  blame: (_, months) => (months === 1 ? 'a month over budget' : `${months} months over budget`),
}

const ownErrors: Metric<ConsumerInputs> = {
  id: 'own_error_rate',
  title: 'Error rate of own calls',
  unit: 'ratio',
  source: 'Failed calls charged to the caller (400, 401, 403, 404, 413, 422, and 429 against its own limit)',
  kind: 'measured',
  rateOver: 'calls with a known outcome in 28 days',
  scale: {
    kind: 'bands',
    bands: [
      { when: '<', limit: 0.01, points: 20 },
      { when: '<=', limit: 0.05, points: 15 },
      { when: '<=', limit: 0.1, points: 8 },
    ],
    otherwise: 0,
  },
  read: ({ invocations, rated, errorsConsumer }) =>
    rated > 0
      ? { value: errorsConsumer / rated, volume: rated }
      : { missing: invocations > 0 ? 'The source of these calls states no outcome.' : 'No calls in 28 days.' },
  fix: {
    priority: 'optimization',
    title: 'Repair the calls that fail by your own doing',
    href: '/dashboard/usage?sort=own&dir=desc#tools',
    steps: [
      'The list of tools, sorted by own errors, shows where they happen.',
      'Look at the answers of that tool: 401 and 403 mean the key, 404 the address, 400 and 422 the input, 429 too many calls at once.',
      'Check the input before the call, and wait and repeat after a 429 instead of calling on.',
    ],
  },
  detail: ({ errorsConsumer, rated }, value) =>
    `${formatCount(errorsConsumer)} of ${formatCount(rated)} calls (${formatPercent(value)}) failed because of the request itself.`,
  blame: (_, value) => `${formatPercent(value)} own errors`,
}

const refill: Metric<ConsumerInputs> = {
  id: 'auto_refill',
  title: 'Auto-refill',
  unit: 'yes_no',
  source: 'Setting as the platform reports it',
  kind: 'setting',
  scale: { kind: 'bands', bands: [{ when: '>=', limit: 1, points: 15 }], otherwise: 0 },
  read: ({ described, autoRefill }) => (described ? { value: autoRefill ? 1 : 0 } : { missing: UNKNOWN }),
  fix: {
    priority: 'recommended',
    title: 'Turn on auto-refill',
    href: '/dashboard/usage#payment',
    steps: [
      'Open the billing page of the marketplace and turn on auto-refill.',
      'Choose to refill when a week of spend is left, by the spend of 28 days.',
      'The marketplace reports the setting by itself; it counts from the next calculation on.',
    ],
  },
  detail: () => 'Auto-refill is off: calls fail as soon as the balance is used up.',
  blame: () => 'auto-refill being off',
}

/** Any change of a weight, a band or a rule needs a new version, because receipts are explained by theirs. */
export const consumerScorecard: Scorecard<ConsumerInputs> = {
  id: 'consumer',
  version: 'consumer-1',
  dimensions: [
    single('runway', 'Balance', 25, balance),
    single('paying', 'Payment method', 20, payment),
    single('budgeting', 'Budget', 20, budget),
    single('calling', 'Own errors', 20, ownErrors),
    single('refilling', 'Auto-refill', 15, refill),
  ],
  newFrom: 3,
}

function single(id: string, title: string, max: number, metric: Metric<ConsumerInputs>): Dimension<ConsumerInputs> {
  return { id, title, max, combine: 'sum', metrics: [metric] }
}

function monthsOver({ budgetMicros, monthsMicros }: ConsumerInputs): number {
  return budgetMicros === null ? 0 : monthsMicros.filter((spent) => spent >= budgetMicros && spent > 0).length
}

/** Tenths where they matter; never more than is there. */
function runwayWords(days: number): string {
  return days >= 1 && days < 10 && days % 1 >= 0.1 ? `${formatScore(Math.floor(days * 10) / 10)} days` : wholeDays(days)
}

function wholeDays(days: number): string {
  const whole = Math.floor(days)
  return whole < 1 ? 'less than a day' : whole === 1 ? 'one day' : `${formatCount(whole)} days`
}
