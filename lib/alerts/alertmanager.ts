import { z } from 'zod'
import { type AlertSeverity, type AlertState, type Labels, openStates } from './model'

// Alerts that Prometheus Alertmanager sends (its webhook, version 4). Its own fingerprint and the moment at
// which an alert began say which stretch is meant: a payload may come again, late, or in another group.

/** The envelope. Alerts are judged one by one, so that a broken one loses no other. */
export const alertmanagerPayloadSchema = z.object({
  version: z.literal('4', 'Only version 4 of the payload is understood.'),
  receiver: z.string().optional(),
  groupKey: z.string().optional(),
  externalURL: z.string().optional(),
  /** How many more the group has that were left out (max_alerts of the receiver). */
  truncatedAlerts: z.number().int().min(0).default(0),
  alerts: z.array(z.unknown()),
})

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
const labels = z.record(z.string().max(200), z.string().max(4_000))

export const receivedAlertSchema = z.object({
  status: z.enum(['firing', 'resolved']),
  labels,
  annotations: labels.default({}),
  startsAt: moment,
  /** Go's zero time while it is not over. */
  endsAt: moment.optional(),
  generatorURL: z.string().max(2_000).optional(),
  fingerprint: z.string().min(1).max(100),
})
export type ReceivedAlert = z.infer<typeof receivedAlertSchema>

/** A stretch that is known of the same fingerprint. */
export interface KnownStretch {
  id: string
  state: AlertState
  severity: AlertSeverity
  startedAt: Date
}

export type ReceivedDecision =
  /** It fires, and was not known to. */
  | { act: 'open' }
  /** It fires still; escalated: it became graver. */
  | { act: 'update'; id: string; escalated: boolean }
  | { act: 'resolve'; id: string }
  /** It came and went while we could not be reached: history has it, nobody is told. */
  | { act: 'record' }
  /** A repeat, or older than what is known. */
  | { act: 'nothing' }

/** What a received alert means beside what is known of its fingerprint. Asked twice, the second time nothing changes. */
export function decideReceived(alert: ReceivedAlert, known: readonly KnownStretch[], now: Date): ReceivedDecision {
  const startedAt = startOf(alert, now)
  const open = known.find(({ state }) => openStates.some((each) => each === state))
  const newest = Math.max(...known.map((stretch) => stretch.startedAt.getTime()))
  if (alert.status === 'firing') {
    if (open)
      return startedAt < open.startedAt
        ? { act: 'nothing' }
        : { act: 'update', id: open.id, escalated: severityOf(alert) === 'critical' && open.severity === 'warning' }
    // A stretch that is over here (also by hand) stays over; only a new one opens.
    return newest >= startedAt.getTime() ? { act: 'nothing' } : { act: 'open' }
  }
  if (open && open.startedAt.getTime() <= endOf(alert, now).getTime()) return startedAt < open.startedAt ? { act: 'nothing' } : { act: 'resolve', id: open.id }
  return newest >= startedAt.getTime() ? { act: 'nothing' } : { act: 'record' }
}

/** When its stretch began; a clock that runs ahead begins now. */
export function startOf({ startsAt }: ReceivedAlert, now: Date): Date {
  return startsAt > now ? now : startsAt
}

/** When its stretch ended: not before it began, nor after now. */
export function endOf(alert: ReceivedAlert, now: Date): Date {
  const { endsAt } = alert
  const start = startOf(alert, now)
  return endsAt === undefined || endsAt > now ? now : endsAt < start ? start : endsAt
}

/** `critical` and `page` are critical, everything else is a warning. */
export function severityOf({ labels: { severity } }: ReceivedAlert): AlertSeverity {
  return severity === 'critical' || severity === 'page' ? 'critical' : 'warning'
}

/** What makes it the same thing here: whose it is, and Alertmanager's fingerprint. */
export function fingerprintOf({ fingerprint }: ReceivedAlert, organizationId: string | null): string {
  return `am:${organizationId ?? 'platform'}:${fingerprint}`
}

/** What people read of it. */
export function describeReceived(alert: ReceivedAlert): {
  title: string
  description: string
  runbookUrl: string | null
  sourceUrl: string | null
  labels: Labels
} {
  const { annotations, generatorURL } = alert
  const name = alert.labels.alertname ?? 'Alert'
  const where = alert.labels.instance ?? alert.labels.job
  return {
    title: annotations.summary || annotations.title || (where ? `${name} on ${where}` : name),
    description: annotations.description || annotations.message || '',
    runbookUrl: webAddress(annotations.runbook_url),
    sourceUrl: webAddress(generatorURL),
    // The severity that routes and silences match is ours.
    labels: { ...alert.labels, severity: severityOf(alert) },
  }
}

/** A link that a page may show; others (javascript:, data:) are left out. */
function webAddress(text: string | undefined): string | null {
  return text !== undefined && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) ? text : null
}
