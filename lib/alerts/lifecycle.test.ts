import { describe, expect, it } from 'vitest'
import { MINUTE } from '@/lib/time'
import { someRule } from '@/tests/support/alert-rule'
import type { Verdict } from './evaluate'
import { advance, type Effect, type OpenAlert, type StateRow, type Step } from './lifecycle'
import type { AlertRule } from './rule'

const start = Date.parse('2026-03-01T12:00:00Z')
const minute = (n: number) => new Date(start + n * MINUTE)

const verdict = (outcome: Verdict['outcome'], value: number | null = null, given: Partial<Verdict> = {}): Verdict => ({
  outcome,
  value,
  worse: 'up',
  severity: 'warning',
  reason: outcome,
  ...given,
})
const words = {
  bad: verdict('breaching', 150),
  worse: verdict('breaching', 300),
  critical: verdict('breaching', 150, { severity: 'critical' }),
  between: verdict('in_between', 95),
  fine: verdict('clear', 10),
  none: verdict('missing'),
  error: verdict('invalid'),
}

const alert = (given: Partial<OpenAlert> = {}): OpenAlert => ({
  id: 'a',
  state: 'firing',
  severity: 'warning',
  startedAt: minute(0),
  worstValue: 150,
  acknowledgement: null,
  ...given,
})
const state = (phase: StateRow['phase'], given: Partial<StateRow> = {}): StateRow => ({
  phase,
  before: null,
  since: minute(0),
  value: 150,
  lastReadingAt: minute(0),
  missed: 0,
  alertId: null,
  ruleVersion: 1,
  ...given,
})

/** Lives through a list of minutes ("" is one that is not judged): after each what it is and what happened. */
function live(text: string, rule: AlertRule): string[] {
  let row: StateRow | null = null
  let open: OpenAlert | null = null
  const told: string[] = []
  text.split(' ').forEach((word, n) => {
    if (word === '.') {
      told.push('.')
      return
    }
    const given = new Map(Object.entries(words)).get(word)
    if (!given) throw new Error(`no verdict is called ${word}`)
    const step: Step = advance(row, open, given, rule, minute(n))
    for (const effect of step.effects) {
      if (effect.type === 'open') open = alert({ startedAt: effect.startedAt, severity: effect.severity, worstValue: effect.value })
      if (effect.type === 'resolve') open = null
    }
    row = step.state && { ...step.state, alertId: open?.id ?? null }
    const happened = step.effects
      .filter(({ type }) => type !== 'update')
      .map((effect) => (effect.type === 'resolve' ? `resolve:${effect.reason}` : effect.type))
    told.push([row?.phase ?? '-', ...happened].join('+'))
  })
  return told
}

