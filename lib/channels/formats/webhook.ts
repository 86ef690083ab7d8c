import { type AlertFact, type AlertMessage, clip, messageSubject } from '../message'

// Our own JSON for webhooks, in the envelope of Standard Webhooks: type, timestamp, data.

/** Characters of one alert's text; a body stays near the 20 kB that receivers expect. */
const TEXT = 500

/** The body of a webhook: type `alerts.changed`, or `alerts.summary` for many at once. */
export function webhookBody(message: AlertMessage): string {
  return JSON.stringify({
    type: message.kind === 'summary' ? 'alerts.summary' : 'alerts.changed',
    timestamp: message.at.toISOString(),
    data: {
      id: message.id,
      subject: messageSubject(message),
      group: { key: message.groupKey, name: message.groupName },
      repeated: message.repeated,
      simulated: message.simulated,
      counts: message.counts,
      firing: message.firing.map(alertData),
      acknowledged: message.acknowledged.map(alertData),
      ended: message.ended.map(alertData),
      url: message.listUrl,
    },
  })
}

/** The body of a webhook that only says something: `alerts.test`, `alerts.silence_ending`. */
export function webhookNotice(type: 'alerts.test' | 'alerts.silence_ending', text: string, at: Date): string {
  return JSON.stringify({ type, timestamp: at.toISOString(), data: { text } })
}

function alertData(alert: AlertFact) {
  return {
    id: alert.id,
    fingerprint: alert.fingerprint,
    state: alert.state,
    severity: alert.severity,
    title: clip(alert.title, TEXT),
    description: clip(alert.description, TEXT),
    runbookUrl: alert.runbookUrl,
    labels: alert.labels,
    metric: alert.metric,
    unit: alert.unit,
    value: alert.value,
    threshold: alert.threshold,
    operator: alert.operator,
    firedAt: alert.firedAt.toISOString(),
    resolvedAt: alert.resolvedAt?.toISOString() ?? null,
    resolveReason: alert.resolveReason,
    url: alert.url,
    sourceUrl: alert.sourceUrl,
  }
}
