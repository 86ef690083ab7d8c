import { redactFields, redactText } from '@/lib/logs/redact'
import { type Column, type Fact, type FactShape, slugOf } from './fact'
import type { Noun } from './types'

// How the facts of each noun lie in their table: one declaration a noun, one statement for all of
// them (commands/events/store-facts.ts). No SQL is written per noun where a declaration will do.

const iso = (value: string | null | undefined) => (value === undefined || value === null ? value : new Date(value).toISOString())
const micros = (usd: number | null | undefined) => (usd === undefined || usd === null ? usd : Math.round(usd * 1e6))
const reportedAt = (fact: Fact) => new Date(fact.atMs).toISOString()

const externalId = { type: 'text', value: (data: { id?: string }) => data.id }
const at = { type: 'timestamptz', value: (data: { at?: string }) => iso(data.at), otherwise: reportedAt }
const organization = { table: 'organizations' as const, column: 'organization_id', value: (data: { organization?: string }) => data.organization }
const tool = { table: 'tools' as const, column: 'tool_id', value: (data: { tool?: string }) => data.tool }
const consumer = { table: 'consumers' as const, column: 'consumer_id', value: (data: { consumer?: string }) => data.consumer }
const ofOrganization = [{ reference: 'organization_id' }]
const ofTool = [{ reference: 'tool_id', through: 'organization_id' as const }]

type Shaped = Exclude<Noun, 'review_response' | 'invocation'>

