import type { Metadata } from 'next'
import { Banner } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { hasPermission } from '@/lib/auth/model'
import { formatCount } from '@/lib/format'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { conditionOf } from '@/lib/jobs/condition'
import { jobRunStates } from '@/lib/jobs/model'
import { countRuns, listLeases, listRecentRuns, listRuns, readStandings } from '@/lib/jobs/queries'
import { jobs } from '@/lib/jobs/registry'
import { leaseName } from '@/lib/jobs/run'
import { isSchedulerWanted, SCHEDULER_LEASE } from '@/lib/jobs/scheduler'
import { History } from './_parts/history'
import { type JobRow, JobTable } from './_parts/job-table'
import { Refresh } from './_parts/refresh'

export const metadata: Metadata = { title: 'Jobs' }

const names = jobs.map((job) => job.name)
const RECENT_RUNS = 20

export default async function JobsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('admin.read')
  const query = parseTableQuery(await searchParams, { path: '/admin/jobs', sortable: [], defaultSort: { by: '', direction: 'asc' } })
  const filter = { job: names.find((name) => name === query.params.job), state: jobRunStates.find((state) => state === query.params.state) }
  const { standings, recent, leases, runs, total } = await readPlatform(ctx, async (tx) => ({
    standings: await readStandings(tx, names),
    recent: await listRecentRuns(tx, names, RECENT_RUNS),
    leases: await listLeases(tx),
    runs: await listRuns(tx, { ...filter, limit: query.pageSize, offset: query.offset }),
    total: await countRuns(tx, filter),
  }))
  const holders = new Map(leases.map((lease) => [lease.name, processOf(lease.owner)]))
  const rows = jobs.flatMap((job): JobRow[] => {
    const standing = standings.get(job.name)
    if (!standing) return []
    return [{ job, ...conditionOf(job, standing, ctx.now), recent: recent.get(job.name) ?? [], holder: holders.get(leaseName(job.name)) ?? null }]
  })
  const scheduler = holders.get(SCHEDULER_LEASE)
  return (
    <>
      <Refresh seconds={rows.some((row) => row.condition === 'running') ? 2 : 15} />
      <PageHeader eyebrow="Jobs" title={summary(rows)} note={schedulerNote(scheduler)} />
      <div className="space-y-4">
        {isSchedulerWanted() && !scheduler ? (
          <Banner tone="warning" title="No process holds the scheduler, so nothing starts by itself.">
            A server that starts takes it over within 20 seconds.
          </Banner>
        ) : null}
        <JobTable rows={rows} now={ctx.now} mayRun={hasPermission(ctx.actor, 'jobs.run')} />
        <Card id="history" title="History" note="Every run, newest first. Times are relative; hover for UTC." flush>
          <History query={query} jobs={names} runs={runs} total={total} now={ctx.now} />
        </Card>
      </div>
    </>
  )
}

/** The state of all jobs in a sentence. */
function summary(rows: JobRow[]): string {
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

function schedulerNote(holder: string | undefined): string {
  if (holder) return `The local scheduler runs in process ${holder}.`
  return isSchedulerWanted() ? 'The local scheduler is not running.' : 'Jobs are started from outside: QStash or Vercel Cron.'
}

/** `host:pid` of a lease's owner; the rest tells two holdings of one process apart. */
function processOf(owner: string): string {
  return owner.split(':').slice(0, 2).join(':')
}
