import { describe, expect, it } from 'vitest'
import { keepsFromResolving, leftBeforeClosing } from './closing'
import type { Severity } from './model'

const resolvedAt = new Date('2026-03-10T12:00:00Z')
const soon = new Date('2026-03-10T12:05:00Z')
const draft = { completeAt: null, reviewedAt: null }
const complete = { completeAt: resolvedAt, reviewedAt: null }
const reviewed = { completeAt: resolvedAt, reviewedAt: soon }

describe('keepsFromResolving', () => {
  it.each<[Severity, { completeAt: Date | null; reviewedAt: Date | null } | null, boolean]>([
    [1, null, true],
    [2, null, true],
    [2, draft, true],
    [1, complete, false],
    [2, reviewed, false],
    [3, null, false],
    [4, draft, false],
  ])('SEV%i with %o', (severity, postmortem, kept) => expect(keepsFromResolving({ severity, postmortem }) !== null).toBe(kept))
})

describe('leftBeforeClosing', () => {
  const facts = {
    status: 'resolved' as const,
    severity: 3 as Severity,
    resolvedAt,
    postmortem: null,
    followups: [] as { state: 'open' | 'done' | 'not_doing' }[],
  }
  it.each<[string, Partial<Parameters<typeof leftBeforeClosing>[0]>, number]>([
    ['one that is open', { status: 'monitoring', resolvedAt: null }, 1],
    ['a grave one without a post-mortem', { severity: 2 }, 1],
    ['a draft', { postmortem: draft }, 1],
    ['one that is not reviewed', { postmortem: complete }, 1],
    ['a light one with a post-mortem that is not reviewed', { severity: 4, postmortem: complete }, 1],
    ['all done', { severity: 1, postmortem: reviewed, followups: [{ state: 'done' }, { state: 'not_doing' }] }, 0],
    ['an open follow-up', { postmortem: reviewed, followups: [{ state: 'done' }, { state: 'open' }] }, 1],
    ['an open follow-up and no review', { severity: 1, postmortem: complete, followups: [{ state: 'open' }] }, 2],
    ['nothing to do at all, just resolved', {}, 1],
    ['follow-ups alone, all settled', { followups: [{ state: 'done' }] }, 0],
  ])('%s', (_, change, left) => expect(leftBeforeClosing({ ...facts, ...change }, soon)).toHaveLength(left))

  it('waits a day where nothing had to be done', () => {
    expect(leftBeforeClosing(facts, new Date('2026-03-11T11:59:59.999Z'))).toHaveLength(1)
    expect(leftBeforeClosing(facts, new Date('2026-03-11T12:00:00Z'))).toEqual([])
  })
})