export const shapes: { [N in Shaped]: FactShape<N> } = {
  organization: {
    table: 'organizations',
    identity: ['external_id'],
    columns: {
      external_id: externalId,
      name: { type: 'text', value: (d) => d.name },
      slug: { type: 'text', value: () => undefined, otherwise: ({ data }) => slugOf(data.name, data.id) },
      plan: { type: 'plan', value: (d) => d.plan, otherwise: () => 'free' },
      time_zone: { type: 'text', value: (d) => d.timeZone, otherwise: () => 'UTC' },
      renewal_at: { type: 'timestamptz', value: (d) => iso(d.renewalAt) },
      audit_retention_days: { type: 'int', value: (d) => d.auditRetentionDays },
    },
    references: [],
    organization: [],
    versioned: true,
  },
  developer: {
    table: 'developers',
    identity: ['external_id'],
    columns: {
      external_id: externalId,
      stripe_connect_active: { type: 'boolean', value: (d) => d.stripeConnectActive, otherwise: () => false },
      two_factor_enabled: { type: 'boolean', value: (d) => d.twoFactorEnabled, otherwise: () => false },
      budget_controls_enabled: { type: 'boolean', value: (d) => d.budgetControlsEnabled, otherwise: () => false },
    },
    references: [{ ...organization, value: (d) => d.organization ?? d.id }],
    organization: ofOrganization,
    versioned: true,
  },
  consumer: {
    table: 'consumers',
    identity: ['external_id'],
    columns: {
      external_id: externalId,
      balance_micros: { type: 'bigint', value: (d) => micros(d.balance) },
      budget_micros: { type: 'bigint', value: (d) => micros(d.budget) },
      auto_refill: { type: 'boolean', value: (d) => d.autoRefill, otherwise: () => false },
      payment_method_expires_at: { type: 'timestamptz', value: (d) => iso(d.paymentMethodExpiresAt) },
      placeholder: { type: 'boolean', value: () => false },
    },
    references: [organization],
    organization: ofOrganization,
    versioned: true,
  },
  tool: {
    table: 'tools',
    identity: ['external_id'],
    columns: {
      external_id: externalId,
      name: { type: 'text', value: (d) => d.name },
      slug: { type: 'text', value: (d) => d.slug, otherwise: ({ data }) => slugOf(data.name, data.id) },
      description: { type: 'text', value: (d) => d.description, otherwise: () => '' },
      category: { type: 'text', value: (d) => d.category, otherwise: () => 'other' },
      health_endpoint: { type: 'text', value: (d) => d.healthEndpoint },
      pricing: { type: 'jsonb', value: (d) => d.pricing },
      depends_on: { type: 'text[]', value: (d) => d.dependsOn, otherwise: () => [] },
      route: { type: 'text', value: (d) => d.route },
      published_at: { type: 'timestamptz', value: (d) => iso(d.publishedAt), otherwise: reportedAt },
      archived_at: { type: 'timestamptz', value: (d) => iso(d.archivedAt) },
    },
    references: [{ table: 'developers', column: 'developer_id', value: (d) => d.developer }],
    organization: [{ reference: 'developer_id', through: 'organization_id' }],
    versioned: true,
  },
  tool_version: {
    table: 'tool_versions',
    identity: ['tool_id', 'version'],
    columns: {
      version: { type: 'text', value: (d) => d.version },
      // An empty changelog says nothing: what stands there, perhaps written in the console, stays.
      changelog: { type: 'text', value: (d) => (d.changelog?.trim() ? d.changelog : undefined), otherwise: () => '' },
      released_at: { type: 'timestamptz', value: (d) => iso(d.releasedAt), otherwise: reportedAt },
    },
    references: [tool],
    organization: ofTool,
    versioned: true,
  },
  marker: {
    table: 'markers',
    identity: ['external_id'],
    columns: { external_id: externalId, kind: { type: 'text', value: (d) => d.kind }, label: { type: 'text', value: (d) => d.label }, at },
    references: [tool, organization],
    organization: [...ofTool, ...ofOrganization],
    versioned: false,
  },
  api_key: {
    table: 'api_keys',
    identity: ['external_id'],
    columns: {
      external_id: externalId,
      origin: { type: 'key_origin', value: () => 'reported' },
      name: { type: 'text', value: (d) => d.name },
      prefix: { type: 'text', value: (d) => d.prefix },
      ip_allowlist: { type: 'text[]', value: (d) => d.ipAllowlist, otherwise: () => [] },
      issued_at: { type: 'timestamptz', value: (d) => iso(d.issuedAt), otherwise: reportedAt },
      last_used_at: { type: 'timestamptz', value: (d) => iso(d.lastUsedAt) },
      expires_at: { type: 'timestamptz', value: (d) => iso(d.expiresAt) },
      revoked_at: { type: 'timestamptz', value: (d) => iso(d.revokedAt) },
    },
    references: [organization],
    organization: ofOrganization,
    versioned: true,
  },
  webhook_endpoint: {
    table: 'webhook_endpoints',
    identity: ['external_id'],
    columns: {
      external_id: externalId,
      url: { type: 'text', value: (d) => d.url },
      active: { type: 'boolean', value: (d) => d.active, otherwise: () => true },
    },
    references: [organization],
    organization: ofOrganization,
    versioned: true,
  },
  webhook_delivery: {
    table: 'webhook_deliveries',
    identity: ['external_id'],
    columns: {
      external_id: externalId,
      event_type: { type: 'text', value: (d) => d.eventType, otherwise: () => '' },
      delivered: { type: 'boolean', value: (d) => d.delivered },
      status_code: { type: 'smallint', value: (d) => d.statusCode },
      attempt: { type: 'int', value: (d) => d.attempt, otherwise: () => 1 },
      at,
    },
    references: [{ table: 'webhook_endpoints', column: 'endpoint_id', value: (d) => d.endpoint }, organization],
    organization: [{ reference: 'endpoint_id', through: 'organization_id' }, ...ofOrganization],
    versioned: true,
  },
  review: {
    table: 'reviews',
    identity: ['external_id'],
    columns: {
      external_id: externalId,
      rating: { type: 'smallint', value: (d) => d.rating },
      body: { type: 'text', value: (d) => d.body, otherwise: () => '' },
      posted_at: { type: 'timestamptz', value: (d) => iso(d.postedAt), otherwise: reportedAt },
    },
    references: [tool, consumer],
    organization: ofTool,
    versioned: true,
  },
  refund: {
    table: 'refunds',
    identity: ['external_id'],
    columns: {
      external_id: externalId,
      kind: { type: 'refund_kind', value: (d) => d.kind },
      amount_micros: { type: 'bigint', value: (d) => micros(d.amount) },
      at,
    },
    references: [tool, consumer],
    organization: ofTool,
    versioned: false,
  },
  payout: customerFact('payouts', { amount_micros: { type: 'bigint', value: (d) => micros(d.amount) }, status: { type: 'text', value: (d) => d.status } }),
  build: customerFact('builds', {
    project: { type: 'text', value: (d) => d.project },
    number: { type: 'int', value: (d) => d.number },
    status: { type: 'text', value: (d) => d.status },
    error: { type: 'text', value: (d) => d.error },
  }),
  subscription: customerFact('subscriptions', {
    plan: { type: 'text', value: (d) => d.plan },
    status: { type: 'text', value: (d) => d.status },
    mrr_micros: { type: 'bigint', value: (d) => micros(d.mrr) },
    ends_at: { type: 'timestamptz', value: (d) => iso(d.endsAt) },
  }),
  payment: customerFact('payments', {
    amount_micros: { type: 'bigint', value: (d) => micros(d.amount) },
    status: { type: 'text', value: (d) => d.status },
    failure_reason: { type: 'text', value: (d) => d.failureReason },
  }),
  invoice: customerFact('invoices', {
    amount_micros: { type: 'bigint', value: (d) => micros(d.amount) },
    status: { type: 'text', value: (d) => d.status },
    due_at: { type: 'timestamptz', value: (d) => iso(d.dueAt) },
  }),
  support_ticket: customerFact('support_tickets', {
    subject: { type: 'text', value: (d) => d.subject },
    status: { type: 'text', value: (d) => d.status },
    priority: { type: 'text', value: (d) => d.priority },
    csat: { type: 'smallint', value: (d) => d.csat },
    closed_at: { type: 'timestamptz', value: (d) => iso(d.closedAt) },
  }),
  user_activity: customerFact('user_activities', {
    user_ref: { type: 'text', value: (d) => d.user },
    action: { type: 'text', value: (d) => d.action },
    detail: { type: 'jsonb', value: (d) => d.detail },
  }),
  log_line: {
    table: 'log_lines',
    // The partition key is part of the identity.
    identity: ['external_id', 'at'],
    columns: {
      external_id: externalId,
      level: { type: 'text', value: (d) => d.level },
      // Secrets never reach the table.
      message: { type: 'text', value: (d) => redactText(d.message) },
      service: { type: 'text', value: (d) => d.service },
      request_id: { type: 'text', value: (d) => d.requestId },
      fields: { type: 'jsonb', value: (d) => d.fields && redactFields(d.fields) },
      at,
    },
    references: [organization],
    organization: ofOrganization,
    versioned: false,
    partitioned: true,
  },
  metric: {
    table: 'metric_samples',
    identity: ['external_id'],
    columns: {
      external_id: externalId,
      metric: { type: 'text', value: (d) => d.metric },
      value: { type: 'real', value: (d) => d.value },
      dimensions: { type: 'jsonb', value: (d) => d.dimensions, otherwise: () => ({}) },
      at,
    },
    references: [organization],
    organization: ofOrganization,
    versioned: false,
  },
}

/** A fact about a customer: known by its id, dated, of one organization. */
function customerFact<N extends 'payout' | 'build' | 'subscription' | 'payment' | 'invoice' | 'support_ticket' | 'user_activity'>(
  table: string,
  columns: Record<string, Column<N>>,
): FactShape<N> {
  return {
    table,
    identity: ['external_id'],
    columns: { external_id: externalId, ...columns, at },
    references: [organization],
    organization: ofOrganization,
    versioned: true,
  }
}

/** Nouns whose facts are stored by their shape alone. */
export function isShaped(noun: Noun): noun is Shaped {
  return Object.hasOwn(shapes, noun)
}
