import { describe, expect, it } from 'vitest'
import { readLogFilter } from '@/lib/logs/filter'
import type { Bar } from '@/lib/logs/histogram'
import { logsSentence } from './logs-sentence'

const now = new Date('2026-03-02T09:00:00Z')
const filter = (params: Record<string, string> = {}) => readLogFilter(params, now)
const histogram = (lines: Bar['lines'][], exact = true) => ({
  bars: lines.map((each, n) => ({ at: new Date(now.getTime() + n * 60_000), lines: each })),
  widthMs: 60_000,
  total: lines.flatMap((each) => Object.values(each)).reduce((a, b) => a + b, 0),
  exact,
})

describe('the state of the log', () => {
  it.each([
    ['nothing', histogram([{}]), filter(), 'No line came in during the last 24 hours'],
    ['nothing matches', histogram([{}]), filter({ q: 'x' }), 'No line matches in the last 24 hours'],
    ['one', histogram([{ info: 1 }]), filter({ span: '1h' }), '1 line in the last hour, none of them an error'],
    ['many', histogram([{ info: 1_200 }, { error: 1 }]), filter(), '1,201 lines in the last 24 hours, 1 of them an error'],
    ['narrowed', histogram([{ error: 2, fatal: 1 }]), filter({ service: 'api' }), '3 lines match in the last 24 hours, all of them errors'],
    [
      'estimated',
      histogram([{ info: 2_000_000 }], false),
      filter({ from: '2026-03-01T00:00:00Z' }),
      'About 2,000,000 lines in this stretch, none of them an error',
    ],
    [
      'a crest',
      histogram([{ info: 90 }, { info: 90, error: 1 }, { error: 40 }, { info: 90 }, {}]),
      filter(),
      '311 lines in the last 24 hours, 41 of them errors, most around 2 Mar 2026, 09:02\u00a0UTC',
    ],
    ['errors all along', histogram([{ error: 9 }, { error: 10 }, { error: 9 }, { error: 8 }]), filter(), '36 lines in the last 24 hours, all of them errors'],
  ])('%s', (_, counted, narrowed, expected) => expect(logsSentence(counted, narrowed)).toBe(expected))
})
