import { z } from 'zod'
import { DAY } from '@/lib/time'

// The mails that we owe. A domain that decides to tell somebody writes the whole mail, rendered,
// into `outbox` in the transaction of its decision; sending is a later reader's business
// (lib/notifications). So a mail is owed exactly when the thing it tells of was committed, and a
// repeat of the sending is the same bytes under the same id.
// Reads: suppressions, notification_preferences, notification_settings. Writes those and outbox,
// notification_log.

/**
 * critical: sent whatever the preferences say (sign-in links, security); operational and marketing
 * carry one-click unsubscribe and respect opt-outs.
 */
export const mailClasses = ['critical', 'operational', 'marketing'] as const
export type MailClass = (typeof mailClasses)[number]

export interface MailCategory {
  /** Row of the preference matrix. */
  label: string
  description: string
  class: MailClass
  /** Out of place while an incident touches the organization: waits until it is over (tone guard). */
  guarded: boolean
  /** The body holds a link that signs somebody in: staff must not read it in the outbox. */
  holdsSecret: boolean
}

/** Mails about stories that a publisher gets in seven rolling days, unless a story is urgent. */
export const WEEKLY_ANOMALY_MAILS = 2

/** What a person can opt out of, and what they cannot (critical mails ignore opt-outs). */
export const mailCategories = {
  sign_in: { label: 'Sign-in links', description: 'Links and codes that you asked for to sign in.', class: 'critical', guarded: false, holdsSecret: true },
  invitation: { label: 'Invitations', description: 'Invitations to join an organization.', class: 'critical', guarded: false, holdsSecret: true },
  weekly_digest: {
    label: 'Weekly health digest',
    description: 'Every Monday at 09:00: your score, what to fix first, and how the week went.',
    class: 'operational',
    guarded: false,
    holdsSecret: false,
  },
  daily_digest: {
    label: 'Daily digest for staff',
    description: 'At 09:00 UTC: the platform’s health, what fired and is open, who slipped, what is at risk.',
    class: 'operational',
    guarded: false,
    holdsSecret: false,
  },
  anomaly_alerts: {
    label: 'Anomaly alerts',
    description: `When something critical is out of the ordinary: what, why, for whom, what to do. At most ${WEEKLY_ANOMALY_MAILS} in seven days unless urgent.`,
    class: 'operational',
    guarded: false,
    holdsSecret: false,
  },
  quality_gates: {
    label: 'Quality gates',
    description: 'Warnings before a listing loses its place, and word when it has it back.',
    class: 'critical',
    guarded: true,
    holdsSecret: false,
  },
  usage_warnings: {
    label: 'Budget warnings',
    description: 'When 50, 80, 90 and 100 % of the month’s budget are spent.',
    class: 'operational',
    guarded: false,
    holdsSecret: false,
  },
  consumer_alerts: {
    label: 'Usage alerts',
    description: 'A low balance, an exceeded budget, a sudden rise in calls.',
    class: 'operational',
    guarded: false,
    holdsSecret: false,
  },
  monthly_summary: {
    label: 'Monthly usage summary',
    description: 'On the 1st at 09:00: what you called, what it cost, what to change.',
    class: 'operational',
    guarded: false,
    holdsSecret: false,
  },
  webhooks: {
    label: 'Webhook endpoints',
    description: 'When an address is switched off because it kept failing.',
    class: 'operational',
    guarded: false,
    holdsSecret: false,
  },
  alerts: {
    label: 'Alert channels',
    description: 'Alerts to the addresses of an e-mail channel. Who manages the channels changes them.',
    class: 'critical',
    guarded: false,
    holdsSecret: false,
  },
  alert_channels: {
    label: 'Switched-off channels',
    description: 'When a channel takes no alerts any more and was switched off.',
    class: 'operational',
    guarded: false,
    holdsSecret: false,
  },
  status_page: {
    label: 'Status page',
    description: 'Incidents and maintenance, to addresses that subscribed on the status page. Each mail has its own link to end it.',
    class: 'critical',
    guarded: false,
    holdsSecret: false,
  },
  status_confirm: {
    label: 'Status page: confirmation',
    description: 'The link that confirms a subscription to the status page.',
    class: 'critical',
    guarded: false,
    holdsSecret: true,
  },
  grave_incidents: {
    label: 'SEV1 and SEV2 incidents',
    description: 'For staff who command or respond: who put you there, and updates that are overdue. At any hour.',
    class: 'critical',
    guarded: false,
    holdsSecret: false,
  },
  incidents: {
    label: 'SEV3 and SEV4 incidents',
    description: 'For staff who command or respond: who put you there, and updates that are overdue.',
    class: 'operational',
    guarded: false,
    holdsSecret: false,
  },
  setup_reminders: {
    label: 'Set-up reminders',
    description: 'In the first week: which steps of the set-up are left.',
    class: 'marketing',
    guarded: true,
    holdsSecret: false,
  },
  milestones: { label: 'Revenue milestones', description: 'When your earnings pass a mark.', class: 'marketing', guarded: true, holdsSecret: false },
  dormant: { label: 'Quiet tools', description: 'When nobody has called your tools for two weeks.', class: 'marketing', guarded: true, holdsSecret: false },
} as const satisfies Record<string, MailCategory>

export type MailCategoryName = keyof typeof mailCategories
export const mailCategorySchema = z.enum(Object.keys(mailCategories) as [MailCategoryName, ...MailCategoryName[]])

/** Mails a person gets in a rolling week at most, unless they chose another number. Critical ones do not count. */
export const DEFAULT_WEEKLY_CAP = 10
export const CAP_WINDOW_MS = 7 * DAY

/** When and how often a person wants to be written to (table notification_settings). */
export interface MailSettings {
  /** Minutes after midnight on the person's clock; both null: no quiet hours. */
  quietFromMinute: number | null
  quietToMinute: number | null
  /** IANA zone of the quiet hours. */
  timeZone: string
  /** Null: DEFAULT_WEEKLY_CAP. */
  weeklyCap: number | null
}

/** Those of a person who chose nothing. */
export const defaultMailSettings: MailSettings = { quietFromMinute: null, quietToMinute: null, timeZone: 'UTC', weeklyCap: null }

export const outboxStates = ['pending', 'sending', 'sent', 'suppressed', 'dead', 'dropped'] as const
export type OutboxState = (typeof outboxStates)[number]

/** The provider id of mails that stayed in the local outbox, because no provider is set. */
export const LOCAL_PROVIDER_ID = 'local'

/** A mail as it will be sent: nothing is computed after this. */
export interface RenderedMail {
  subject: string
  html: string
  text: string
}

/** At most one mail a recipient, type and key, whoever asks and however often. */
export interface Once {
  recipientKind: string
  recipientId: string
  type: string
  /** What the repeats have in common, for example the ISO week of a digest. Never empty. */
  key: string
}

export interface Mail {
  /** The template's file name in emails/, for example `weekly-digest`. */
  template: string
  category: MailCategoryName
  toAddress: string
  userId?: string
  organizationId?: string
  rendered: RenderedMail
  headers?: Record<string, string>
  once?: Once
  now: Date
}

/**
 * queued: the mail is owed from this commit on, now or after quiet hours. dropped: good news for which
 * there is no room this week; the outbox shows it. repeated: the same key was used before.
 * suppressed: the address bounced or complained; the outbox shows the mail and why it stays.
 * opted_out: the person does not want this category; nothing is kept.
 */
export type EnqueueOutcome = 'queued' | 'dropped' | 'repeated' | 'suppressed' | 'opted_out'
