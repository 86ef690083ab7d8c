import { Play } from 'lucide-react'
import { ActionButton } from '@/components/ui/action-button'
import { type Column, DataTable } from '@/components/ui/data-table'
import { StatusMark } from '@/components/ui/status-mark'
import { parseTableQuery } from '@/components/ui/table-query'
import { TimeAgo } from '@/components/ui/time-ago'
import { formatDuration } from '@/lib/format'
import type { JobCondition } from '@/lib/jobs/condition'
import type { Job } from '@/lib/jobs/model'
import type { JobRun } from '@/lib/jobs/queries'
import { runNow } from '../actions'
import { countsText } from './counts'
import { durationOf, RecentRuns } from './recent-runs'
import { conditionMark } from './words'

export interface JobRow extends JobCondition {
  job: Pick<Job, 'name' | 'schedule' | 'description'>
  recent: JobRun[]
  /** Process that runs it now. */
  holder: string | null
}

/** Every job with how it stands, in the order of the flow. */
export function JobTable({ rows, now, mayRun }: { rows: JobRow[]; now: Date; mayRun: boolean }) {
  const columns: Column<JobRow>[] = [
    {
      key: 'job',
      header: 'Job',
      rowHeader: true,
      wrap: true,
      render: ({ job }) => job.name,
    },
    { key: 'condition', header: 'State', render: (row) => <StatusMark {...conditionMark[row.condition]} /> },
    {
      key: 'description',
      header: 'What it does',
      wrap: true,
      hideOnPhone: true,
      render: ({ job }) => <span className="text-text-muted">{job.description}</span>,
    },
    { key: 'last', header: 'Last run', wrap: true, render: (row) => <LastRun run={row.recent[0]} holder={row.holder} now={now} /> },
    { key: 'recent', header: 'Durations', hideOnPhone: true, render: (row) => <RecentRuns job={row.job.name} runs={row.recent} /> },
    { key: 'lag', header: 'Lag', align: 'end', render: (row) => (row.lagMs > 0 ? formatDuration(row.lagMs) : 'none') },
    {
      key: 'next',
      header: 'Next run',
      hideOnPhone: true,
      render: (row) => (
        <>
          <TimeAgo at={row.nextAt} now={now} />
          <span className="block font-mono text-xs text-text-muted" title="Minute, hour, day, month, weekday in UTC">
            {row.job.schedule}
          </span>
        </>
      ),
    },
  ]
  if (mayRun) {
    columns.push({
      key: 'run',
      header: 'Run now',
      align: 'end',
      render: ({ job, condition }) =>
        condition === 'running' ? null : (
          <ActionButton action={runNow} fields={{ job: job.name }} size="sm" icon={<Play aria-hidden="true" />} pendingLabel="Starting">
            <span className="relative">
              Run<span className="sr-only"> {job.name}</span>
            </span>
          </ActionButton>
        ),
    })
  }
  return (
    <DataTable
      caption="Jobs"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.job.name}
      rowHref={(row) => `/admin/jobs?job=${row.job.name}#history`}
      query={parseTableQuery({}, { path: '/admin/jobs', sortable: [], defaultSort: { by: '', direction: 'asc' } })}
      total={rows.length}
      empty="There are no jobs."
    />
  )
}

function LastRun({ run, holder, now }: { run: JobRun | undefined; holder: string | null; now: Date }) {
  if (!run) return <span className="text-text-muted">never</span>
  return (
    <>
      <TimeAgo at={run.startedAt} now={now} />
      <span className="block text-xs text-text-muted" title={holder ?? undefined}>
        {run.state === 'running' ? `by ${holder ?? 'a process that may have died'}` : `in ${formatDuration(durationOf(run))}: ${countsText(run)}`}
      </span>
    </>
  )
}
