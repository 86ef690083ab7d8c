import { describe, expect, it } from 'vitest'
import { decideReceived, describeReceived, endOf, type KnownStretch, receivedAlertSchema } from './alertmanager'

const now = new Date('2026-03-02T10:00:00Z')
const minute = (minutes: number) => new Date(Date.parse('2026-03-02T09:00:00Z') + minutes * 60_000)
const firing = (from: Date, severity = 'warning') =>
  receivedAlertSchema.parse({
    status: 'firing',
    labels: { alertname: 'Down', severity },
    startsAt: from.toISOString(),
    endsAt: '0001-01-01T00:00:00Z',
    fingerprint: 'f',
  })
const resolved = (from: Date, to: Date) =>
  receivedAlertSchema.parse({ status: 'resolved', labels: { alertname: 'Down' }, startsAt: from.toISOString(), endsAt: to.toISOString(), fingerprint: 'f' })
const stretch = (state: KnownStretch['state'], from: Date, severity: KnownStretch['severity'] = 'warning'): KnownStretch => ({
  id: 'a',
  state,
  severity,
  startedAt: from,
})

describe('a received alert', () => {
  const cases: [name: string, alert: ReturnType<typeof firing>, known: KnownStretch[], expected: unknown][] = [
    ['fires for the first time', firing(minute(0)), [], { act: 'open' }],
    ['fires again under the same stretch', firing(minute(0)), [stretch('firing', minute(0))], { act: 'update', id: 'a', escalated: false }],
    ['becomes graver', firing(minute(0), 'critical'), [stretch('firing', minute(0))], { act: 'update', id: 'a', escalated: true }],
    ['is taken by somebody', firing(minute(0)), [stretch('acknowledged', minute(0))], { act: 'update', id: 'a', escalated: false }],
    ['comes late, after its end', firing(minute(0)), [stretch('resolved', minute(0))], { act: 'nothing' }],
    ['was dismissed here', firing(minute(0)), [stretch('dismissed', minute(0))], { act: 'nothing' }],
    ['fires anew after its end', firing(minute(5)), [stretch('resolved', minute(0))], { act: 'open' }],
    ['is older than what fires now', firing(minute(0)), [stretch('firing', minute(5))], { act: 'nothing' }],
    ['ends', resolved(minute(0), minute(3)), [stretch('firing', minute(0))], { act: 'resolve', id: 'a' }],
    ['ends twice', resolved(minute(0), minute(3)), [stretch('resolved', minute(0))], { act: 'nothing' }],
    ['ends late, when a new stretch has begun', resolved(minute(0), minute(3)), [stretch('firing', minute(5))], { act: 'nothing' }],
    ['came and went while we were away', resolved(minute(0), minute(3)), [], { act: 'record' }],
  ]
  it.each(cases)('%s', (_name, alert, known, expected) => {
    expect(decideReceived(alert, known, now)).toEqual(expected)
  })

  it('ends neither before it began nor in the future', () => {
    expect(endOf(resolved(minute(5), minute(3)), now)).toEqual(minute(5))
    expect(endOf(resolved(minute(0), minute(600)), now)).toEqual(now)
    expect(endOf(firing(minute(0)), now)).toEqual(minute(0))
  })

  it('is read as Prometheus writes it, with nanoseconds and zone', () => {
    expect(receivedAlertSchema.parse({ status: 'firing', labels: {}, startsAt: '2026-03-02T10:00:00.123456789+01:00', fingerprint: 'f' }).startsAt).toEqual(
      new Date('2026-03-02T09:00:00.123Z'),
    )
  })

  it('shows only links that are web addresses', () => {
    const alert = {
      ...firing(minute(0)),
      annotations: { summary: 'It is down', runbook_url: 'javascript:alert(1)' },
      generatorURL: 'http://prometheus:9090/graph',
    }
    expect(describeReceived(alert)).toMatchObject({ title: 'It is down', runbookUrl: null, sourceUrl: 'http://prometheus:9090/graph' })
    expect(describeReceived({ ...firing(minute(0)), labels: { alertname: 'Down', instance: 'a:80' } }).title).toBe('Down on a:80')
  })
})
