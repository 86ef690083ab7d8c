import { describe, expect, it } from 'vitest'
import type { WindowTotals } from '@/lib/metrics/model'
import type { HealthReport, ReportAction } from '@/lib/scores/model'
import { composeDigest, type DigestInput, digestWindow } from './compose'

const totals = (over: Partial<WindowTotals>): WindowTotals => ({
  invocations: 0,
  rated: 0,
  errors: 0,
  errors4xx: 0,
  errors429: 0,
  errors5xx: 0,
  errorsDeveloper: 0,
  errorsConsumer: 0,
  errorsPlatform: 0,
  errorsUpstream: 0,
  fairRated: 0,
  fairErrors: 0,
  rawErrorRatio: null,
  fairErrorRatio: null,
  latencyCount: 0,
  avgLatencyMs: null,
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
  revenueMicros: 0,
  consumers: 0,
  ...over,
})

const action = (title: string): ReportAction => ({
  id: title,
  dimensionId: 'security',
  title,
  detail: 'why',
  priority: 'recommended',
  points: 2,
  href: '/dashboard/settings',
  steps: [],
  openSince: null,
  promisedPoints: null,
  dismissedUntil: null,
})

const report: HealthReport = {
  organizationId: 'o',
  developerId: 'd',
  state: 'scored',
  stale: false,
  asOf: new Date('2026-03-02T00:00:00Z'),
  calculatedAt: null,
  formulaVersion: '1',
  inputsHash: '',
  score: 87,
  rawScore: 87,
  grade: 'A-',
  light: 'good',
  cappedAt: null,
  capReason: null,
  why: '87: because.',
  fairness: null,
  arithmetic: null,
  change: { week: 1.5, fourWeeks: null, trend: 'improving', because: [] },
  dimensions: [],
  actions: ['one', 'two', 'three', 'four', 'five'].map(action),
  dismissed: [],
  won: [],
  security: { done: 0, total: 0, items: [] },
  history: [],
}

const compose = (over: Partial<DigestInput> = {}) =>
  composeDigest({
    organizationName: 'Northwind',
    simulated: false,
    report,
    totals: { current: totals({}), previous: totals({}) },
    stories: { quiet: [], quietTotal: 0, told: 0 },
    zone: 'UTC',
    consoleUrl: 'https://c.example.org',
    unsubscribeUrl: 'https://c.example.org/unsubscribe?token=t',
    ...over,
  })

describe('composeDigest', () => {
  it('tells the first three actions with full addresses, and how many more there are', () => {
    const mail = compose()
    expect(mail?.actions.map(({ title, url }) => `${title} ${url}`)).toEqual([
      'one https://c.example.org/dashboard/settings',
      'two https://c.example.org/dashboard/settings',
      'three https://c.example.org/dashboard/settings',
    ])
    expect(mail?.moreActions).toBe(2)
    expect(mail?.week).toBe('23 Feb 2026 to 1 Mar 2026 (UTC)')
  })

  it.each<[string, Partial<WindowTotals>, Partial<WindowTotals>, string[]]>([
    ['nothing happened: no change is claimed', {}, {}, ['Calls 0 ', 'Revenue $0.00 ', 'Consumers 0 ']],
    ['the first week', { invocations: 10, consumers: 1 }, {}, ['Calls 10 from none', 'Revenue $0.00 ', 'Consumers 1 from none']],
    ['half as much', { invocations: 50 }, { invocations: 100 }, ['Calls 50 −50 %', 'Revenue $0.00 ', 'Consumers 0 ']],
    ['everything stopped', {}, { invocations: 100 }, ['Calls 0 −100 %', 'Revenue $0.00 ', 'Consumers 0 ']],
    [
      'rates are told as what they were',
      { fairErrorRatio: 0.02, avgLatencyMs: 200 },
      { fairErrorRatio: 0.01, avgLatencyMs: 100 },
      ['Calls 0 ', 'Revenue $0.00 ', 'Consumers 0 ', 'Error rate 2 % was 1 %', 'Average latency 200 ms +100 %'],
    ],
    ['a source that states no outcomes: no error rate', { avgLatencyMs: 200 }, {}, ['Calls 0 ', 'Revenue $0.00 ', 'Consumers 0 ', 'Average latency 200 ms ']],
  ])('%s', (_name, current, previous, expected) => {
    const figures = compose({ totals: { current: totals(current), previous: totals(previous) } })?.figures
    expect(figures?.map(({ label, value, change }) => `${label} ${value} ${change}`.replaceAll('\u00a0', ' '))).toEqual(expected)
  })

  it.each<[string, Partial<HealthReport>]>([
    ['new', { state: 'new', score: null, grade: null, light: null }],
    ['none', { state: 'none', asOf: null, score: null, grade: null, light: null }],
  ])('has nothing to tell while a publisher is %s', (_name, over) => {
    expect(compose({ report: { ...report, ...over } })).toBeNull()
  })
})

describe('digestWindow', () => {
  it('is the seven whole days before the report’s midnight', () => {
    expect(digestWindow(new Date('2026-03-02T00:00:00Z'))).toEqual({ from: new Date('2026-02-23T00:00:00Z'), to: new Date('2026-03-02T00:00:00Z') })
  })
})
