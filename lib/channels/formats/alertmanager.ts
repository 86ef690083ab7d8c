import { createHash } from 'node:crypto'
import type { Labels } from '@/lib/alerts/model'
import { type AlertFact, type AlertMessage, figureLine } from '../message'

// The body that Prometheus Alertmanager sends to webhooks, version 4, so that receivers written for it
// work unchanged. What Alertmanager does not have (acknowledgements) is firing there.

/** In Go's zero time, which stands for "not ended". */
export const NOT_ENDED = '0001-01-01T00:00:00Z'

/** The body of a webhook in Alertmanager's form. */
export function alertmanagerBody(message: AlertMessage): string {
  const alerts = [...message.firing, ...message.acknowledged, ...message.ended].map((alert) => alertData(alert, message))
  const total = message.counts.firing + message.counts.acknowledged + message.counts.ended
  return JSON.stringify({
    version: '4',
    groupKey: message.groupKey,
    truncatedAlerts: Math.max(0, total - alerts.length),
    status: message.counts.firing + message.counts.acknowledged > 0 ? 'firing' : 'resolved',
    receiver: 'pulsegrid',
    groupLabels: message.kind === 'summary' ? {} : { alertname: message.groupName },
    commonLabels: common(alerts.map(({ labels }) => labels)),
    commonAnnotations: common(alerts.map(({ annotations }) => annotations)),
    externalURL: message.consoleUrl,
    alerts,
  })
}

/** A test in Alertmanager's form: one alert that fires and says that it is a test. */
export function alertmanagerTest(text: string, at: Date, consoleUrl: string): string {
  const labels = { alertname: 'PulsegridTest', severity: 'info' }
  const annotations = { summary: text }
  return JSON.stringify({
    version: '4',
    groupKey: 'pulsegrid:test',
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'pulsegrid',
    groupLabels: { alertname: labels.alertname },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: consoleUrl,
    alerts: [
      { status: 'firing', labels, annotations, startsAt: at.toISOString(), endsAt: NOT_ENDED, generatorURL: consoleUrl, fingerprint: fingerprintOf(labels) },
    ],
  })
}

function alertData(alert: AlertFact, { groupName }: AlertMessage) {
  const figure = figureLine(alert)
  const labels: Labels = { ...alert.labels, alertname: alert.labels.alertname ?? groupName, severity: alert.severity }
  return {
    status: alert.resolvedAt === null ? 'firing' : 'resolved',
    labels,
    annotations: {
      summary: alert.title,
      ...(alert.description ? { description: alert.description } : {}),
      ...(alert.runbookUrl ? { runbook_url: alert.runbookUrl } : {}),
      ...(figure ? { value: figure } : {}),
    } as Labels,
    startsAt: alert.firedAt.toISOString(),
    endsAt: alert.resolvedAt?.toISOString() ?? NOT_ENDED,
    generatorURL: alert.url,
    fingerprint: fingerprintOf(labels),
  }
}

/** 16 hexadecimal digits, the same for the same labels. Alertmanager's own are FNV hashes; receivers only compare them. */
function fingerprintOf(labels: Labels): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16)
}

/** What all of them have in common. */
function common(all: readonly Labels[]): Labels {
  const [first, ...others] = all
  return Object.fromEntries(Object.entries(first ?? {}).filter(([name, value]) => others.every((labels) => labels[name] === value)))
}
