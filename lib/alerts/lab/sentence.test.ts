import { describe, expect, it } from 'vitest'
import { addDays, HOUR, MINUTE } from '@/lib/time'
import type { LabAlert } from './model'
import { labSentence } from './sentence'

const from = new Date('2026-03-01T00:00:00Z')
const alert = (hour: number, minutes: number | null, story: number | null = null): LabAlert => ({
  labels: {},
  name: 'a',
  severity: 'warning',
  firedAt: new Date(from.getTime() + hour * HOUR),
  resolvedAt: minutes === null ? null : new Date(from.getTime() + hour * HOUR + minutes * MINUTE),
  worst: 1,
  story: story === null ? null : { id: 's', startedAt: new Date(from.getTime() + hour * HOUR + story * MINUTE) },
})
const said = (alerts: LabAlert[], days = 28) =>
  labSentence({ outcome: 'replayed', from, to: addDays(from, days), alerts, drawn: [], judged: 1, leftOut: 0 }).replaceAll('\u00a0', ' ')

describe('labSentence', () => {
  it.each<[string, string, string]>([
    ['nothing', said([]), 'It would not have fired in 28 days'],
    ['figures of a day', said([], 1), 'It would not have fired in a day'],
    ['once', said([alert(1, 12)]), 'It would have fired once in 28 days; it would have lasted 12 min'],
    ['several', said([alert(1, 10), alert(5, 20), alert(9, 60)]), 'It would have fired 3 times in 28 days; median 20 min, longest 1 h'],
    [
      'some in stories, ahead',
      said([alert(1, 10, 11), alert(5, 20)]),
      'It would have fired 2 times in 28 days, 1 of them in stories, 11 min ahead; median 15 min, longest 20 min',
    ],
    [
      'in a story, behind',
      said([alert(1, 10, -5), alert(2, 10, -5)]),
      'It would have fired 2 times in 28 days, each of them in stories; median 10 min, longest 10 min',
    ],
    ['still open', said([alert(0, null)], 2), 'It would have fired once in 2 days; it would have lasted 2 d'],
  ])('%s', (_name, got, expected) => expect(got).toBe(expected))
})
