import { toneFill } from '@/components/ui/tone'
import { formatCount, formatDuration } from '@/lib/format'
import type { JobRun } from '@/lib/jobs/queries'
import { runMark } from './words'

const HEIGHT = 24

/** The newest runs as bars, oldest first: as tall as they took, coloured by how they ended. */
export function RecentRuns({ job, runs }: { job: string; runs: JobRun[] }) {
  if (runs.length === 0) return <span className="text-text-muted">none yet</span>
  const longest = Math.max(...runs.map(durationOf), 1)
  const failed = runs.filter((run) => run.state === 'failed' || run.state === 'abandoned').length
  const text = `${job}, last ${formatCount(runs.length)} runs: ${failed === 0 ? 'none failed' : `${formatCount(failed)} failed or were abandoned`}, the longest took ${formatDuration(longest)}`
  return (
    <span role="img" aria-label={text} className="flex items-end gap-0.5" style={{ height: HEIGHT }}>
      {[...runs].reverse().map((run) => (
        <span
          key={run.id}
          title={`${runMark[run.state].label}, ${formatDuration(durationOf(run))}`}
          className={`w-1.5 rounded-sm ${toneFill[runMark[run.state].tone]}`}
          style={{ height: Math.max(3, Math.round((durationOf(run) / longest) * HEIGHT)) }}
        />
      ))}
    </span>
  )
}

/** Milliseconds from start to end; 0 while it runs. */
export function durationOf(run: JobRun): number {
  return run.finishedAt ? run.finishedAt.getTime() - run.startedAt.getTime() : 0
}
