import { describe, expect, it } from 'vitest'
import type { SecurityStatus } from '@/lib/scores/model'
import { setupStatus } from './checklist'
import type { ConsumerFacts, PublisherFacts, SetupFacts } from './model'

const now = new Date('2026-03-02T09:00:00Z')
const protections = ['stripe_connect', 'two_factor', 'webhook_endpoint', 'ip_allowlist', 'budget_controls', 'audit_retention']

function security(states: Record<string, 'open' | 'not_applicable'> = {}): SecurityStatus {
  const items = [...protections, 'key_age', 'active_sessions'].map((id) => ({
    id,
    title: id,
    state: states[id] ?? ('done' as const),
    detail: '',
    max: 3,
    href: `/dashboard/settings#${id}`,
    steps: [],
  }))
  return { done: items.length, total: items.length, items }
}

const publisher = (change: Partial<PublisherFacts> = {}): PublisherFacts => ({
  tools: 2,
  withEndpoint: 2,
  wellVersioned: 2,
  firstWithoutEndpoint: null,
  firstWithoutVersion: null,
  called: true,
  security: security(),
  ...change,
})
const consumer = (change: Partial<ConsumerFacts> = {}): ConsumerFacts => ({
  paymentMethodExpiresAt: new Date('2027-01-01T00:00:00Z'),
  balanceMicros: 5_000_000,
  autoRefill: false,
  budgetMicros: 10_000_000,
  called: true,
  ...change,
})
const statusOf = (facts: Partial<SetupFacts>) => setupStatus({ publisher: null, consumer: null, ended: null, ...facts }, now)
const openOf = (facts: Partial<SetupFacts>) =>
  statusOf(facts)
    ?.steps.filter((step) => step.state === 'open')
    .map((step) => step.id)

describe('setupStatus', () => {
  it('is nothing for an organization that neither publishes nor calls', () => expect(statusOf({})).toBeNull())

  it('is complete when every step is done', () => {
    expect(statusOf({ publisher: publisher(), consumer: consumer() })).toMatchObject({
      done: 14,
      total: 14,
      percent: 100,
      complete: true,
      onlyOptionalLeft: false,
      next: null,
    })
  })

  it('of a publisher who has just come names the tool first, and what depends on it as open', () => {
    const status = statusOf({ publisher: publisher({ tools: 0, withEndpoint: 0, wellVersioned: 0, called: false }) })
    expect(status?.next?.id).toBe('tool_published')
    expect(status?.steps.filter((step) => step.state === 'open').map((step) => step.id)).toEqual([
      'tool_published',
      'health_endpoint',
      'first_call',
      'versions',
    ])
    expect(status).toMatchObject({ done: 6, total: 10, percent: 60, complete: false, onlyOptionalLeft: false })
  })

  const publisherCases: [string, Partial<PublisherFacts>, string[]][] = [
    ['one tool without an endpoint', { withEndpoint: 1, firstWithoutEndpoint: 'tool-b' }, ['health_endpoint']],
    ['one tool without a proper version', { wellVersioned: 1, firstWithoutVersion: 'tool-b' }, ['versions']],
    ['no call yet', { called: false }, ['first_call']],
    ...protections.map((id): [string, Partial<PublisherFacts>, string[]] => [`without ${id}`, { security: security({ [id]: 'open' }) }, [id]]),
    [
      'keys that are old, and sessions nobody looked through, are no part of setting up',
      { security: security({ key_age: 'open', active_sessions: 'open' }) },
      [],
    ],
  ]
  it.each(publisherCases)('of a publisher, %s', (_name, change, open) => expect(openOf({ publisher: publisher(change) })).toEqual(open))

  it('leaves out what does not apply: without a key there is none to restrict', () => {
    const status = statusOf({ publisher: publisher({ security: security({ ip_allowlist: 'not_applicable' }) }) })
    expect(status).toMatchObject({ total: 9, done: 9, complete: true })
  })

  const consumerCases: [string, Partial<ConsumerFacts>, string[]][] = [
    ['no payment method', { paymentMethodExpiresAt: null }, ['payment_method']],
    ['one that ends within 30 days', { paymentMethodExpiresAt: new Date('2026-04-01T09:00:00Z') }, ['payment_method']],
    ['one that ends a moment later', { paymentMethodExpiresAt: new Date('2026-04-01T09:00:00.001Z') }, []],
    ['an empty balance', { balanceMicros: 0 }, ['balance']],
    ['an unknown balance', { balanceMicros: null }, ['balance']],
    ['an empty balance that refills itself', { balanceMicros: 0, autoRefill: true }, []],
    ['no budget', { budgetMicros: null }, ['budget']],
    ['a budget of nothing', { budgetMicros: 0 }, ['budget']],
    ['no call of its own', { called: false }, ['first_own_call']],
  ]
  it.each(consumerCases)('of a consumer, %s', (_name, change, open) => expect(openOf({ consumer: consumer(change) })).toEqual(open))

  it('has only optional steps left when all the others are done, and leads to the needed one before', () => {
    const optional = publisher({ wellVersioned: 0, security: security({ webhook_endpoint: 'open' }) })
    expect(statusOf({ publisher: optional })).toMatchObject({ onlyOptionalLeft: true, next: { id: 'webhook_endpoint' } })
    expect(statusOf({ publisher: optional, consumer: consumer({ called: false }) })).toMatchObject({ onlyOptionalLeft: false, next: { id: 'first_own_call' } })
  })

  it('never says 100 % while something is open, and leads to the control itself', () => {
    const status = statusOf({ publisher: publisher({ withEndpoint: 1, firstWithoutEndpoint: 'tool-b' }) })
    expect(status?.percent).toBe(90)
    expect(status?.next?.href).toBe('/dashboard/tools/tool-b#health-endpoint')
    expect(statusOf({ publisher: publisher(), ended: 'dismissed' })?.ended).toBe('dismissed')
  })
})
