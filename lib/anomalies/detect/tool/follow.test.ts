import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '@/lib/time'
import { follow } from './follow'

const at = 100 * HOUR
const open = { startedAt: at - HOUR, lastBadAt: at - 10 * MINUTE }
const bad = { outcome: 'anomaly', stillBad: true, judgeable: true } as const
const good = { outcome: 'none', stillBad: false, judgeable: true } as const
const blind = { outcome: 'none', stillBad: false, judgeable: false } as const
const suspicious = { outcome: 'candidate', stillBad: true, judgeable: true } as const

describe('from verdicts to anomalies', () => {
  it.each([
    ['what is confirmed opens', null, bad, false, 'opened'],
    ['inside a planned event nothing opens', null, bad, true, 'none'],
    ['what is only suspicious opens nothing', null, suspicious, false, 'none'],
    ['what is still bad goes on', open, suspicious, false, 'worse'],
    ['a planned event does not end what goes on', open, bad, true, 'worse'],
    ['good for ten minutes is not over', open, good, false, 'unchanged'],
    ['good for 29 minutes is not over', { ...open, lastBadAt: at - 29 * MINUTE }, good, false, 'unchanged'],
    ['good for 30 minutes is over', { ...open, lastBadAt: at - 30 * MINUTE }, good, false, 'resolved'],
    ['a window without a call says nothing', { ...open, lastBadAt: at - 5 * HOUR }, blind, false, 'unchanged'],
    ['bad for almost 48 h goes on', { startedAt: at - 48 * HOUR + 1, lastBadAt: at - 5 * MINUTE }, bad, false, 'worse'],
    ['bad for 48 h is the new normal', { startedAt: at - 48 * HOUR, lastBadAt: at - 5 * MINUTE }, bad, false, 'expired'],
    ['back since half an hour is over, however long it was', { startedAt: at - 60 * HOUR, lastBadAt: at - 30 * MINUTE }, good, false, 'resolved'],
  ] as const)('%s', (_, before, verdict, planned, change) => {
    expect(follow(before, verdict, { at, planned }).change).toBe(change)
  })

  it('keeps when it began and moves on when it was bad last', () => {
    expect(follow(open, bad, { at, planned: false }).open).toEqual({ startedAt: open.startedAt, lastBadAt: at })
    expect(follow(open, good, { at, planned: false }).open).toEqual(open)
  })
})
