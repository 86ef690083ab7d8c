import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answer } from '@/lib/http/route'
import type { Job } from '@/lib/jobs/model'
import { runJob } from '@/lib/jobs/run'
import { type Scheduler, startScheduler } from '@/lib/jobs/scheduler'
import { verifySignature } from '@/lib/jobs/signature'
import { serveHandler } from '../support/app-server'
import { useDatabase } from '../support/database'

const { owner } = useDatabase()
const key = 'a signing key of the tests'

let app: Awaited<ReturnType<typeof serveHandler>>
let schedulers: Scheduler[] = []
/** Names of the jobs that were run, in order. */
let ran: string[] = []
let outcome: () => Promise<void> = async () => {}

const job = (name: string, schedule = '0 3 * * *', after?: string[]): Job => ({
  name,
  schedule,
  after,
  description: '',
  maxSeconds: 60,
  run: async () => {
    ran.push(name)
    await outcome()
    return { checked: 0, changed: 0, failed: 0 }
  },
})
const list = [job('first'), job('second', '0 4 * * *', ['first'])]

function start(): Scheduler {
  const scheduler = startScheduler(app.origin, key, list)
  schedulers.push(scheduler)
  return scheduler
}
/** Looks once, and waits until the runs that this started have ended. */
async function look(scheduler: Scheduler): Promise<void> {
  await scheduler.tick()
  await scheduler.idle()
}

beforeAll(() => {
  process.env.LOG_LEVEL = 'silent'
  process.env.QSTASH_CURRENT_SIGNING_KEY = key
})

beforeEach(async () => {
  ran = []
  outcome = async () => {}
  await owner()`truncate job_runs, leases, processed_messages`
  app = await serveHandler((request) =>
    answer(request, async () => {
      const name = new URL(request.url).pathname.split('/').at(-1)
      const signature = request.headers.get('upstash-signature') ?? ''
      const token = await verifySignature({ signature, body: await request.text(), url: `http://localhost:3000/api/cron/${name}` })
      const found = list.find((j) => j.name === name)
      if (!token || !found) return new Response('refused', { status: 401 })
      const result = await runJob(found, { now: new Date(), trigger: 'scheduler', messageKeys: [token] })
      return Response.json(result, { status: result.state === 'succeeded' ? 200 : 500 })
    }),
  )
})

afterEach(async () => {
  await Promise.all(schedulers.map((scheduler) => scheduler.stop()))
  schedulers = []
  await app.close()
})

describe('the local scheduler', () => {
  it('runs what is overdue at its start, in order, and each once', async () => {
    const scheduler = start()
    await look(scheduler)
    expect(ran).toEqual(['first'])
    await look(scheduler)
    expect(ran).toEqual(['first', 'second'])
    await look(scheduler)
    expect(ran).toEqual(['first', 'second'])
  })

  it('has one holder among several processes; another takes over when it stops', async () => {
    const [a, b] = [start(), start()]
    await look(a)
    await look(b)
    expect(ran).toEqual(['first'])
    await a.stop()
    await look(b)
    expect(ran).toEqual(['first', 'second'])
  })

  it('takes over from a holder that died without a word', async () => {
    await owner()`insert into leases (name, owner, term, until) values ('scheduler', 'dead', 7, now() + interval '20 seconds')`
    const scheduler = start()
    await scheduler.tick()
    expect(ran).toEqual([])
    await owner()`update leases set until = now()`
    await look(scheduler)
    expect(ran).toEqual(['first'])
  })

  it('never has two runs of one job under way', async () => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    outcome = () => gate
    const scheduler = start()
    await scheduler.tick()
    await scheduler.tick()
    await scheduler.tick()
    release()
    await scheduler.idle()
    expect(ran).toEqual(['first'])
  })

  it('does not run again at once what failed, and starts nothing once stopped', async () => {
    outcome = async () => {
      throw new Error('no')
    }
    const scheduler = start()
    await look(scheduler)
    expect(ran).toEqual(['first'])
    await look(scheduler)
    // The one that failed waits; the one after it is not held up by that.
    expect(ran).toEqual(['first', 'second'])
    await scheduler.stop()
    await owner()`truncate job_runs`
    await scheduler.tick()
    expect(ran).toEqual(['first', 'second'])
  })
})
