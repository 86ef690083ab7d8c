import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE } from '@/lib/time'
import { type Agreed, liveMinute, type Reference, untouched, type Word, words, wordValues } from '@/tests/support/alert-reference'
import { someRule } from '@/tests/support/alert-rule'
import { evaluate, type Verdict } from './evaluate'
import { advance, type OpenAlert, type StateRow } from './lifecycle'
import { noDataPolicies, operators } from './model'
import type { AlertRule } from './rule'

const start = Date.parse('2026-03-01T12:00:00Z')

type Happening = { minute: Word } | { skip: true } | { person: 'edit' | 'off' | 'on' | 'close' } | { acknowledge: 'resolved' | 'time' | 'worse' }

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...words).map((minute) => ({ minute })) },
  { weight: 1, arbitrary: fc.constantFrom('edit' as const, 'off' as const, 'on' as const, 'close' as const).map((person) => ({ person })) },
  { weight: 1, arbitrary: fc.constantFrom('resolved' as const, 'time' as const, 'worse' as const).map((acknowledge) => ({ acknowledge })) },
)

/** The product's machine with the memory that the tables are, and nothing else. */
function machine(rule: AlertRule) {
  let state: StateRow | null = null
  let alert: OpenAlert | null = null
  return {
    open: () => alert !== null,
    close: () => {
      alert = null
    },
    acknowledge: (agreed: Agreed) => {
      if (!alert) return
      const acknowledgement = agreed.until === 'time' ? { until: 'time' as const, at: new Date(start + agreed.at * MINUTE).toISOString() } : agreed
      alert = { ...alert, state: 'acknowledged', acknowledgement: { ...acknowledgement, reason: 'known' } }
    },
    minute: (word: Word, n: number): string[] => {
      const verdict: Verdict =
        word === 'error'
          ? { outcome: 'invalid', value: null, worse: null, severity: 'warning', reason: 'broken' }
          : evaluate(rule, { type: 'value', value: wordValues[word] })
      const step = advance(state, alert, verdict, rule, new Date(start + n * MINUTE))
      state = step.state
      const happened: string[] = []
      for (const effect of step.effects) {
        if (effect.type === 'open') {
          if (alert) throw new Error('a second open alert')
          alert = { id: `${n}`, state: 'firing', severity: effect.severity, startedAt: effect.startedAt, worstValue: effect.value, acknowledgement: null }
          happened.push('fired')
        } else if (effect.type === 'resolve') {
          if (!alert) throw new Error('resolved what was not open')
          alert = null
          happened.push(`resolved ${effect.reason}`)
        } else if (effect.type === 'rearm' && alert) {
          alert = { ...alert, state: 'firing', acknowledgement: null }
          happened.push('rearmed')
        }
      }
      return happened
    },
  }
}

function act(it: Reference, rule: AlertRule, real: ReturnType<typeof machine>, what: Happening, n: number): void {
  if ('acknowledge' in what) {
    if (!real.open()) return
    const agreed: Agreed =
      what.acknowledge === 'time' ? { until: 'time', at: n + 3 } : what.acknowledge === 'worse' ? { until: 'worse', than: 150 } : { until: 'resolved' }
    it.agreed = agreed
    real.acknowledge(agreed)
  } else if ('person' in what) {
    if (what.person === 'close') {
      Object.assign(it, { open: false, agreed: null })
      real.close()
    } else {
      rule.version++
      it.changed = true
      if (what.person !== 'edit') rule.enabled = it.on = what.person === 'on'
    }
  }
}

it('does minute by minute what a second description of it does, whatever happens', () => {
  const shape = fc.record({ forMinutes: fc.nat({ max: 3 }), recoverMinutes: fc.nat({ max: 3 }), noData: fc.constantFrom(...noDataPolicies) })
  fc.assert(
    fc.property(shape, fc.array(happening, { maxLength: 60 }), (given, happenings) => {
      const rule = someRule(given)
      const it = untouched()
      const real = machine(rule)
      let n = 0
      for (const what of happenings) {
        if (!('minute' in what)) {
          act(it, rule, real, what, n)
          continue
        }
        n++
        expect(real.minute(what.minute, n)).toEqual(liveMinute(it, what.minute, given, n))
        expect(real.open()).toBe(it.open)
      }
    }),
    { numRuns: 2_000 },
  )
})

describe('what the statement leaves out is nothing', () => {
  // The same conditions as in metrics/queries/read-batch.ts.
  const isRead = (rule: AlertRule, value: number | null) =>
    (value !== null &&
      ((rule.operator === 'gt' && value > (rule.threshold ?? 0)) ||
        (rule.operator === 'lt' && value < (rule.threshold ?? 0)) ||
        (rule.operator === 'eq' && value === rule.threshold))) ||
    (rule.noData === 'alert' && value === null)

  it('a value that is not read, and of which nothing is remembered, changes nothing', () => {
    const near = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, 1, -1, 100, 90, 110, -0.0), fc.constant(null))
    fc.assert(
      fc.property(
        fc.constantFrom(...operators),
        fc.constantFrom(0, 1, -1, 100),
        fc.constantFrom(...noDataPolicies),
        near,
        fc.nat({ max: 2 }),
        (operator, threshold, noData, value, forMinutes) => {
          const rule = someRule({ operator, threshold, noData, forMinutes })
          fc.pre(!isRead(rule, value))
          expect(advance(null, null, evaluate(rule, { type: 'value', value }), rule, new Date(start))).toEqual({ state: null, effects: [] })
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
