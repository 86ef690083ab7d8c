import { type AlertFact, type AlertMessage, clip, figureLine, messageSubject } from '../message'

// PagerDuty's Events API v2: one event an alert, of which PagerDuty makes an incident that it keeps by its
// dedup key. Limits: 1,024 characters of a summary, 255 of a dedup key, 512 kB of an event.

const SUMMARY = 1_024
const DETAIL = 4_000
const LABELS = 50

export const pagerDutyActions = ['trigger', 'acknowledge', 'resolve'] as const
export type PagerDutyAction = (typeof pagerDutyActions)[number]

/** Where events go, by the region of the account. */
export const pagerDutyOrigins = { us: 'https://events.pagerduty.com', eu: 'https://events.eu.pagerduty.com' } as const

/** What makes events speak of one incident: an alert keeps its id from firing to its end. */
function alertDedupKey(alertId: string): string {
  return `pulsegrid:${alertId}`
}

/** An event about one alert, without the routing key, which is a secret and is put in when it is sent. */
export function pagerDutyEvent(alert: AlertFact, action: PagerDutyAction, message: AlertMessage): string {
  const figure = figureLine(alert)
  return JSON.stringify({
    event_action: action,
    dedup_key: alertDedupKey(alert.id),
    // Only a trigger has more to say.
    ...(action === 'trigger'
      ? {
          payload: {
            summary: clip(alert.title, SUMMARY),
            source: clip(alert.labels.tool ?? alert.labels.instance ?? message.audience, SUMMARY),
            severity: alert.severity,
            timestamp: alert.firedAt.toISOString(),
            component: alert.metric ?? undefined,
            group: clip(message.groupName, SUMMARY),
            class: alert.labels.alertname ?? alert.metric ?? undefined,
            custom_details: {
              description: clip(alert.description, DETAIL),
              ...(figure ? { value: figure } : {}),
              labels: Object.fromEntries(Object.entries(alert.labels).slice(0, LABELS)),
              ...(message.simulated ? { simulated: true } : {}),
            },
          },
          client: 'Pulsegrid',
          client_url: alert.url,
          links: [
            { href: alert.url, text: 'Alert' },
            ...(alert.runbookUrl ? [{ href: alert.runbookUrl, text: 'Runbook' }] : []),
            ...(alert.sourceUrl ? [{ href: alert.sourceUrl, text: 'Source' }] : []),
          ],
        }
      : {}),
  })
}

/** One event for many alerts that began firing at once: as many pages would help nobody. Nothing resolves it but people. */
export function pagerDutySummary(message: AlertMessage): string {
  const severity = message.firing.some((alert) => alert.severity === 'critical') ? 'critical' : 'warning'
  return JSON.stringify({
    event_action: 'trigger',
    // Of one group it is one incident, however often it is told.
    dedup_key: clip(message.kind === 'summary' ? `pulsegrid:${message.id}` : `pulsegrid:group:${message.groupKey}`, 255),
    payload: {
      summary: clip(messageSubject(message), SUMMARY),
      source: clip(message.audience, SUMMARY),
      severity,
      timestamp: message.at.toISOString(),
      custom_details: {
        alerts: message.counts.firing,
        first: message.firing.map(({ title }) => clip(title, 200)),
        ...(message.simulated ? { simulated: true } : {}),
      },
    },
    client: 'Pulsegrid',
    client_url: message.listUrl,
    links: [{ href: message.listUrl, text: 'All alerts' }],
  })
}

/** An event that proves that the key works: it opens an incident that says so, at the lowest severity. */
export function pagerDutyTest(text: string, id: string, consoleUrl: string): string {
  return JSON.stringify({
    event_action: 'trigger',
    dedup_key: `pulsegrid:test:${id}`,
    payload: { summary: clip(text, SUMMARY), source: consoleUrl, severity: 'info' },
    client: 'Pulsegrid',
    client_url: consoleUrl,
  })
}

/** The stored event with the routing key in it; the same bytes for the same key. */
export function withRoutingKey(body: string, routingKey: string): string {
  return JSON.stringify({ routing_key: routingKey, ...(JSON.parse(body) as Record<string, unknown>) })
}
