import { formatDate, formatMoney } from '@/lib/format'
import type { ChecklistItem } from '@/lib/scores/model'
import { addDays } from '@/lib/time'
import type { ConsumerFacts, PublisherFacts, SetupFacts, SetupStatus, SetupStep } from './model'

/** A payment method that ends sooner is one to replace (as the consumer score has it). */
const EXPIRES_SOON_DAYS = 30

/** The set-up as things stand at `now`; null for an organization that neither publishes nor calls tools yet. */
export function setupStatus({ publisher, consumer, ended }: SetupFacts, now: Date): SetupStatus | null {
  if (!publisher && !consumer) return null
  const steps = [...(publisher ? publisherSteps(publisher) : []), ...(consumer ? consumerSteps(consumer, now) : [])]
  const open = steps.filter((step) => step.state === 'open')
  const done = steps.length - open.length
  return {
    steps,
    done,
    total: steps.length,
    percent: Math.floor((done / steps.length) * 100),
    complete: open.length === 0,
    onlyOptionalLeft: open.length > 0 && open.every((step) => step.optional),
    next: open.find((step) => !step.optional) ?? open[0] ?? null,
    ended,
  }
}

function publisherSteps(facts: PublisherFacts): SetupStep[] {
  const { tools, withEndpoint, wellVersioned } = facts
  return [
    step('publisher', {
      id: 'tool_published',
      title: 'Publish a tool',
      why: 'Everything here is about tools: without one there is nothing to measure and nothing to find.',
      done: tools > 0,
      detail:
        tools > 0 ? `${counted(tools, 'tool is', 'tools are')} published.` : 'The marketplace has reported no tool of yours yet. Publish the first one there.',
      href: '/dashboard/tools',
      action: 'See your tools',
      elsewhere: true,
    }),
    step('publisher', {
      id: 'health_endpoint',
      title: 'Give every tool a health endpoint',
      why: 'It is asked every 5 minutes, so that you hear of an outage before your consumers do; its uptime counts in the score.',
      done: tools > 0 && withEndpoint === tools,
      detail:
        tools === 0
          ? 'Enter it on the tool’s page, once there is a tool.'
          : withEndpoint === tools
            ? 'Every tool is asked every 5 minutes.'
            : tools === 1
              ? 'The tool cannot be asked yet.'
              : `${tools - withEndpoint} of ${tools} tools cannot be asked yet.`,
      href: facts.firstWithoutEndpoint ? `/dashboard/tools/${facts.firstWithoutEndpoint}#health-endpoint` : '/dashboard/tools',
      action: 'Enter the address',
    }),
    step('publisher', {
      id: 'first_call',
      title: 'Receive the first call',
      why: 'It proves that calls reach this console; score, charts and anomalies follow from them.',
      done: facts.called,
      detail: facts.called ? 'Calls arrive.' : 'No call of your tools has been received. Call one yourself; it shows within 5 minutes.',
      href: '/dashboard/tools',
      action: 'See your tools',
      elsewhere: true,
    }),
    ...protections.flatMap((protection) => {
      const item = facts.security.items.find(({ id }) => id === protection.id)
      return item && item.state !== 'not_applicable' ? [protectionStep(item, protection)] : []
    }),
    step('publisher', {
      id: 'versions',
      title: 'Publish versions that say what changed',
      why: 'Callers update without fear when a version number and a changelog tell them what to expect.',
      done: tools > 0 && wellVersioned === tools,
      detail:
        tools > 0 && wellVersioned === tools
          ? 'The newest version of every tool is semantic and has a changelog.'
          : tools === 0
            ? 'Publish versions with a changelog, once there is a tool.'
            : tools === 1
              ? 'The tool has no semantic version with a changelog.'
              : `${tools - wellVersioned} of ${tools} tools have no semantic version with a changelog.`,
      href: facts.firstWithoutVersion ? `/dashboard/tools/${facts.firstWithoutVersion}#versions` : '/dashboard/tools',
      action: 'See the versions',
      optional: true,
    }),
  ]
}

interface Protection {
  id: string
  title: string
  why: string
  action: string
  optional?: true
  elsewhere?: true
}

