import { describe, expect, it } from 'vitest'
import { MINUTE } from '@/lib/time'
import { conditionOf } from './condition'
import type { Standing } from './due'
import type { Job } from './model'

const job: Job = { name: 'rollup', schedule: '*/5 * * * *', description: '', maxSeconds: 60, run: async () => ({ checked: 0, changed: 0, failed: 0 }) }
const at = (time: string) => new Date(`2026-03-02T${time}Z`)
const standing = (over: Partial<Standing>): Standing => ({ succeededAt: null, failures: 0, failedAt: null, running: false, ...over })

describe('conditionOf', () => {
  it.each<[string, Partial<Standing>, string, string, number]>([
    ['answered', { succeededAt: at('09:00:02') }, '09:04:59', 'on_time', 0],
    ['just named, not answered yet', { succeededAt: at('09:00:02') }, '09:05:30', 'on_time', 0.5 * MINUTE],
    ['five minutes without an answer', { succeededAt: at('09:00:02') }, '09:10:00', 'on_time', 5 * MINUTE],
    ['longer', { succeededAt: at('09:00:02') }, '09:10:01', 'late', 5 * MINUTE + 1000],
    ['an hour without an answer: counted from the first moment that was missed', { succeededAt: at('09:00:02') }, '10:06:00', 'late', 61 * MINUTE],
    ['running', { succeededAt: at('08:00:00'), running: true }, '09:03:00', 'running', 58 * MINUTE],
    ['failed since', { succeededAt: at('08:59:00'), failures: 2, failedAt: at('09:00:10') }, '09:03:00', 'failing', 3 * MINUTE],
    ['never ran', {}, '09:03:00', 'never_ran', 3 * MINUTE],
  ])('%s', (_name, over, now, condition, lagMs) => {
    expect(conditionOf(job, standing(over), at(now))).toEqual({ condition, lagMs, nextAt: expect.any(Date) })
  })

  it('calls a daily job late after five minutes', () => {
    const daily = { ...job, schedule: '0 3 * * *' }
    const known = standing({ succeededAt: new Date('2026-03-01T03:00:05Z') })
    expect(conditionOf(daily, known, at('03:05:00')).condition).toBe('on_time')
    expect(conditionOf(daily, known, at('03:05:01')).condition).toBe('late')
    expect(conditionOf(daily, known, at('03:05:01')).nextAt).toEqual(new Date('2026-03-03T03:00:00Z'))
  })
})
