import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { closePool, withPlatform } from '@/db/client'
import { route } from '@/lib/http/route'
import type { Job } from '@/lib/jobs/model'
import { runJob } from '@/lib/jobs/run'
import { createMeter, type Meter, meter } from '@/lib/meter'
import { flushMeter } from '@/lib/metrics/series/commands/flush-meter'
import { listMetrics } from '@/lib/metrics/series/queries'
import { MINUTE } from '@/lib/time'
import { useDatabase } from '../support/database'

const database = useDatabase()
const NOW = new Date('2026-03-10T14:20:30Z')
const at = NOW.getTime()

/** This process's meter, as after a start. */
function restart(): Meter {
  const fresh = createMeter()
  Object.assign(globalThis, { pulsegridMeter: fresh, pulsegridFlushing: undefined })
  return fresh
}

function minutes(metric: string) {
  return database.owner()<{ dimensions: Record<string, string>; at: Date; count: number; sum: number; writers: number }[]>`
    select s.dimensions, m.at, sum(m.count)::int as count, sum(m.sum) as sum, count(distinct m.writer)::int as writers
    from metric_series s join metric_minutes m on m.series_id = s.id where s.metric = ${metric} group by s.id, m.at order by s.dimensions::text, m.at`
}

beforeEach(() => {
  restart()
  delete process.env.METRIC_LABEL_SETS
})

describe('what a process counts', () => {
  it('is written once, however often it is written, and grows with the minute', async () => {
    meter().add('written_total', { route: '/a' }, 2, at)
    await flushMeter(NOW)
    await flushMeter(NOW)
    meter().add('written_total', { route: '/a' }, 3, at)
    await flushMeter(NOW)
    expect(await minutes('written_total')).toMatchObject([{ dimensions: { route: '/a' }, count: 2, sum: 5, writers: 1 }])
  })

  it('of several processes is added up, in one series', async () => {
    for (let process = 0; process < 3; process++) {
      restart().add('shared_total', {}, 1, at)
      await flushMeter(NOW)
    }
    expect(await minutes('shared_total')).toMatchObject([{ sum: 3, writers: 3 }])
    expect(await database.owner()`select id from metric_series where metric = 'shared_total'`).toHaveLength(1)
  })

  it('waits for a database that is away, minute by minute, and breaks nobody', async () => {
    const url = process.env.DATABASE_URL
    process.env.DATABASE_URL = 'postgres://postgres@localhost:1/none'
    meter().add('kept_total', {}, 1, at)
    await flushMeter(NOW)
    meter().add('kept_total', {}, 2, at + MINUTE)
    await flushMeter(new Date(at + MINUTE))
    process.env.DATABASE_URL = url
    await closePool()
    await flushMeter(new Date(at + 2 * MINUTE))
    expect(await minutes('kept_total')).toMatchObject([{ sum: 1 }, { sum: 2 }])
  })

  it('stays within the cap of label sets, together with the other processes', async () => {
    process.env.METRIC_LABEL_SETS = '10'
    for (let process = 0; process < 4; process++) {
      restart()
      for (let i = 0; i < 8; i++) meter().add('capped_total', { route: `/${process}/${i}` }, 1, at)
      await flushMeter(NOW)
    }
    const rows = await minutes('capped_total')
    expect(rows).toHaveLength(11)
    expect(rows.reduce((sum, row) => sum + row.sum, 0)).toBe(32)
    expect(rows.find(({ dimensions }) => dimensions.route === 'other')).toMatchObject({ sum: 22 })
    expect(await withPlatform((tx) => listMetrics(tx, null))).toContainEqual(expect.objectContaining({ metric: 'capped_total', series: 11, capped: true }))
    const overflow = await minutes('metric_overflow_total')
    expect(overflow.map(({ dimensions }) => dimensions)).toContainEqual({ type: 'capped_total' })
  })

  it('marks the hours that are over', async () => {
    meter().add('late_total', {}, 1, at - 60 * MINUTE)
    meter().add('late_total', {}, 1, at)
    await flushMeter(NOW)
    const marks = await database.owner()`
      select hour_at from metric_marks k join metric_series s on s.id = k.series_id where s.metric = 'late_total'`
    expect(marks.map(({ hour_at }) => hour_at)).toEqual([new Date('2026-03-10T13:00:00Z')])
  })
})

describe('this server', () => {
  it('counts and times requests under their template', async () => {
    const GET = route({ access: { public: true }, summary: 'Test.', params: z.object({ toolId: z.string() }), output: z.object({}) }, async () => ({}))
    await GET(new Request('http://localhost/api/tools/abc'), { params: Promise.resolve({ toolId: 'abc' }) })
    await GET(new Request('http://localhost/api/tools/def'), { params: Promise.resolve({ toolId: 'def' }) })
    const rows = meter().totals()
    expect(rows.find(({ metric }) => metric === 'api_requests_total')).toMatchObject({
      dimensions: { route: '/api/tools/:toolId', status_code: '200' },
      sum: 2,
    })
    expect(rows.find(({ metric }) => metric === 'api_request_duration_ms')).toMatchObject({ dimensions: { route: '/api/tools/:toolId' }, count: 2 })
  })

  it('counts and times the runs of jobs by their outcome, and its transactions', async () => {
    const job = (run: Job['run']): Job => ({ name: 'a-job', schedule: '* * * * *', description: 'A job.', maxSeconds: 10, run })
    await runJob(
      job(async () => ({ checked: 0, changed: 0, failed: 0 })),
      { now: NOW, trigger: 'cli' },
    )
    await runJob(
      job(() => Promise.reject(new Error('no'))),
      { now: NOW, trigger: 'cli' },
    )
    const rows = meter().totals()
    const runs = rows.filter(({ metric }) => metric === 'job_runs_total').map(({ dimensions }) => dimensions)
    expect(runs).toEqual([
      { type: 'a-job', status: 'succeeded' },
      { type: 'a-job', status: 'failed' },
    ])
    expect(rows.find(({ metric }) => metric === 'job_duration_ms')).toMatchObject({ dimensions: { type: 'a-job' }, count: 2 })
    expect(rows.find(({ metric }) => metric === 'db_query_ms')?.count).toBeGreaterThan(2)
  })
})
