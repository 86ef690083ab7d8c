import { expect, it } from 'vitest'
import { nextMinute } from './cursor'

const at = (time: string) => new Date(`2026-03-01T${time}Z`)

it.each<[string, string | null, string, string | null]>([
  ['the first time the newest closed minute', null, '12:00:30', '12:00:00'],
  ['none is closed yet', '12:00:00', '12:00:59', null],
  ['the next has closed', '12:00:00', '12:01:00', '12:01:00'],
  ['one was missed: it first', '12:00:00', '12:02:10', '12:01:00'],
  ['ten were missed: all of them', '12:00:00', '12:10:10', '12:01:00'],
  ['eleven were missed: the newest ten', '12:00:00', '12:11:10', '12:02:00'],
  ['a day was missed', '12:00:00', '23:59:10', '23:50:00'],
  ['the clock went back', '12:05:00', '12:01:10', null],
])('%s', (_, judgedTo, now, next) => {
  expect(nextMinute(judgedTo === null ? null : at(judgedTo), at(now))).toEqual(next === null ? null : at(next))
})
