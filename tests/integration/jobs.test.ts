import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withPlatform } from '@/db/client'
import { acquireLease, type Lease, releaseLease, renewLease } from '@/lib/jobs/leases'
import type { Job } from '@/lib/jobs/model'
import { countRuns, listLeases, listRecentRuns, listRuns, readStandings } from '@/lib/jobs/queries'
import { beginRun, runJob } from '@/lib/jobs/run'
import type { JobResult, Work } from '@/lib/work'
import { useDatabase } from '../support/database'
import { slowJob } from '../support/job-worker'

const database = useDatabase()
const { owner } = database
const now = new Date('2026-03-02T09:00:00Z')
const counts: JobResult = { checked: 3, changed: 2, failed: 0 }

function job(run: (work: Work) => Promise<JobResult>): Job {
  return { name: 'sample', schedule: '0 3 * * *', description: '', maxSeconds: 60, run: (_ctx, work) => run(work) }
}

const runs = () => owner()`select job, at, trigger, state, counts, error, finished_at is not null as ended from job_runs order by started_at`
/** What waiting for the lease of a dead process does, without the waiting. */
const letLeasesRunOut = () => owner()`update leases set until = now() - interval '1 second'`

beforeAll(async () => {
  process.env.LOG_LEVEL = 'silent'
  await owner()`create table work_items (id int primary key, value int not null, done boolean not null default false)`
  await owner()`grant select, update on work_items to pulsegrid_platform`
})

beforeEach(async () => {
  await owner()`truncate job_runs, leases, processed_messages, work_items`
})

describe('leases', () => {
  const acquire = (owner: string, seconds = 60) => withPlatform((tx) => acquireLease(tx, 'door', owner, seconds))
  const held = (result: Awaited<ReturnType<typeof acquire>>): Lease => {
    if ('heldUntil' in result) throw new Error('expected the lease')
    return result
  }

  it('has one holder among twenty racers', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, (_, i) => acquire(`racer-${i}`)))
    expect(results.filter((r) => !('heldUntil' in r))).toHaveLength(1)
  })

  it('grows its term with every change of holder', async () => {
    const first = held(await acquire('first'))
    await withPlatform((tx) => releaseLease(tx, first))
    const second = held(await acquire('second'))
    expect(second.term).toBe(first.term + 1)
  })

  it('is lost for good to whoever took it after it ran out', async () => {
    const slow = held(await acquire('slow'))
    await letLeasesRunOut()
    const quick = held(await acquire('quick'))
    expect(await renewLease(slow, 60)).toBe(false)
    await withPlatform((tx) => releaseLease(tx, slow))
    expect(await renewLease(quick, 60)).toBe(true)
    expect(await acquire('third')).toHaveProperty('heldUntil')
  })
})

