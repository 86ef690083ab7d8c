import Link from 'next/link'
import { severityMarks, stateMark } from '@/components/anomalies/words'
import { Card } from '@/components/ui/card'
import { StatusMark } from '@/components/ui/status-mark'
import { TimeAgo } from '@/components/ui/time-ago'
import type { StoryRow } from '@/lib/anomalies/view'
import { formatCount } from '@/lib/format'

/** One cause over several developers: what holds mails and gate clocks. */
export function PlatformStories({ stories, now }: { stories: StoryRow[]; now: Date }) {
  const going = stories.filter((story) => story.state === 'ongoing').length
  return (
    <Card
      flush
      title={going === 0 ? 'No platform story is going on' : going === 1 ? 'One platform story is going on' : `${going} platform stories are going on`}
      note="One cause over the tools of several developers. While it lasts, the mails and gate clocks of those developers are held. The last 30 days."
    >
      {stories.length === 0 ? (
        <p className="px-4 py-4 text-sm text-text-muted sm:px-5">
          When tools of several developers degrade together, the common cause stands here before anybody asks.
        </p>
      ) : (
        <ul className="divide-y divide-border">
          {stories.map((story) => (
            <li key={story.id} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-4 py-3 sm:px-5">
              <div className="min-w-0">
                <Link href={`/admin/anomalies/${story.id}`} prefetch={false} className="font-medium hover:underline">
                  {story.title}
                </Link>
                <p className="text-sm text-text-muted">
                  {`${formatCount(story.facts.affected.tools.length)} tools of ${formatCount(story.facts.affected.developers)} developers, ${formatCount(story.facts.affected.failedCalls)} failed calls`}
                </p>
              </div>
              <div className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
                <StatusMark {...severityMarks[story.severity]} />
                <StatusMark {...stateMark(story.state, story.severity)} />
                <TimeAgo at={story.startedAt} now={now} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
