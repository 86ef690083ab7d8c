import { StatusMark } from '@/components/ui/status-mark'
import { TimeAgo } from '@/components/ui/time-ago'
import type { StoryRow } from '@/lib/anomalies/view'
import { formatDuration } from '@/lib/format'
import { severityMarks, stateMark } from './words'

/** State, severity and time of a story on one line, below its title. */
export function StoryNote({ story, now, zone }: { story: StoryRow; now: Date; zone: string }) {
  const { state, severity, startedAt, endedAt } = story
  return (
    <span className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
      <StatusMark {...stateMark(state, severity)} />
      {state === 'ongoing' ? <span>{severityMarks[severity].label}</span> : <StatusMark {...severityMarks[severity]} />}
      <span>
        began <TimeAgo at={startedAt} now={now} zone={zone} />
        {endedAt ? `, lasted ${formatDuration(endedAt.getTime() - startedAt.getTime())}` : ''}
      </span>
    </span>
  )
}