describe('minute by minute', () => {
  it.each<[string, Partial<AlertRule>, string, string]>([
    ['fires and resolves at once', {}, 'fine bad bad fine', '- firing+open firing -+resolve:recovered'],
    ['holds before it fires: three minutes after the first', { forMinutes: 3 }, 'bad bad bad bad bad', 'pending pending pending firing+open firing'],
    ['one good minute starts the hold over', { forMinutes: 2 }, 'bad bad fine bad bad bad', 'pending pending - pending pending firing+open'],
    ['so does one in between', { forMinutes: 2 }, 'bad bad between bad bad bad', 'pending pending - pending pending firing+open'],
    ['in between never fires', {}, 'between between', '- -'],
    ['in between does not resolve', {}, 'bad between between fine', 'firing+open firing firing -+resolve:recovered'],
    ['holds before it resolves', { recoverMinutes: 2 }, 'bad fine fine fine', 'firing+open recovering recovering -+resolve:recovered'],
    [
      'a bad minute ends the recovery, without a second alert',
      { recoverMinutes: 2 },
      'bad fine bad fine fine fine',
      'firing+open recovering firing recovering recovering -+resolve:recovered',
    ],
    [
      'so does one in between',
      { recoverMinutes: 2 },
      'bad fine between fine fine fine',
      'firing+open recovering firing recovering recovering -+resolve:recovered',
    ],
    ['opens anew after it has resolved', {}, 'bad fine bad', 'firing+open -+resolve:recovered firing+open'],
    ['what is missing while all is well is nothing', {}, 'none none none', '- - -'],
    ['missing data keeps the alert', {}, 'bad none none none none', 'firing+open no_data no_data no_data no_data'],
    ['and it is judged when it is back', {}, 'bad none none bad fine', 'firing+open no_data no_data firing -+resolve:recovered'],
    [
      'gone for two evaluations it resolves with that reason, if the rule says so',
      { noData: 'resolve' },
      'bad none none',
      'firing+open no_data -+resolve:no_data',
    ],
    ['once is not gone', { noData: 'resolve' }, 'bad none bad none bad', 'firing+open no_data firing no_data firing'],
    ['an error in between is neither data nor its absence', { noData: 'resolve' }, 'bad none error none', 'firing+open no_data error -+resolve:no_data'],
    ['missing minutes do not count as held', { forMinutes: 2 }, 'bad none bad bad', 'pending no_data pending firing+open'],
    ['nor as recovered', { recoverMinutes: 2 }, 'bad fine none fine fine', 'firing+open recovering no_data recovering -+resolve:recovered'],
    ['nor do failed ones', { forMinutes: 2 }, 'bad error error bad bad', 'pending error error pending firing+open'],
    ['nor ones that were never judged', { forMinutes: 2 }, 'bad . . . bad bad', 'pending . . . pending firing+open'],
    ['an error is never a recovery', {}, 'bad error error error', 'firing+open error error error'],
    ['what is pending and gone is forgotten', { forMinutes: 5 }, 'bad none none bad', 'pending no_data - pending'],
    ['missing data is itself the alert, if the rule says so', { noData: 'alert' }, 'none none none', 'no_data no_data+open no_data'],
    ['which recovers when data is back and fine', { noData: 'alert' }, 'none none fine', 'no_data no_data+open -+resolve:recovered'],
    ['and stays when it is back and bad', { noData: 'alert' }, 'none none bad fine', 'no_data no_data+open firing -+resolve:recovered'],
    ['one alert for bad and then gone', { noData: 'alert' }, 'bad none none none fine', 'firing+open no_data no_data no_data -+resolve:recovered'],
    ['pending and then gone', { noData: 'alert', forMinutes: 5 }, 'bad none none none', 'pending no_data no_data+open no_data'],
    ['becomes graver once it is critical', {}, 'bad critical', 'firing+open firing+escalate'],
    ['fires as grave as it is', {}, 'critical bad', 'firing+open firing'],
  ])('%s', (_, rule, minutes, expected) => {
    expect(live(minutes, someRule(rule)).join(' ')).toBe(expected)
  })
})

describe('an alert that fires', () => {
  it('began when it was first bad', () => {
    const step = advance(state('pending'), null, verdict('breaching', 150), someRule({ forMinutes: 5 }), minute(1))
    expect(step).toMatchObject({ state: { phase: 'pending', since: minute(0) }, effects: [] })
    const fired = advance({ ...state('pending'), lastReadingAt: minute(4) }, null, verdict('breaching', 160), someRule({ forMinutes: 5 }), minute(5))
    expect(fired.effects).toEqual([{ type: 'open', severity: 'warning', value: 160, startedAt: minute(0), note: 'breaching' }])
  })

  it.each<[string, number | null, Verdict, number]>([
    ['its highest', 150, verdict('breaching', 120), 150],
    ['a higher one', 150, verdict('breaching', 180), 180],
    ['its lowest where less is worse', 3, verdict('breaching', 2, { worse: 'down' }), 2],
    ['the newest where neither is worse', 3, verdict('breaching', 2, { worse: null }), 2],
    ['the first one', null, verdict('breaching', 2), 2],
  ])('keeps its worst value: %s', (_, worstValue, given, expected) => {
    const { effects } = advance(state('firing'), alert({ worstValue }), given, someRule(), minute(1))
    expect(effects).toEqual([{ type: 'update', value: given.value, worstValue: expected }])
  })
})

describe('an acknowledged alert', () => {
  const acknowledged = (acknowledgement: OpenAlert['acknowledgement']) => alert({ state: 'acknowledged', acknowledgement })
  const types = (effects: Effect[]) => effects.map(({ type }) => type)
  const until10 = { until: 'time' as const, at: minute(10).toISOString(), reason: 'known' }
  it.each<[string, OpenAlert['acknowledgement'], Verdict, number, Effect['type'][]]>([
    ['rests until its time', until10, words.bad, 9, ['update']],
    ['re-arms at its time', until10, words.bad, 10, ['update', 'rearm']],
    ['re-arms at its time also without data', until10, words.none, 10, ['rearm']],
    ['rests until it is worse', { until: 'worse', than: 150, reason: 'known' }, words.bad, 1, ['update']],
    ['re-arms when it is worse', { until: 'worse', than: 150, reason: 'known' }, words.worse, 1, ['update', 'rearm']],
    [
      're-arms when it is lower, where that is worse',
      { until: 'worse', than: 5, reason: 'known' },
      verdict('breaching', 4, { worse: 'down' }),
      1,
      ['update', 'rearm'],
    ],
    ['missing data is not worse', { until: 'worse', than: 150, reason: 'known' }, words.none, 1, []],
    ['rests until it resolves', { until: 'resolved', reason: 'known' }, words.worse, 999, ['update']],
    ['resolves like any other', { until: 'resolved', reason: 'known' }, words.fine, 1, ['resolve']],
  ])('%s', (_, acknowledgement, given, at, expected) => {
    expect(types(advance(state('firing', { alertId: 'a' }), acknowledged(acknowledgement), given, someRule(), minute(at)).effects)).toEqual(expected)
  })
  it('does not open a second one', () => {
    const { effects } = advance(null, acknowledged({ until: 'resolved', reason: 'known' }), verdict('breaching', 1), someRule(), minute(1))
    expect(types(effects)).toEqual(['update'])
  })
})

