import { describe, expect, it } from 'vitest'
import { spikeEvidence, spikeLimit } from './spike'
import { tooMany } from './tail-test'

const week = (calls: number) => Array.from({ length: 336 }, () => calls)
const plain = { rate: 0.01, dispersion: 1 }

describe('evidence of a spike', () => {
  it('is the logarithm of how much likelier eight times the usual errors are', () => {
    // Poisson chances of 9 errors where 8 and where 1 are expected: the factorials cancel.
    expect(spikeEvidence(9, 1, 1)).toBeCloseTo(Math.log((8 ** 9 * Math.exp(-8)) / Math.exp(-1)), 9)
  })

  it.each([
    ['none speaks against it', 0, 1, -7],
    ['three and a third times the usual is neither', 3.3663, 1, 0],
    ['errors in bursts say less', 9, 1, 11.7],
  ])('%s', (_, errors, expected, evidence) => {
    expect(spikeEvidence(errors, expected, 1)).toBeCloseTo(evidence, 1)
    expect(spikeEvidence(errors, expected, 4)).toBeCloseTo(spikeEvidence(errors, expected, 1) / 4, 9)
  })
})

describe("a tool's own limit", () => {
  it('is lower where few hours are quiet, and as low as it goes where none is', () => {
    const [small, large] = [spikeLimit(week(150), plain), spikeLimit(week(3_000), plain)]
    const quietNights = spikeLimit([...week(3_000).slice(20), ...week(150).slice(316)], plain)
    expect(large).toBe(5)
    expect(small).toBeGreaterThan(quietNights)
    expect(quietNights).toBeGreaterThan(large)
  })

  it('lets chance pass no more than 15 times in a thousand weeks', () => {
    const limit = spikeLimit(week(150), plain)
    const passed = (evidence: number) => 10 ** -tooMany(Math.ceil((evidence + 7) / Math.log(8)), 1, 1)
    // 150 calls in a half hour: one error is expected in twenty minutes, 2,016 times a week.
    expect(passed(limit) * 2_016 * 0.45).toBeLessThanOrEqual(0.015)
    expect(passed(limit - 1.5) * 2_016 * 0.45).toBeGreaterThan(0.015)
  })

  it('asks for more where errors come in bursts', () => {
    expect(spikeLimit(week(600), { rate: 0.01, dispersion: 3 })).toBeGreaterThan(spikeLimit(week(600), plain))
  })

  it.each([
    ['a tool that never fails', week(600), { rate: 0, dispersion: 1 }],
    ['a tool with too few calls to be judged', week(49), plain],
    ['a tool without calls', [], plain],
  ])('is the lowest for %s', (_, calls, usual) => {
    expect(spikeLimit(calls, usual)).toBe(5)
  })
})
