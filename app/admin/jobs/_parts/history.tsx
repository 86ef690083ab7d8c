import { type Column, DataTable } from '@/components/ui/data-table'
import { StatusMark } from '@/components/ui/status-mark'
import type { TableQuery } from '@/components/ui/table-query'
import { TimeAgo } from '@/components/ui/time-ago'
import { formatDateTime, formatDuration } from '@/lib/format'
import { jobRunStates } from '@/lib/jobs/model'
import type { JobRun } from '@/lib/jobs/queries'
import { countsText } from './counts'
import { durationOf } from './recent-runs'
import { runMark, triggerWord } from './words'

interface HistoryProps {
  query: TableQuery
  jobs: string[]
  runs: JobRun[]
  total: number
  now: Date
}

/** Every run, newest first. */
export function History({ query, jobs, runs, total, now }: HistoryProps) {
  const columns: Column<JobRun>[] = [
    { key: 'job', header: 'Job', rowHeader: true, render: (run) => run.job },
    { key: 'state', header: 'Result', render: (run) => <StatusMark {...runMark[run.state]} /> },
    { key: 'started', header: 'Started', render: (run) => <TimeAgo at={run.startedAt} now={now} /> },
    { key: 'duration', header: 'Duration', align: 'end', render: (run) => (run.finishedAt ? formatDuration(durationOf(run)) : '–') },
    {
      key: 'counts',
      header: 'What it did',
      wrap: true,
      render: (run) => (run.error ? <span className="text-sm break-words">{run.error}</span> : countsText(run)),
    },
    { key: 'trigger', header: 'Started by', hideOnPhone: true, render: (run) => triggerWord[run.trigger] },
    { key: 'at', header: 'Computed from', hideOnPhone: true, render: (run) => <span className="text-text-muted">{formatDateTime(run.at)}</span> },
  ]
  return (
    <DataTable
      caption="History of runs"
      columns={columns}
      rows={runs}
      rowKey={(run) => run.id}
      query={query}
      total={total}
      filters={[
        { name: 'job', label: 'Job', value: query.params.job ?? '', allLabel: 'All jobs', options: jobs.map((name) => ({ value: name, label: name })) },
        {
          name: 'state',
          label: 'Result',
          value: query.params.state ?? '',
          allLabel: 'Every result',
          options: jobRunStates.map((state) => ({ value: state, label: runMark[state].label })),
        },
      ]}
      densityChoice
      empty="Each run of a job stands here: when, how long, what it changed, and what went wrong."
    />
  )
}