describe('runJob', () => {
  it('records the run with the moment that it computed from', async () => {
    expect(
      await runJob(
        job(async () => counts),
        { now, trigger: 'manual' },
      ),
    ).toMatchObject({ state: 'succeeded', counts })
    expect(await runs()).toEqual([{ job: 'sample', at: now, trigger: 'manual', state: 'succeeded', counts, error: null, ended: true }])
  })

  it('records a failure without throwing, and the innermost reason', async () => {
    const failing = job(async () => {
      throw new Error('outer, with parameters', { cause: new Error('the disk is full') })
    })
    expect(await runJob(failing, { now, trigger: 'scheduler' })).toMatchObject({ state: 'failed', error: 'the disk is full' })
    expect(await runs()).toMatchObject([{ state: 'failed', error: 'the disk is full', ended: true }])
    expect(
      await runJob(
        job(async () => counts),
        { now, trigger: 'scheduler' },
      ),
    ).toMatchObject({ state: 'succeeded' })
  })

  it('has once’s effect when it is run five times at once', async () => {
    let [effects, answered] = [0, 0]
    let end = () => {}
    const others = new Promise<void>((resolve) => {
      end = resolve
    })
    // Until the other four have been answered, or a second one has begun.
    const slow = job(async () => {
      if (++effects > 1) end()
      await others
      return counts
    })
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const outcome = await runJob(slow, { now, trigger: 'scheduler' })
        if (++answered === 4) end()
        return outcome
      }),
    )
    expect(effects).toBe(1)
    expect(outcomes.filter((o) => o.state === 'succeeded')).toHaveLength(1)
    expect(outcomes.filter((o) => o.state === 'already_running')).toHaveLength(4)
    expect(await runs()).toHaveLength(1)
  })

  it('goes on where a run that was killed half way stopped', async () => {
    await owner()`insert into work_items (id, value) select n, n from generate_series(1, 200) n`
    const worker = spawn(process.execPath, ['--import', 'tsx', 'tests/support/job-worker.ts'], {
      env: { ...process.env, DATABASE_URL: database.url() },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const done = async () => Number((await owner()`select count(*) as n from work_items where done`)[0]?.n)
    while ((await done()) < 20) await new Promise((resolve) => setTimeout(resolve, 20))
    worker.kill('SIGKILL')
    await once(worker, 'exit')
    expect(await done()).toBeLessThan(200)

    expect(await runJob(slowJob, { now, trigger: 'cli' })).toMatchObject({ state: 'already_running' })
    await letLeasesRunOut()
    expect(await runJob(slowJob, { now, trigger: 'cli' })).toMatchObject({ state: 'succeeded' })
    expect(await runs()).toMatchObject([
      { state: 'abandoned', error: 'The process that ran it gave no sign of life.', ended: true },
      { state: 'succeeded', ended: true },
    ])
    expect(await owner()`select count(*)::int as n from work_items where value <> 2 * id`).toEqual([{ n: 0 }])
  })

  it('ends a run early that lost its lease, and leaves the record to the new holder', async () => {
    let answers: boolean[] = []
    const robbed = job(async ({ stillMine }) => {
      answers = [await stillMine()]
      await letLeasesRunOut()
      const other = await beginRun(
        job(async () => counts),
        { now, trigger: 'manual' },
      )
      answers.push(await stillMine())
      if (other.state === 'begun') await other.work()
      return counts
    })
    expect(await runJob(robbed, { now, trigger: 'scheduler' })).toMatchObject({ state: 'abandoned' })
    expect(answers).toEqual([true, false])
    expect(await runs()).toMatchObject([
      { state: 'abandoned', trigger: 'scheduler' },
      { state: 'succeeded', trigger: 'manual' },
    ])
  })

  it('works a message once: repeats after a failure run, repeats after success do not', async () => {
    const request = { now, trigger: 'qstash' as const, messageKeys: ['token:a', 'message:m'] }
    const failing = job(async () => {
      throw new Error('not today')
    })
    expect(await runJob(failing, request)).toMatchObject({ state: 'failed' })
    expect(
      await runJob(
        job(async () => counts),
        request,
      ),
    ).toMatchObject({ state: 'succeeded' })
    expect(
      await runJob(
        job(async () => counts),
        request,
      ),
    ).toEqual({ state: 'replayed' })
    expect(
      await runJob(
        job(async () => counts),
        { ...request, messageKeys: ['token:b', 'message:m'] },
      ),
    ).toEqual({ state: 'replayed' })
    expect(
      await runJob(
        job(async () => counts),
        { ...request, messageKeys: ['token:c', 'message:n'] },
      ),
    ).toMatchObject({ state: 'succeeded' })
  })
})

describe('queries', () => {
  it('tell the scheduler where each job stands', async () => {
    const failing = job(async () => {
      throw new Error('no')
    })
    await runJob(
      job(async () => counts),
      { now, trigger: 'scheduler' },
    )
    await runJob(failing, { now, trigger: 'scheduler' })
    await runJob(failing, { now, trigger: 'scheduler' })
    // From the command line at another date: says nothing about today.
    await runJob(
      job(async () => counts),
      { now: new Date('2030-01-01'), trigger: 'cli' },
    )
    const begun = await beginRun({ ...job(async () => counts), name: 'busy' }, { now, trigger: 'scheduler' })
    const standings = await withPlatform((tx) => readStandings(tx, ['sample', 'busy', 'never']))
    expect(standings.get('sample')).toEqual({ succeededAt: now, failures: 2, failedAt: expect.any(Date), running: false })
    expect(standings.get('busy')).toEqual({ succeededAt: null, failures: 0, failedAt: null, running: true })
    expect(standings.get('never')).toEqual({ succeededAt: null, failures: 0, failedAt: null, running: false })
    expect((await withPlatform(listLeases)).map((lease) => lease.name)).toEqual(['job:busy'])
    if (begun.state === 'begun') await begun.work()
  })

  it('list history by job and state, page by page', async () => {
    for (let i = 0; i < 5; i++)
      await runJob(
        job(async () => counts),
        { now, trigger: 'scheduler' },
      )
    await runJob({ ...job(async () => counts), name: 'other' }, { now, trigger: 'manual' })
    const list = (filter: Partial<Parameters<typeof listRuns>[1]>) => withPlatform((tx) => listRuns(tx, { limit: 3, offset: 0, ...filter }))
    const [first, second] = [await list({ job: 'sample' }), await list({ job: 'sample', offset: 3 })]
    expect([first.length, second.length]).toEqual([3, 2])
    expect(new Set([...first, ...second].map((run) => run.id)).size).toBe(5)
    expect(first[0]?.startedAt.getTime()).toBeGreaterThanOrEqual(second[1]?.startedAt.getTime() ?? 0)
    expect(await list({ state: 'failed' })).toEqual([])
    expect(await withPlatform((tx) => countRuns(tx, { state: 'succeeded' }))).toBe(6)
    const recent = await withPlatform((tx) => listRecentRuns(tx, ['sample', 'other', 'never'], 2))
    expect([recent.get('sample')?.length, recent.get('other')?.length, recent.get('never')?.length]).toEqual([2, 1, 0])
  })
})
