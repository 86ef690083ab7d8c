import { formatCount } from '@/lib/format'
import type { JobRow } from './job-table'

/** The state of all jobs in a sentence. */
export function summaryOf(rows: JobRow[]): string {
  const failing = rows.filter((row) => row.condition === 'failing')
  const late = rows.filter((row) => row.condition === 'late')
  const named = (list: JobRow[]) => list.map((row) => row.job.name).join(', ')
  const parts = [failing.length > 0 ? `failing: ${named(failing)}` : '', late.length > 0 ? `late: ${named(late)}` : ''].filter(Boolean)
  if (parts.length > 0) return `${formatCount(failing.length + late.length)} of ${formatCount(rows.length)} jobs need a look (${parts.join('; ')})`
  const waiting = rows.filter((row) => row.condition === 'never_ran').length
  if (waiting === rows.length) return 'No job has run yet'
  return waiting > 0
    ? `All jobs are on time; ${formatCount(waiting)} of ${formatCount(rows.length)} have not run yet`
    : `All ${formatCount(rows.length)} jobs are on time`
}

/** Who starts the jobs. */
export function schedulerNote(holder: string | undefined, wanted: boolean): string {
  if (holder) return `The local scheduler runs in process ${holder}.`
  return wanted ? 'The local scheduler is not running.' : 'Jobs are started from outside: QStash or Vercel Cron.'
}

/** `host:pid` of a lease's owner; the rest tells two holdings of one process apart. */
export function processOf(owner: string): string {
  return owner.split(':').slice(0, 2).join(':')
}
