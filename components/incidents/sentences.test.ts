import { describe, expect, it } from 'vitest'
import type { IncidentStatus, Severity } from '@/lib/incidents/model'
import { HOUR, MINUTE } from '@/lib/time'
import { incidentsSentence } from './sentences'

const now = new Date('2026-03-02T10:00:00Z')
const one = (number: number, severity: Severity, status: IncidentStatus, updatedMinutesAgo: number) => ({
  number,
  severity,
  status,
  title: 'Something is broken',
  lastUpdateAt: new Date(now.getTime() - updatedMinutesAgo * MINUTE),
})

describe('incidentsSentence', () => {
  it.each([
    { name: 'nothing ever', open: [], last: null, is: 'No incident is open, and none was ever opened' },
    {
      name: 'nothing open',
      open: [],
      last: { number: 3, resolvedAt: new Date(now.getTime() - 2 * HOUR) },
      is: 'No incident is open; the last one, INC-3, was resolved 2 h ago',
    },
    { name: 'one, in time', open: [one(4, 3, 'monitoring', 59)], last: null, is: 'One incident is open: INC-4, SEV3, monitoring' },
    { name: 'one, overdue', open: [one(4, 3, 'monitoring', 60)], last: null, is: 'One incident is open: INC-4, SEV3, monitoring; its update is overdue' },
    { name: 'the gravest first', open: [one(4, 3, 'monitoring', 1), one(5, 1, 'investigating', 1)], last: null, is: '2 incidents are open, one of them SEV1' },
    {
      name: 'all alike',
      open: [one(4, 2, 'monitoring', 31), one(5, 2, 'identified', 1)],
      last: null,
      is: '2 incidents are open, all of them SEV2; one update is overdue',
    },
    {
      name: 'several overdue',
      open: [one(4, 2, 'monitoring', 31), one(5, 2, 'identified', 30), one(6, 4, 'identified', 1)],
      last: null,
      is: '3 incidents are open, 2 of them SEV2; 2 updates are overdue',
    },
  ])('$name', ({ open, last, is }) => expect(incidentsSentence(open, last, now).replace(/\s/g, ' ')).toBe(is))
})
