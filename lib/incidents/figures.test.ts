import { describe, expect, it } from 'vitest'
import { durationsOf } from './clock'
import { windowOf } from './fault-window'
import { searchedNumber, searchWords } from './filter'
import { incidentKeyOf } from './incident-key'
import { ledgerStep } from './ledger'
import { type FigureFacts, figuresOf } from './metrics'

const start = Date.UTC(2026, 2, 10, 12)
const at = (minutes: number) => new Date(start + minutes * 60_000)
const incident = (change: Partial<FigureFacts> = {}): FigureFacts => ({
  severity: 2,
  startedAt: at(0),
  createdAt: at(5),
  acknowledgedAt: null,
  mitigatedAt: null,
  resolvedAt: null,
  postmortem: false,
  ...change,
})

describe('figures', () => {
  it('are means over what has happened already, by severity and overall', () => {
    const figures = figuresOf(
      [
        incident({ acknowledgedAt: at(7), mitigatedAt: at(30), resolvedAt: at(60), postmortem: true }),
        incident({ acknowledgedAt: at(9), mitigatedAt: at(50) }),
        incident({ severity: 4, resolvedAt: at(20) }),
      ],
      at(100),
    )
    expect(figures.overall).toEqual({
      incidents: 3,
      acknowledgeMs: 180_000,
      mitigateMs: 2_400_000,
      resolveMs: 2_400_000,
      acknowledged: 2,
      mitigated: 2,
      resolved: 2,
    })
    expect(figures.bySeverity.find(({ severity }) => severity === 2)).toMatchObject({ incidents: 2, resolveMs: 3_600_000, resolved: 1 })
    expect(figures.bySeverity.find(({ severity }) => severity === 1)).toMatchObject({ incidents: 0, acknowledgeMs: null, resolveMs: null })
    expect(figures.postmortemRatio).toBe(0.5)
    expect(figuresOf([], at(0)).postmortemRatio).toBeNull()
  })

  it('never go below zero, and last until now while it is open', () => {
    expect(durationsOf(incident({ createdAt: at(-5) }), at(10))).toEqual({
      detectMs: 0,
      acknowledgeMs: null,
      mitigateMs: null,
      resolveMs: null,
      lastedMs: 600_000,
    })
  })
})

describe('the fault window', () => {
  const covering = {
    id: 'i',
    number: 3,
    title: 'T',
    severity: 2 as const,
    coverage: 'some' as const,
    routes: ['/x'],
    tools: ['t'],
    provider: 'acme',
    public: false,
    startedAt: at(0),
    mitigatedAt: null,
    resolvedAt: null,
  }
  it.each([
    ['nothing', { coverage: 'none' as const }, null],
    ['some', {}, { kind: 'platform', routes: ['/x'], tools: ['t'], toAt: null, label: 'INC-3' }],
    ['some that are none, which would mean everything', { routes: [], tools: [] }, null],
    ['everything, whatever is named', { coverage: 'everything' as const }, { kind: 'platform', routes: [], tools: [] }],
    ['a provider', { coverage: 'provider' as const, public: true }, { kind: 'upstream', provider: 'acme', label: 'INC-3: T' }],
    ['until the end of the effects', { mitigatedAt: at(5), resolvedAt: at(9) }, { toAt: at(5) }],
    ['until it was resolved', { resolvedAt: at(9) }, { toAt: at(9) }],
    ['no time at all', { mitigatedAt: at(0) }, null],
  ])('covers %s', (_, change, expected) => {
    const found = windowOf({ ...covering, ...change })
    if (expected === null) expect(found).toBeNull()
    else expect(found).toMatchObject(expected)
  })
})

describe('the ledger', () => {
  it.each([
    ['is computed at once', { resolvedAt: null }, null, 0, 'compute'],
    ['not again too soon', { resolvedAt: null }, { computedAt: at(59.5), frozenAt: null }, 60, 'nothing'],
    ['again after a sixtieth of how long it has lasted', { resolvedAt: null }, { computedAt: at(59), frozenAt: null }, 60, 'compute'],
    ['at least every quarter of an hour', { resolvedAt: null }, { computedAt: at(5985), frozenAt: null }, 6000, 'compute'],
    ['for good five minutes after it was resolved', { resolvedAt: at(60) }, { computedAt: at(64.9), frozenAt: null }, 65, 'freeze'],
    ['for good also when it was never computed', { resolvedAt: at(60) }, null, 500, 'freeze'],
    ['never after that', { resolvedAt: at(60) }, { computedAt: at(65), frozenAt: at(65) }, 500, 'nothing'],
  ] as const)('%s', (_, change, computed, minute, step) => expect(ledgerStep({ startedAt: at(0), ...change }, computed, at(minute))).toBe(step))
})

describe('keys and searches', () => {
  it.each([
    ['The gateway answers: 502!', null, 'title:the-gateway-answers-502'],
    ['the  GATEWAY answers 502', null, 'title:the-gateway-answers-502'],
    ['???', null, 'title:???'],
    ['whatever', 'f1', 'alert:f1'],
  ])('%s', (title, fingerprint, key) => expect(incidentKeyOf({ title, fingerprint })).toBe(key))
  it.each([
    ['inc-12', 12],
    [' 12 ', 12],
    ['INC 12', 12],
    ['12 monkeys', null],
  ])('%s is a number', (search, number) => expect(searchedNumber(search)).toBe(number))
  it.each([
    ['Slow pay', 'slow:* & pay:*'],
    ["a'b | c", 'a:* & b:* & c:*'],
    ['!!', null],
  ])('%s are words', (search, words) => expect(searchWords(search)).toBe(words))
})
