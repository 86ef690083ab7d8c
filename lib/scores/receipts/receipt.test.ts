import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyInputs, bestInputs, bestTool } from '@/tests/support/score-inputs'
import { developerScorecard } from '../developer/card'
import { packInputs, storedInputsSchema } from '../developer/inputs'
import { developerLedger } from '../developer/ledger'
import { evaluate } from '../evaluate'
import { canonicalJson, hashInputs } from './hash'
import { makeReceipt, type Promises, pointsWon } from './receipt'

describe('hash of the inputs', () => {
  it('does not depend on the order of keys', () => {
    expect(canonicalJson({ b: [{ z: 1, a: null }], a: 'x', skipped: undefined })).toBe('{"a":"x","b":[{"a":null,"z":1}]}')
    expect(hashInputs({ a: 1, b: 2 })).toBe(hashInputs({ b: 2, a: 1 }))
    expect(hashInputs({ a: 1, b: 2 })).not.toBe(hashInputs({ a: 2, b: 1 }))
  })

  it('is the same for inputs read back from JSON, which score the same', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const read = storedInputsSchema.parse(JSON.parse(JSON.stringify(packInputs(inputs))))
        expect(read).toEqual(inputs)
        expect(hashInputs(packInputs(read))).toBe(hashInputs(packInputs(inputs)))
      }),
      { numRuns: 100 },
    )
  })
})

describe('promises', () => {
  const make = (change: Parameters<typeof bestInputs>[0], day: string, promises: Promises = {}) => {
    const evaluation = evaluate(developerScorecard, bestInputs(change))
    return makeReceipt(evaluation, developerLedger.pack(evaluation.inputs, evaluation.total), day, promises)
  }

  it('open with the receipt in which the action first appears', () => {
    expect(make({ twoFactor: false }, '2026-03-01').receipt.breakdown.promises).toEqual({ two_factor: ['2026-03-01', 4] })
  })

  it('stay as first made while the action is open', () => {
    const { receipt, closings } = make({ twoFactor: false }, '2026-03-02', { two_factor: ['2026-02-01', 3.3] })
    expect(receipt.breakdown.promises).toEqual({ two_factor: ['2026-02-01', 3.3] })
    expect(closings).toEqual([])
  })

  it('close when the metric is at its best', () => {
    const { receipt, closings } = make({}, '2026-03-02', { two_factor: ['2026-02-01', 4] })
    expect(receipt.breakdown.promises).toEqual({})
    expect(closings).toEqual([{ actionId: 'two_factor', since: '2026-02-01', promisedPoints: 4 }])
  })

  it('lapse when the metric no longer applies', () => {
    const { receipt, closings } = make({ keys: 0 }, '2026-03-02', { key_age: ['2026-02-01', 3] })
    expect(receipt.breakdown.promises).toEqual({})
    expect(closings).toEqual([])
  })

  it('are not made while the developer is new', () => {
    const nothing = { tools: [], deliveries: 0, reviews: 0, reviewsDue: 0, previousInvocations: 0, previousRevenueMicros: 0 }
    const { receipt } = make({ ...nothing, twoFactor: false }, '2026-03-01')
    expect(receipt).toMatchObject({ state: 'new', score: null, rawScore: null, grade: null, breakdown: { promises: {} } })
  })

  it('are kept to 0.1 when nothing else moved, and tell what else moved when it did', () => {
    const before = evaluate(developerScorecard, bestInputs({ twoFactor: false, tools: [bestTool({ fairErrors: 300 })] }))
    const fixed = evaluate(developerScorecard, bestInputs({ tools: [bestTool({ fairErrors: 300 })] }))
    const fixedInAnOutage = evaluate(developerScorecard, bestInputs({ tools: [bestTool({ fairErrors: 5_000 })] }))
    expect(pointsWon(before, fixed, 'two_factor')).toBe(4)
    expect(pointsWon(before, fixedInAnOutage, 'two_factor')).toBe(0)
    expect(pointsWon(before, fixed, 'error_rate')).toBe(0)
  })
})
