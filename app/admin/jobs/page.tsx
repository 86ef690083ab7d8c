import type { Metadata } from 'next'
import { Banner } from '@/components/ui/banner'
import { PageHeader } from '@/components/ui/page-header'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { hasPermission } from '@/lib/auth/model'
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
import { processOf, schedulerNote, summaryOf } from './_parts/summary'

export const metadata: Metadata = { title: 'Jobs' }

const names = jobs.map((job) => job.name)
const RECENT_RUNS = 10

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
      <PageHeader eyebrow="Jobs" title={summaryOf(rows)} note={schedulerNote(scheduler, isSchedulerWanted())} />
      <div className="space-y-4">
        {isSchedulerWanted() && !scheduler ? (
          <Banner tone="warning" title="No process holds the scheduler, so nothing starts by itself.">
            A server that starts takes it over within 20 seconds.
          </Banner>
        ) : null}
        <JobTable rows={rows} now={ctx.now} mayRun={hasPermission(ctx.actor, 'jobs.run')} />
        <section id="history" aria-labelledby="history-title">
          <h2 id="history-title" className="pt-3 pb-2 text-base font-medium">
            History
          </h2>
          <History query={query} jobs={names} runs={runs} total={total} now={ctx.now} />
        </section>
      </div>
    </>
  )
}
