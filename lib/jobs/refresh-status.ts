import { followClock } from '@/lib/status/commands/follow-clock'
import { refreshSnapshot } from '@/lib/status/commands/refresh-snapshot'
import type { Job } from './model'

export const refreshStatusJob: Job = {
  name: 'refresh-status',
  schedule: '* * * * *',
  description: 'Begins and ends planned maintenance by the clock, and puts the public status page together.',
  maxSeconds: 120,
  run: async (_ctx, { now }) => {
    const changed = await followClock(now)
    const { systems, incidents, maintenances } = await refreshSnapshot(now)
    return { checked: systems.length + incidents.length + maintenances.length, changed, failed: 0 }
  },
}
