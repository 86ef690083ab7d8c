import { describe, expect, it } from 'vitest'
import { HOUR } from '@/lib/time'
import { dueMark, inTimeNote, waitingSentence } from './words'

const now = new Date('2026-03-02T09:00:00Z')
const ago = (hours: number) => new Date(now.getTime() - hours * HOUR)
const none = { reviews: 0, waiting: 0, inTime: 0, oldestWaitingAt: null, nextDueAt: null }
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

describe('the sentence', () => {
  it.each([
    [none, 'No reviews in 28 days'],
    [{ ...none, reviews: 1 }, 'The only review of 28 days is answered'],
    [{ ...none, reviews: 1200 }, 'All 1,200 reviews of 28 days are answered'],
    [{ ...none, reviews: 5, waiting: 1, oldestWaitingAt: ago(3) }, 'One review waits for an answer, since 3 h'],
    [{ ...none, reviews: 5, waiting: 3, oldestWaitingAt: ago(30) }, '3 reviews wait for an answer, the oldest since 1 d 6 h'],
  ])('%o', (waiting, sentence) => expect(plain(waitingSentence(waiting, now))).toBe(sentence))
})

describe('the note', () => {
  it.each([
    [none, /^An answer within 48 hours counts/],
    [{ ...none, waiting: 2 }, /^None of them can be in time any more/],
    [{ ...none, waiting: 2, inTime: 1, nextDueAt: ago(-18) }, /^One of them can still be answered within 48 hours: 18 h left\.$/],
    [{ ...none, waiting: 4, inTime: 2, nextDueAt: ago(-5) }, /^2 of them can still be answered within 48 hours; the first has 5 h left\.$/],
  ])('%o', (waiting, note) => expect(plain(inTimeNote(waiting, now))).toMatch(note))
})

describe('the mark', () => {
  it.each([
    [{ postedAt: ago(1), respondedAt: null }, 'warning', '1 d 23 h left to answer in time'],
    [{ postedAt: ago(37), respondedAt: null }, 'serious', '11 h left to answer in time'],
    [{ postedAt: ago(50), respondedAt: null }, 'critical', 'Late by 2 h; an answer still counts'],
    [{ postedAt: ago(50), respondedAt: ago(40) }, 'good', 'Answered in time, after 10 h'],
    [{ postedAt: ago(90), respondedAt: ago(10) }, 'info', 'Answered late, after 3 d 8 h'],
  ])('%o', (review, tone, label) => {
    const mark = dueMark(review, now)
    expect({ ...mark, label: plain(mark.label) }).toEqual({ tone, label })
  })
})
