// Evaluates the revenue milestones of MILESTONES_AT five times at once and tells them, in a process of
// its own, for tests that let many race and that kill one half way.
import { closePool } from '@/db/client'
import { recordMilestones } from '@/lib/milestones/commands'
import { tellMilestones } from '@/lib/notifications/commands/tell-milestones'

const work = { now: new Date(process.env.MILESTONES_AT ?? ''), stillMine: async () => true }
process.stdout.write('begun\n')
await Promise.all(
  Array.from({ length: 5 }, async () => {
    await recordMilestones(work)
    await tellMilestones(work)
  }),
)
await closePool()
