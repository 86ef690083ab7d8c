// A run in a process of its own, for tests that kill it half way: doubles the items of work_items
// that are not done yet, one a batch.
import { sql } from 'drizzle-orm'
import { closePool, withPlatform } from '@/db/client'
import type { Job } from '@/lib/jobs/model'
import { runJob } from '@/lib/jobs/run'

export const slowJob: Job = {
  name: 'slow',
  schedule: '0 3 * * *',
  description: 'Works item by item.',
  maxSeconds: 60,
  run: async (_ctx, { stillMine }) => {
    let changed = 0
    while (await stillMine()) {
      const done = await withPlatform((tx) =>
        tx.execute(sql`
          update work_items set value = value * 2, done = true
          where id = (select id from work_items where not done order by id limit 1)
          returning id, pg_sleep(0.01)`),
      )
      if (done.length === 0) break
      changed++
    }
    return { checked: changed, changed, failed: 0 }
  },
}

if (process.argv[1]?.endsWith('job-worker.ts')) {
  process.stdout.write('begun\n')
  await runJob(slowJob, { now: new Date(), trigger: 'cli' })
  await closePool()
}
