import { describe, expect, it } from 'vitest'
import { nextUpdateDue, overdueSince } from './due'
import type { Severity } from './model'

const updated = (severity: Severity, lastUpdateAt: string) => ({ status: 'identified' as const, severity, lastUpdateAt: new Date(lastUpdateAt) })

describe('when the next update is due', () => {
  it.each<[Severity, string, string]>([
    [1, '2026-03-10T12:00:00Z', '2026-03-10T12:15:00.000Z'],
    [2, '2026-03-10T12:00:00Z', '2026-03-10T12:30:00.000Z'],
    [3, '2026-03-10T12:00:00Z', '2026-03-10T13:00:00.000Z'],
    [4, '2026-03-10T12:00:00Z', '2026-03-11T17:00:00.000Z'],
    [4, '2026-03-13T23:59:59Z', '2026-03-16T17:00:00.000Z'],
    [4, '2026-03-14T00:00:00Z', '2026-03-16T17:00:00.000Z'],
    [4, '2026-03-15T12:00:00Z', '2026-03-16T17:00:00.000Z'],
    [4, '2026-03-16T00:00:00Z', '2026-03-17T17:00:00.000Z'],
  ])('SEV%i after %s', (severity, last, due) => expect(nextUpdateDue(updated(severity, last))?.toISOString()).toBe(due))

  it('is nothing once it is resolved', () => {
    const over = { ...updated(1, '2026-03-10T12:00:00Z'), status: 'resolved' as const }
    expect(nextUpdateDue(over)).toBeNull()
    expect(overdueSince(over, new Date('2027-01-01'))).toBeNull()
  })

  it('is overdue from the due moment on', () => {
    const incident = updated(1, '2026-03-10T12:00:00Z')
    expect(overdueSince(incident, new Date('2026-03-10T12:14:59.999Z'))).toBeNull()
    expect(overdueSince(incident, new Date('2026-03-10T12:15:00Z'))?.toISOString()).toBe('2026-03-10T12:15:00.000Z')
  })
})
