import type { SecurityStatus } from '@/lib/scores/model'

// What an organization still has to do before everything that the console offers works for it: for a
// publisher tools, probes, payouts and protection, for a consumer payment and a budget. Reads facts
// of accounts, tools, metrics and usage, and the security checklist of scores. Writes setup_endings.

export const setupGroups = ['publisher', 'consumer'] as const
export type SetupGroup = (typeof setupGroups)[number]

/** What is known of a publisher, at one moment. */
export interface PublisherFacts {
  /** Published tools, and of them those with a health endpoint and those whose newest version is semantic and tells what changed. */
  tools: number
  withEndpoint: number
  wellVersioned: number
  /** A tool without a health endpoint, and one without a proper version: where to go first. */
  firstWithoutEndpoint: string | null
  firstWithoutVersion: string | null
  /** Any call was ever received. */
  called: boolean
  security: SecurityStatus
}

/** What is known of a consumer, at one moment. */
export interface ConsumerFacts {
  /** Null: the platform knows no payment method. */
  paymentMethodExpiresAt: Date | null
  /** Null: not reported. */
  balanceMicros: number | null
  autoRefill: boolean
  budgetMicros: number | null
  /** Any call was ever counted. */
  called: boolean
}

export interface SetupFacts {
  publisher: PublisherFacts | null
  consumer: ConsumerFacts | null
  /** Why no one is asked any more; null while somebody is. */
  ended: 'complete' | 'dismissed' | null
}

export interface SetupStep {
  id: string
  group: SetupGroup
  title: string
  /** What it is good for. */
  why: string
  /** How things stand, or what is missing. */
  detail: string
  state: 'done' | 'open'
  /** Left to the organization's own judgement. */
  optional: boolean
  /** Page and control that do it, or show what the platform reports. */
  href: string
  /** What the link says: "Connect Stripe". */
  action: string
  /** Done at the platform; the console only hears of it. */
  elsewhere: boolean
}

export interface SetupStatus {
  /** In the order in which they are best done; steps that do not apply are left out. */
  steps: SetupStep[]
  done: number
  total: number
  /** Whole percent, rounded down: 100 only when everything is done. */
  percent: number
  complete: boolean
  /** What is still open is optional, all of it. */
  onlyOptionalLeft: boolean
  /** The next thing to do: the first open step that is not optional, else the first open one. */
  next: SetupStep | null
  ended: SetupFacts['ended']
}