/** Items of the security checklist that belong to setting up, in this order. */
const protections: readonly Protection[] = [
  {
    id: 'stripe_connect',
    title: 'Connect Stripe',
    why: 'Without it no payout can be made: what you earn waits.',
    action: 'See what is missing',
    elsewhere: true,
  },
  {
    id: 'two_factor',
    title: 'Turn on two-factor authentication',
    why: 'A stolen password alone then opens nothing: neither your listing nor where your money goes.',
    action: 'Turn it on',
  },
  {
    id: 'webhook_endpoint',
    title: 'Register a webhook address',
    why: 'Your systems hear of disputes, refunds and gates within a minute.',
    action: 'Enter an address',
    optional: true,
  },
  {
    id: 'ip_allowlist',
    title: 'Bind API keys to known addresses',
    why: 'A leaked key is of no use to anybody outside your network.',
    action: 'Restrict the keys',
    optional: true,
  },
  {
    id: 'budget_controls',
    title: 'Turn on budget controls',
    why: 'A loop or a stolen key cannot run up a bill without end for your consumers.',
    action: 'Switch them on',
    optional: true,
  },
  {
    id: 'audit_retention',
    title: 'Choose how long the audit log is kept',
    why: 'Who changed what can be looked up for as long as you must be able to tell.',
    action: 'Choose how long',
    optional: true,
  },
]

function protectionStep(item: ChecklistItem, { title, why, action, optional, elsewhere }: Protection): SetupStep {
  return step('publisher', {
    id: item.id,
    title,
    why,
    done: item.state === 'done',
    detail: item.detail,
    href: item.href,
    action,
    optional,
    elsewhere,
  })
}

function consumerSteps(facts: ConsumerFacts, now: Date): SetupStep[] {
  const { paymentMethodExpiresAt: expiresAt, balanceMicros, autoRefill, budgetMicros, called } = facts
  const valid = expiresAt !== null && expiresAt > addDays(now, EXPIRES_SOON_DAYS)
  const funded = autoRefill || (balanceMicros ?? 0) > 0
  return [
    step('consumer', {
      id: 'payment_method',
      title: 'Put a payment method on file',
      why: 'Calls stop when nobody can pay for them.',
      done: valid,
      detail:
        expiresAt === null
          ? 'The marketplace has reported none. Add one in its billing settings.'
          : valid
            ? `It is valid until ${formatDate(expiresAt)}.`
            : expiresAt > now
              ? `It ends on ${formatDate(expiresAt)}. Replace it in the marketplace’s billing settings.`
              : `It ended on ${formatDate(expiresAt)}. Replace it in the marketplace’s billing settings.`,
      href: '/dashboard/usage',
      action: 'See your usage',
      elsewhere: true,
    }),
    step('consumer', {
      id: 'balance',
      title: 'Fund the balance, or let it refill itself',
      why: 'A balance of nothing refuses the next call, in the middle of the night as well.',
      done: funded,
      detail: autoRefill
        ? 'The balance refills itself.'
        : funded
          ? `${formatMoney(balanceMicros ?? 0)} are left; it does not refill itself.`
          : 'Nothing is left and nothing refills it. Both are set in the marketplace’s billing settings.',
      href: '/dashboard/usage',
      action: 'See your balance',
      elsewhere: true,
    }),
    step('consumer', {
      id: 'first_own_call',
      title: 'Call a tool',
      why: 'Usage, spend and recommendations begin with the first call.',
      done: called,
      detail: called ? 'Your calls are counted.' : 'No call of yours has been counted yet; they are counted once a day, at 02:00 UTC.',
      href: '/dashboard/usage',
      action: 'See your usage',
      elsewhere: true,
    }),
    step('consumer', {
      id: 'budget',
      title: 'Set a budget',
      why: 'You are warned at 50, 80, 90 and 100 % of it, before a loop gets expensive.',
      done: budgetMicros !== null && budgetMicros > 0,
      detail: budgetMicros ? `${formatMoney(budgetMicros)} a month.` : 'The marketplace has reported no budget. Set one in its billing settings.',
      href: '/dashboard/usage',
      action: 'See your usage',
      optional: true,
      elsewhere: true,
    }),
  ]
}

function step(
  group: SetupStep['group'],
  {
    done,
    optional = false,
    elsewhere = false,
    ...rest
  }: Omit<SetupStep, 'group' | 'state' | 'optional' | 'elsewhere'> & { done: boolean; optional?: boolean; elsewhere?: boolean },
): SetupStep {
  return { ...rest, group, state: done ? 'done' : 'open', optional, elsewhere }
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}