describe('what people do in between', () => {
  it('an alert that was closed while it was bad stays closed until it was fine', () => {
    const bad = advance(state('firing', { alertId: 'a' }), null, words.bad, someRule(), minute(1))
    expect(bad).toMatchObject({ state: { phase: 'firing' }, effects: [] })
    expect(advance(bad.state, null, words.fine, someRule(), minute(2))).toEqual({ state: null, effects: [] })
  })
  it('once its data has gone it is forgotten', () => {
    const step = advance(state('no_data', { before: 'firing', missed: 1 }), null, words.none, someRule(), minute(2))
    expect(step).toEqual({ state: null, effects: [] })
  })
  it('an alert that was opened again by hand is firing, and resolves when it is fine', () => {
    expect(advance(null, alert(), words.fine, someRule({ recoverMinutes: 5 }), minute(1))).toMatchObject({
      state: { phase: 'recovering', alertId: 'a' },
    })
    expect(advance(null, alert(), words.none, someRule(), minute(1))).toMatchObject({ state: { phase: 'no_data', before: 'firing' } })
    expect(advance(state('pending'), alert(), words.fine, someRule(), minute(1)).effects).toMatchObject([{ type: 'resolve', reason: 'recovered' }])
  })
})

describe('a rule that was changed', () => {
  const changed = someRule({ version: 2, forMinutes: 2, recoverMinutes: 30 })
  it.each<[string, StateRow, OpenAlert | null, Verdict, string | null, string[]]>([
    ['what was pending starts over', state('pending'), null, words.bad, 'pending', []],
    ['what is fine is forgotten', state('pending'), null, words.fine, null, []],
    ['an open alert stays while the changed rule finds it bad', state('firing'), alert(), words.bad, 'firing', ['update']],
    ['and becomes graver with it', state('firing'), alert(), words.critical, 'firing', ['update', 'escalate']],
    ['it resolves at the first reading that is not bad, without holding', state('firing'), alert(), words.fine, null, ['resolve:rule_changed']],
    ['in between is not bad', state('firing'), alert(), words.between, null, ['resolve:rule_changed']],
    ['missing data decides nothing', state('firing'), alert(), words.none, 'no_data', []],
    [
      'a fingerprint that it has no more is gone after two',
      state('no_data', { before: 'firing', missed: 1 }),
      alert(),
      words.none,
      null,
      ['resolve:rule_changed'],
    ],
    ['an error decides nothing', state('firing'), alert(), words.error, 'error', []],
  ])('%s', (_, row, open, given, phase, expected) => {
    const step = advance(row, open, given, changed, minute(9))
    expect(step.state?.phase ?? null).toBe(phase)
    expect(step.effects.map((effect) => (effect.type === 'resolve' ? `resolve:${effect.reason}` : effect.type))).toEqual(expected)
    if (phase === 'pending') expect(step.state?.since).toEqual(minute(9))
    // What is still undecided is decided by the first reading.
    if (phase === 'no_data' || phase === 'error') expect(step.state?.ruleVersion).toBe(1)
    else if (step.state) expect(step.state.ruleVersion).toBe(2)
  })
})

describe('a rule that is off or deleted', () => {
  it.each<[string, Partial<AlertRule>, string]>([
    ['off', { enabled: false }, 'rule_off'],
    ['deleted', { deletedAt: minute(0) }, 'rule_deleted'],
    ['both', { enabled: false, deletedAt: minute(0) }, 'rule_deleted'],
  ])('%s: its alert resolves with that reason, however bad it is', (_, given, reason) => {
    const step = advance(state('firing', { alertId: 'a' }), alert(), words.bad, someRule(given), minute(1))
    expect(step).toEqual({ state: null, effects: [{ type: 'resolve', reason, value: 150 }] })
  })
  it('what was pending is forgotten', () => {
    expect(advance(state('pending'), null, words.bad, someRule({ enabled: false }), minute(1))).toEqual({ state: null, effects: [] })
  })
})
