import { silenceDebtSentence } from '@/lib/alerts/silence-debt'
import { formatCount, formatDate, formatDateTime, formatDuration, formatMoney, formatPercent, formatScore } from '@/lib/format'
import type { DailyFacts, ErrorSource, IncidentOfDay, SlippedScore } from './model'

/** How grave an item is. */
export type ItemTone = 'critical' | 'serious' | 'warning' | 'good' | 'neutral'

export interface DigestItem {
  title: string
  detail: string
  tone: ItemTone
  /** Path on this console. */
  href: string
}

export interface DigestSection {
  key: 'health' | 'alerts' | 'quiet' | 'incidents' | 'scores' | 'renewals' | 'payments' | 'errors'
  /** The section's finding in a sentence. */
  title: string
  items: DigestItem[]
  /** How many more there are than are listed. */
  more: number
  /** Where all of it stands. */
  href: string
  /** Nothing here wants to be looked at. */
  calm: boolean
  /** It is not known whether all is well: not the same as being fine. */
  unknown: boolean
}

export interface DailyDigest {
  /** The day in one sentence; also the subject of the mail. */
  sentence: string
  /** "1 Mar 2026, 09:00 UTC to 2 Mar 2026, 09:00 UTC" */
  window: string
  sections: DigestSection[]
}

/** Items of a section. */
const SHOWN = 8

/** What page and mail of a day say, from its facts. */
export function composeDaily(facts: DailyFacts): DailyDigest {
  const { window } = facts
  return {
    sentence: daySentence(facts),
    window: `${formatDateTime(window.from)} to ${formatDateTime(window.to)}`,
    sections: [healthOf(facts), incidentsOf(facts), alertsOf(facts), ...quietOf(facts), scoresOf(facts), renewalsOf(facts), paymentsOf(facts), errorsOf(facts)],
  }
}

