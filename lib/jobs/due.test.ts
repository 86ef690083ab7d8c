import { describe, expect, it } from 'vitest'
import { dueJobs, type Standing } from './due'
import type { Job } from './model'

const job = (name: string, schedule: string, after?: string[]): Job => ({
  name,
  schedule,
  description: '',
  after,
  maxSeconds: 60,
  run: async () => ({ checked: 0, changed: 0, failed: 0 }),
})
const daily = job('daily', '0 3 * * *')
const at = (text: string) => new Date(`2026-03-${text}Z`)
const standing = (over: Partial<Standing>): Standing => ({ succeededAt: null, failures: 0, failedAt: null, running: false, ...over })

describe('dueJobs', () => {
  it.each<[string, Standing | undefined, string, boolean]>([
    ['never ran', undefined, '02T12:00:00', true],
    ['succeeded at the last moment', standing({ succeededAt: at('02T03:00:00') }), '03T02:59:59', false],
    ['the moment comes', standing({ succeededAt: at('02T03:00:00') }), '03T03:00:00', true],
    ['missed for three days: one run catches up', standing({ succeededAt: at('02T03:00:00') }), '05T10:00:00', true],
    ['caught up late: not again before the next moment', standing({ succeededAt: at('05T10:00:00') }), '06T02:59:00', false],
    ['running', standing({ running: true }), '03T03:00:00', false],
    ['failed 59 s ago', standing({ failures: 1, failedAt: at('03T03:00:10') }), '03T03:01:09', false],
    ['failed a minute ago', standing({ failures: 1, failedAt: at('03T03:00:10') }), '03T03:01:10', true],
    ['failed twice: five minutes', standing({ failures: 2, failedAt: at('03T03:02:00') }), '03T03:06:59', false],
    ['failed twice, five minutes later', standing({ failures: 2, failedAt: at('03T03:02:00') }), '03T03:07:00', true],
    ['failed ten times: an hour', standing({ failures: 10, failedAt: at('03T08:00:00') }), '03T08:59:00', false],
    ['failed ten times, an hour later', standing({ failures: 10, failedAt: at('03T08:00:00') }), '03T09:00:00', true],
    ['failed before the moment: a new chance', standing({ failures: 10, failedAt: at('03T02:59:59') }), '03T03:00:00', true],
  ])('%s', (_name, known, now, expected) => {
    const due = dueJobs([daily], new Map(known ? [['daily', known]] : []), at(now))
    expect(due.map((j) => j.name)).toEqual(expected ? ['daily'] : [])
  })

  it('lets a job wait for the ones before it, while those are due or running', () => {
    const first = job('first', '0 2 * * *')
    const second = job('second', '0 3 * * *', ['first'])
    const now = at('03T04:00:00')
    const done = standing({ succeededAt: at('03T02:00:00') })
    const names = (standings: [string, Standing][]) => dueJobs([first, second], new Map(standings), now).map((j) => j.name)
    expect(names([])).toEqual(['first'])
    expect(names([['first', standing({ running: true })]])).toEqual([])
    expect(names([['first', done]])).toEqual(['second'])
    // A predecessor that failed and waits for its repeat holds nobody up.
    expect(names([['first', standing({ failures: 1, failedAt: at('03T03:59:50') })]])).toEqual(['second'])
  })
})
