// npm run jobs:sync: creates, updates and deletes the QStash schedules that the jobs need.
import { Client } from '@upstash/qstash'
import { env } from '@/lib/env'
import { jobs } from '@/lib/jobs/registry'
import { syncSchedules } from '@/lib/jobs/sync'
import { loadEnvFiles } from './environment'

loadEnvFiles(process.cwd())
const { QSTASH_TOKEN, QSTASH_URL, APP_URL } = env()
if (!QSTASH_TOKEN) {
  process.stderr.write('QSTASH_TOKEN is not set. Without QStash the local scheduler runs the jobs; nothing needs to be synchronised.\n')
  process.exit(2)
}
if (/^https?:\/\/(localhost|127\.|\[::1\])/.test(APP_URL) && !QSTASH_URL) {
  process.stderr.write(`QStash cannot reach APP_URL=${APP_URL}. Set APP_URL to the address under which this console is reachable from outside.\n`)
  process.exit(2)
}
const client = new Client({ token: QSTASH_TOKEN, ...(QSTASH_URL ? { baseUrl: QSTASH_URL } : {}), devMode: false, enableTelemetry: false })
const plan = await syncSchedules(client, jobs, new Date())
for (const { scheduleId, cron, destination } of plan.put) process.stdout.write(`set      ${scheduleId}  ${cron}  ${destination}\n`)
for (const id of plan.remove) process.stdout.write(`removed  ${id}\n`)
process.stdout.write(`${plan.put.length} set, ${plan.remove.length} removed, ${plan.unchanged} unchanged.\n`)
