import { describe, expect, it } from 'vitest'
import type { AnomalySeverity } from '@/lib/anomalies/model'
import { DAY, HOUR } from '@/lib/time'
import { decideAttention } from './attention'

const now = new Date('2026-03-10T03:00:00Z')

describe('decideAttention', () => {
  it.each<[string, AnomalySeverity, number[], 'tell' | 'hold']>([
    ['the first of a week', 'critical', [], 'tell'],
    ['the second of a week', 'critical', [HOUR], 'tell'],
    ['the third of a week', 'critical', [HOUR, 6 * DAY], 'hold'],
    ['two, of which one is exactly seven days old', 'critical', [HOUR, 7 * DAY], 'tell'],
    ['two, of which one is a moment short of seven days old', 'critical', [HOUR, 7 * DAY - 1], 'hold'],
    ['two in the same minute', 'critical', [0, 0], 'hold'],
    ['many, all older than a week', 'critical', [8 * DAY, 9 * DAY, 30 * DAY], 'tell'],
    ['urgent, with two of the week told', 'urgent', [HOUR, 2 * HOUR], 'tell'],
    ['urgent, with ten of the day told', 'urgent', Array.from({ length: 10 }, (_, i) => i * HOUR), 'tell'],
    ['a warning, with nothing told', 'warning', [], 'hold'],
  ])('%s', (_name, severity, ages, expected) => {
    expect(
      decideAttention(
        severity,
        ages.map((age) => new Date(now.getTime() - age)),
        now,
      ),
    ).toBe(expected)
  })
})
