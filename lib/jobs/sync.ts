import { createHash } from 'node:crypto'
import type { Client } from '@upstash/qstash'
import { env } from '@/lib/env'
import { intervalOf } from '@/lib/schedule'
import { HOUR } from '@/lib/time'
import type { Job } from './model'
import { cronUrl } from './signature'

/** A schedule as QStash keeps it, as far as we set it. */
export interface Schedule {
  scheduleId: string
  destination: string
  cron: string
  method: string
  retries: number
}

export interface SyncPlan {
  put: Schedule[]
  remove: string[]
  unchanged: number
}

/** The schedules that the jobs need. Ids are fixed, so that a second run overwrites and never doubles. */
export function wantedSchedules(jobs: Job[], now: Date): Schedule[] {
  return jobs.map((job) => ({
    scheduleId: `pulsegrid-${job.name}-${installation()}`,
    destination: cronUrl(job.name),
    cron: job.schedule,
    method: 'POST',
    // A frequent job's next message comes before a repeat would; a daily one must not wait a day.
    retries: intervalOf(job.schedule, now) < HOUR ? 0 : 3,
  }))
}

/** What to change so that QStash has the wanted schedules and none of ours besides; others are left alone. */
export function planSync(wanted: Schedule[], existing: Schedule[]): SyncPlan {
  const known = new Map(existing.map((schedule) => [schedule.scheduleId, schedule]))
  const put = wanted.filter((schedule) => !isSame(schedule, known.get(schedule.scheduleId)))
  const ids = new Set(wanted.map((schedule) => schedule.scheduleId))
  const ours = new RegExp(`^pulsegrid-.+-${installation()}$`)
  const remove = existing.map((schedule) => schedule.scheduleId).filter((id) => ours.test(id) && !ids.has(id))
  return { put, remove, unchanged: wanted.length - put.length }
}

/**
 * Brings QStash's schedules to what the jobs need; a second call changes nothing.
 * @throws QstashError when QStash refuses
 */
export async function syncSchedules(client: Client, jobs: Job[], now: Date): Promise<SyncPlan> {
  const plan = planSync(wantedSchedules(jobs, now), await client.schedules.list())
  for (const { scheduleId, destination, cron, retries } of plan.put) {
    await client.schedules.create({ scheduleId, destination, cron, retries, method: 'POST' })
  }
  for (const id of plan.remove) await client.schedules.delete(id)
  return plan
}

function isSame(a: Schedule, b: Schedule | undefined): boolean {
  return b !== undefined && a.destination === b.destination && a.cron === b.cron && a.method === b.method && a.retries === b.retries
}

// Two installations that share a QStash account (staging, production) must not undo each other.
function installation(): string {
  return createHash('sha256').update(env().APP_URL.replace(/\/$/, '')).digest('hex').slice(0, 8)
}
