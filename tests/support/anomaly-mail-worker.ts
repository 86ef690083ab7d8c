// Tells the stories of ANOMALIES_AT five times at once, in a process of its own, for tests that let many
// race and that kill one half way.
import { closePool } from '@/db/client'
import { tellAnomalies } from '@/lib/notifications/commands/tell-anomalies'

const work = { now: new Date(process.env.ANOMALIES_AT ?? ''), stillMine: async () => true }
process.stdout.write('begun\n')
await Promise.all(Array.from({ length: 5 }, () => tellAnomalies(work)))
await closePool()
