import { expect, it } from 'vitest'
import { HOUR, SECOND } from '@/lib/time'
import { reviewDue } from './due'

const postedAt = new Date('2026-03-02T09:00:00Z')
const later = (ms: number) => new Date(postedAt.getTime() + ms)

it.each([
  ['just posted', null, 0, { state: 'due', leftMs: 48 * HOUR }],
  ['with 18 hours left', null, 30 * HOUR, { state: 'due', leftMs: 18 * HOUR }],
  ['a second before the end', null, 48 * HOUR - SECOND, { state: 'due', leftMs: SECOND }],
  ['at the end', null, 48 * HOUR, { state: 'overdue', sinceMs: 0 }],
  ['two hours late', null, 50 * HOUR, { state: 'overdue', sinceMs: 2 * HOUR }],
  ['answered after an hour', HOUR, 99 * HOUR, { state: 'answered', inTime: true, afterMs: HOUR }],
  ['answered in the last moment', 48 * HOUR, 99 * HOUR, { state: 'answered', inTime: true, afterMs: 48 * HOUR }],
  ['answered a moment too late', 48 * HOUR + SECOND, 99 * HOUR, { state: 'answered', inTime: false, afterMs: 48 * HOUR + SECOND }],
  ['answered before it was posted, as a wrong clock may say', -HOUR, 99 * HOUR, { state: 'answered', inTime: true, afterMs: 0 }],
] as const)('%s', (_name, respondedAfter, nowAfter, expected) => {
  expect(reviewDue({ postedAt, respondedAt: respondedAfter === null ? null : later(respondedAfter) }, later(nowAfter))).toEqual(expected)
})
