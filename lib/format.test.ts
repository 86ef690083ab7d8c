import { describe, expect, it } from 'vitest'
import {
  formatAxis,
  formatChange,
  formatCount,
  formatDate,
  formatDateTime,
  formatDuration,
  formatMoney,
  formatMs,
  formatPercent,
  formatPoints,
  formatRelative,
  formatScore,
  formatTick,
  formatValue,
} from './format'
import { DAY, HOUR, MINUTE, SECOND } from './time'

/** With plain spaces, so that the tables below can be read. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

describe('formatPercent', () => {
  it.each([
    ['nothing', null, '–'],
    ['not a number', Number.NaN, '–'],
    ['zero', 0, '0 %'],
    ['a trace', 0.00004, '< 0.01 %'],
    ['below one, two decimals', 0.0042, '0.42 %'],
    ['one decimal in the middle', 0.1234, '12.3 %'],
    ['no empty decimal', 0.5, '50 %'],
    ['two decimals from 99', 0.9971, '99.71 %'],
    ['never rounded up to 100', 0.99999, '99.99 %'],
    ['a figure that binary holds a hair below', 0.9958, '99.58 %'],
    ['whole', 1, '100 %'],
    ['above whole', 1.256, '125.6 %'],
    ['negative', -0.034, '−3.4 %'],
  ])('%s', (_, ratio, text) => expect(plain(formatPercent(ratio))).toBe(text))

  it('keeps the digits that were asked for', () => expect(plain(formatPercent(0.5, 2))).toBe('50.00 %'))
})

describe('formatMs', () => {
  it.each([
    [0, '0 ms'],
    [0.42, '0.4 ms'],
    [9.96, '10 ms'],
    [340.4, '340 ms'],
    [999.4, '999 ms'],
    [999.5, '1 s'],
    [1_240, '1.24 s'],
    [12_340, '12.3 s'],
    [60_000, '1 min'],
    [125_000, '2 min 5 s'],
  ])('%d', (ms, text) => expect(plain(formatMs(ms))).toBe(text))
})

describe('formatMoney, in micros of US dollars', () => {
  it.each([
    [0, '$0.00'],
    [400, '$0.0004'],
    [9_999, '$0.009999'],
    [10_000, '$0.01'],
    [1_234_560_000, '$1,234.56'],
    [-2_500_000, '−$2.50'],
  ])('%d', (micros, text) => expect(formatMoney(micros)).toBe(text))

  it.each([
    [999_990_000, '$999.99'],
    [12_345_000_000, '$12.3k'],
    [-2_000_000_000_000, '−$2M'],
  ])('compact %d', (micros, text) => expect(formatMoney(micros, { compact: true })).toBe(text))
})

describe('formatCount', () => {
  it.each([
    [0, '0'],
    [1_095_609, '1,095,609'],
    [-3, '−3'],
  ])('%d', (count, text) => expect(formatCount(count)).toBe(text))

  it.each([
    [9_999, '9,999'],
    [10_000, '10k'],
    [12_345, '12.3k'],
    [1_200_000, '1.2M'],
    [123_400_000, '123M'],
    [5_000_000_000, '5B'],
  ])('compact %d', (count, text) => expect(formatCount(count, { compact: true })).toBe(text))
})

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [800, '800 ms'],
    [12 * SECOND, '12 s'],
    [59.9 * SECOND, '59 s'],
    [59.99 * MINUTE, '59 min 59 s'],
    [41 * MINUTE, '41 min'],
    [HOUR - 400, '1 h'],
    [31 * HOUR, '1 d 7 h'],
    [2 * DAY + 3 * HOUR + 20 * MINUTE, '2 d 3 h'],
    [-90 * SECOND, '−1 min 30 s'],
  ])('%d ms', (ms, text) => expect(plain(formatDuration(ms))).toBe(text))
})

describe('moments', () => {
  const at = new Date('2026-03-02T08:05:00Z')

  it('names the zone', () => {
    expect(plain(formatDateTime(at))).toBe('2 Mar 2026, 08:05 UTC')
    expect(plain(formatDateTime(at, 'Europe/Berlin'))).toBe('2 Mar 2026, 09:05 Europe/Berlin')
  })

  it('says midnight as 00:00', () => expect(plain(formatDateTime(new Date('2026-03-02T00:00:00Z')))).toBe('2 Mar 2026, 00:00 UTC'))

  it('takes the day from the zone', () => expect(formatDate(new Date('2026-03-02T23:30:00Z'), 'Asia/Tokyo')).toBe('3 Mar 2026'))

  it('has hours on a short axis and days on a long one', () => {
    expect(formatTick(at, 'UTC', DAY)).toBe('08:05')
    expect(formatTick(at, 'UTC', 28 * DAY)).toBe('2 Mar')
  })

  it.each([
    ['now', 0, 'just now'],
    ['44 s ago', -44 * SECOND, 'just now'],
    ['45 s ago', -45 * SECOND, '1 min ago'],
    ['3 min ago', -3 * MINUTE, '3 min ago'],
    ['59 min ago', -59 * MINUTE, '59 min ago'],
    ['an hour ago', -59.6 * MINUTE, '1 h ago'],
    ['in 2 h', 2 * HOUR, 'in 2 h'],
    ['a day ago', -23.6 * HOUR, '1 d ago'],
    ['59 d', -59 * DAY, '59 d ago'],
    ['three months', -91 * DAY, '3 months ago'],
  ])('%s', (_, offset, text) => expect(plain(formatRelative(new Date(at.getTime() + offset), at))).toBe(text))

  it('has a word for no moment', () => {
    expect(formatDateTime(null)).toBe('–')
    expect(formatRelative(undefined, at)).toBe('–')
    expect(formatDate(new Date(Number.NaN))).toBe('–')
  })
})

describe('changes and scores', () => {
  it.each([
    [0.12, '+12 %'],
    [-0.034, '−3.4 %'],
    [0.0001, '0 %'],
    [2.5, '+250 %'],
  ])('change of %d', (ratio, text) => expect(plain(formatChange(ratio))).toBe(text))

  it.each([
    [5, '+5'],
    [-2.5, '−2.5'],
    [0, '0'],
  ])('%d points', (points, text) => expect(formatPoints(points)).toBe(text))

  it('shows the tenth of a score only where there is one', () => {
    expect(formatScore(87)).toBe('87')
    expect(formatScore(86.5)).toBe('86.5')
  })
})

describe('by the name of the unit', () => {
  it.each([
    ['count', 12_345, '12,345', '12.3k'],
    ['percent', 0.042, '4.2 %', '4.2 %'],
    ['ms', 1_500, '1.5 s', '1.5 s'],
    ['money', 4_500_000_000, '$4,500.00', '$4.5k'],
    ['score', 86.5, '86.5', '86.5'],
    ['points', 3, '+3', '+3'],
    ['duration', 90_000, '1 min 30 s', '1 min 30 s'],
    ['number', 1.257, '1.26', '1.26'],
  ] as const)('%s', (unit, value, text, axis) => {
    expect(plain(formatValue(value, unit))).toBe(text)
    expect(plain(formatAxis(value, unit))).toBe(axis)
  })
})