function daySentence({ openIncidents, openAlerts, health, slipped, renewals, payments, unfinished }: DailyFacts): string {
  const critical = openAlerts.filter(({ severity }) => severity === 'critical').length
  const parts = [
    openIncidents.length > 0 ? `${counted(openIncidents.length, 'incident is', 'incidents are')} open` : null,
    critical > 0 ? `${counted(critical, 'critical alert fires', 'critical alerts fire')}` : null,
    health.state === 'breached' ? 'an SLO is breached' : health.state === 'burning' ? 'an error budget burns' : null,
    slipped.length > 0 ? `${counted(slipped.length, 'customer', 'customers')} slipped` : null,
    renewals.length > 0 ? `${counted(renewals.length, 'renewal is', 'renewals are')} at risk` : null,
    payments.length > 0 ? `${counted(payments.length, 'payment', 'payments')} failed` : null,
  ].filter((part) => part !== null)
  if (parts.length > 0) return capital(parts.length === 1 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`)
  if (openAlerts.length > 0) return capital(`${counted(openAlerts.length, 'warning is', 'warnings are')} open, nothing graver`)
  return unfinished ? 'A quiet day so far: nothing is open, nobody slipped' : 'A quiet day: nothing is open, nobody slipped'
}

function healthOf({ health }: DailyFacts): DigestSection {
  const items = health.troubled.map(
    ({ name, sentence, state }): DigestItem => ({
      title: name,
      detail: sentence,
      tone: state === 'breached' ? 'critical' : 'serious',
      href: '/admin/system-health',
    }),
  )
  return { ...section('health', health.sentence, items, '/admin/system-health'), unknown: health.state === 'unknown' }
}

function alertsOf({ fired, openAlerts, window }: DailyFacts): DigestSection {
  const all = fired.critical + fired.warning
  const split = [
    fired.critical > 0 ? counted(fired.critical, 'critical', 'critical') : null,
    fired.warning > 0 ? counted(fired.warning, 'warning', 'warnings') : null,
  ]
    .filter(Boolean)
    .join(', ')
  const open = openAlerts.length === 0 ? 'none is open' : counted(openAlerts.length, 'is open', 'are open')
  const title =
    all === 0
      ? openAlerts.length === 0
        ? 'No alert fired, none is open'
        : `No alert fired; ${open} from before`
      : `${counted(all, 'alert', 'alerts')} fired (${split}); ${open}`
  const items = openAlerts.map(
    ({ id, title: name, severity, firedAt, acknowledged }): DigestItem => ({
      title: name,
      detail: `${capital(severity)}, for ${formatDuration(window.to.getTime() - firedAt.getTime())}${acknowledged ? ', acknowledged' : ', not acknowledged'}.`,
      tone: severity === 'critical' ? 'critical' : 'warning',
      href: `/admin/alerts/${id}`,
    }),
  )
  return section('alerts', title, items, openAlerts.length > 0 ? '/admin/alerts' : '/admin/alerts/history')
}

function quietOf({ debts, window }: DailyFacts): DigestSection[] {
  if (debts === null) return []
  const items = debts.map(
    ({ kind, id, title, reason, byName, since, endsAt }): DigestItem => ({
      title: title ?? `Silence: ${reason}`,
      detail: `${kind === 'acknowledgement' ? 'Acknowledged' : 'Silenced'} by ${byName ?? 'somebody'} ${formatDuration(window.to.getTime() - since.getTime())} ago${endsAt ? `, until ${formatDateTime(endsAt)}` : ', without an end'}${title && reason ? `: ${reason}` : '.'}`,
      tone: 'warning',
      href: kind === 'acknowledgement' ? `/admin/alerts/${id}` : '/admin/alerts/silences',
    }),
  )
  return [section('quiet', silenceDebtSentence(debts) ?? 'Nothing is kept quiet that might be forgotten', items, '/admin/alerts/silences')]
}

function incidentsOf({ openIncidents, resolvedIncidents, window }: DailyFacts): DigestSection {
  const item = (incident: IncidentOfDay): DigestItem => ({
    title: `INC-${incident.number}: ${incident.title}`,
    detail:
      incident.resolvedAt && incident.resolvedAt < window.to
        ? `SEV${incident.severity}, resolved after ${formatDuration(incident.resolvedAt.getTime() - incident.startedAt.getTime())}.`
        : `SEV${incident.severity}, open for ${formatDuration(window.to.getTime() - incident.startedAt.getTime())}.`,
    tone: incident.resolvedAt && incident.resolvedAt < window.to ? 'good' : incident.severity <= 2 ? 'critical' : 'serious',
    href: `/admin/incidents/${incident.number}`,
  })
  const [open, resolved] = [openIncidents.length, resolvedIncidents.length]
  const title =
    open === 0
      ? resolved === 0
        ? 'No incident is open'
        : `No incident is open; ${counted(resolved, 'was', 'were')} resolved`
      : `${counted(open, 'incident is', 'incidents are')} open${resolved > 0 ? `, ${counted(resolved, 'was', 'were')} resolved` : ''}`
  return { ...section('incidents', title, [...openIncidents, ...resolvedIncidents].map(item), '/admin/incidents'), calm: open === 0 }
}

function scoresOf({ slipped }: DailyFacts): DigestSection {
  const items = slipped.map(
    (row): DigestItem => ({
      title: row.organization,
      detail: slipWords(row),
      tone: row.becameCritical ? 'critical' : 'serious',
      href: `/admin/organizations/${row.organizationId}`,
    }),
  )
  return section(
    'scores',
    slipped.length === 0 ? 'No health score fell far or became critical' : `${counted(slipped.length, 'customer', 'customers')} slipped`,
    items,
    '/admin/organizations',
  )
}

function slipWords({ card, score, before, becameCritical }: SlippedScore): string {
  const kind = card === 'developer' ? 'Publisher’s score' : 'Caller’s score'
  const fall = before !== null && before > score ? `, ${formatScore(before - score)} points less than a week ago` : ''
  return `${kind} ${formatScore(score)}${fall}${becameCritical ? '; critical since tonight' : ''}.`
}

function renewalsOf({ renewals }: DailyFacts): DigestSection {
  const items = renewals.map(
    ({ organizationId, organization, plan, renewalAt, score, failedPayments }): DigestItem => ({
      title: organization,
      detail: `Plan ${plan} renews on ${formatDate(renewalAt)}: ${[score === null ? null : `score ${formatScore(score)}`, failedPayments > 0 ? `${counted(failedPayments, 'payment', 'payments')} failed in 30 days` : null].filter(Boolean).join(', ')}.`,
      tone: 'serious',
      href: `/admin/organizations/${organizationId}`,
    }),
  )
  return section(
    'renewals',
    renewals.length === 0
      ? 'No renewal of the next 30 days is at risk'
      : `${counted(renewals.length, 'renewal', 'renewals')} of the next 30 days ${renewals.length === 1 ? 'is' : 'are'} at risk`,
    items,
    '/admin/organizations',
  )
}

function paymentsOf({ payments }: DailyFacts): DigestSection {
  const sum = payments.reduce((all, { amountMicros }) => all + amountMicros, 0)
  const items = payments.map(
    ({ organizationId, organization, amountMicros, reason, at }): DigestItem => ({
      title: organization,
      detail: `${formatMoney(amountMicros)} failed at ${formatDateTime(at)}${reason ? `: ${reason.replaceAll('_', ' ')}` : ''}.`,
      tone: 'warning',
      href: `/admin/organizations/${organizationId}`,
    }),
  )
  return section(
    'payments',
    payments.length === 0 ? 'No payment failed' : `${counted(payments.length, 'payment', 'payments')} failed, ${formatMoney(sum)} in all`,
    items,
    '/admin/organizations',
  )
}

function errorsOf({ routes, tools }: DailyFacts): DigestSection {
  const item = ({ name, toolId, errors, calls }: ErrorSource): DigestItem => ({
    title: name,
    detail: `${toolId ? 'Tool' : 'Route'}: ${formatCount(errors)} of ${formatCount(calls)} calls failed (${formatPercent(calls > 0 ? errors / calls : 0)}).`,
    tone: calls > 0 && errors / calls >= 0.05 ? 'serious' : 'warning',
    href: `/admin/logs?${new URLSearchParams({ q: toolId ? `"${name}"` : name, level: 'warn', span: '7d' })}`,
  })
  const errors = [...routes, ...tools]
  const title = errors.length === 0 ? 'Nobody met an error' : `Most errors that people met: ${[routes[0]?.name, tools[0]?.name].filter(Boolean).join(' and ')}`
  return { ...section('errors', title, errors.map(item), '/admin/logs?level=error'), more: 0, items: errors.map(item) }
}

function section(key: DigestSection['key'], title: string, items: DigestItem[], href: string): DigestSection {
  return { key, title: capital(title), items: items.slice(0, SHOWN), more: Math.max(0, items.length - SHOWN), href, calm: items.length === 0, unknown: false }
}

const numberWords = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']

function counted(count: number, one: string, many: string): string {
  return `${numberWords[count] ?? formatCount(count)} ${count === 1 ? one : many}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
