import { describe, expect, it } from 'vitest'
import { MINUTE } from '@/lib/time'
import { findOnset, findSilence, type Minute } from './onset'

const start = Date.UTC(2026, 10, 24, 6)
const at = (minute: number) => new Date(start + minute * MINUTE)

/** Repeatable noise, 0..1. */
function noise(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function minutes(count: number, share: (minute: number) => number, total: (minute: number) => number = () => 40, seed = 1): Minute[] {
  const random = noise(seed)
  return Array.from({ length: count }, (_, minute) => {
    const events = total(minute)
    let bad = 0
    for (let event = 0; event < events; event++) if (random() < share(minute)) bad++
    return { atMs: start + minute * MINUTE, bad, total: events }
  })
}

const off = (found: Date | undefined, minute: number) => Math.abs((found?.getTime() ?? Number.NaN) - at(minute).getTime()) / MINUTE

describe('since when events are bad', () => {
  it.each(
    [
      { why: 'half of them, for 40 minutes', from: 320, share: 0.5, usual: 0.001, total: 40 },
      { why: 'all of them, for 3 minutes', from: 357, share: 1, usual: 0.001, total: 40 },
      { why: 'all of few', from: 300, share: 1, usual: 0.001, total: 3 },
      { why: 'a third, with 2 % being usual', from: 200, share: 0.33, usual: 0.02, total: 60 },
    ].flatMap((one) => [1, 2, 3, 4, 5].map((seed) => ({ ...one, seed }))),
  )('$why: found to the minute (seed $seed)', ({ from, share, usual, total, seed }) => {
    const found = findOnset(
      minutes(
        360,
        (minute) => (minute >= from ? share : usual),
        () => total,
        seed,
      ),
      usual,
    )
    expect(found?.endedAt).toBeNull()
    expect(off(found?.beganAt, from)).toBeLessThanOrEqual(1)
  })

  it('that is over has an end, and what is long over is not mistaken for now', () => {
    const over = findOnset(
      minutes(360, (minute) => (minute >= 300 && minute < 330 ? 0.5 : 0.001)),
      0.001,
    )
    expect(over).toMatchObject({ beganAt: at(300), endedAt: at(330) })
    const again = findOnset(
      minutes(360, (minute) => ((minute >= 60 && minute < 80) || minute >= 320 ? 0.5 : 0.001)),
      0.001,
    )
    expect(off(again?.beganAt, 320)).toBeLessThanOrEqual(1)
  })

  it('that pauses for two minutes is one stretch', () => {
    const found = findOnset(
      minutes(360, (minute) => (minute >= 320 && minute !== 340 && minute !== 341 ? 0.6 : 0.001)),
      0.001,
    )
    expect(off(found?.beganAt, 320)).toBeLessThanOrEqual(1)
    expect(found?.endedAt).toBeNull()
  })

  it.each([
    ['nothing happened', []],
    ['as usual', minutes(360, () => 0.02)],
    ['one bad event of one', [{ atMs: start, bad: 1, total: 1 }]],
    ['all good', minutes(360, () => 0)],
  ])('%s: nothing began', (_, given) => {
    expect(findOnset(given, 0.02)).toBeNull()
  })
})

describe('since when there is no traffic', () => {
  it.each([
    ['40 a minute stop', 40, 345, 0],
    ['3 a minute stop', 3, 330, 1],
    ['one of 200 a minute is left', 200, 300, 0],
  ])('%s: found to the minute', (_, usual, from, tolerance) => {
    const given = minutes(
      360,
      () => 0,
      (minute) => (minute >= from ? (usual === 200 ? 1 : 0) : usual),
    )
    const found = findSilence(given, usual)
    expect(off(found?.beganAt, from)).toBeLessThanOrEqual(tolerance)
    expect(found?.endedAt).toBeNull()
  })

  it.each([
    ['there is traffic', minutes(60, () => 0), 40],
    [
      'there never was',
      minutes(
        60,
        () => 0,
        () => 0,
      ),
      0,
    ],
    [
      'five minutes without, one a minute being usual, are chance',
      minutes(
        60,
        () => 0,
        (minute) => (minute >= 55 ? 0 : 1),
      ),
      1,
    ],
  ])('%s: nothing began', (_, given, usual) => {
    expect(findSilence(given, usual)).toBeNull()
  })
})
