import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { LinkButton } from '@/components/ui/link-button'
import { StatusMark } from '@/components/ui/status-mark'
import { TimeAgo } from '@/components/ui/time-ago'
import type { Whole } from '@/components/ui/whole'
import { judgedFrom } from '@/lib/anomalies/detect/z-score'
import type { Heat } from '@/lib/anomalies/timeline'
import type { StoryRow } from '@/lib/anomalies/view'
import { HeatStrip } from './heat-strip'
import { severityMarks, stateMark } from './words'

interface AnomaliesCardProps {
  heat: Heat
  /** Stories of the strip's days, the newest first. */
  stories: StoryRow[]
  now: Date
  zone: string
  whole: Whole
  /** Where all of them are listed. */
  allHref: string
  /** Of one tool: its own strip, without its name. */
  bare?: boolean
}

/** Stories that are listed below the strip; the others are marks above it. */
const LISTED = 5

/** The anomalies of the last week: when something was unlike its usual self, and the stories that were confirmed. */
export function AnomaliesCard({ heat, stories, now, zone, whole, allHref, bare }: AnomaliesCardProps) {
  const going = stories.filter((story) => story.state === 'ongoing').length
  return (
    <Card
      id="anomalies"
      title={sentence(stories.length, going)}
      note="The last 7 days. Grey bars are how unusual the plain figures were; what was confirmed is coloured, and a story."
      actions={
        <LinkButton href={allHref} size="sm">
          All anomalies
        </LinkButton>
      }
    >
      {heat.rows.length > 0 || stories.length > 0 ? (
        <HeatStrip heat={heat} stories={stories} storyPath="/dashboard/anomalies" zone={zone} whole={whole} bare={bare} />
      ) : (
        <p className="text-sm text-text-muted">Nothing was unlike its usual self. A tool is judged from {judgedFrom} on.</p>
      )}
      {stories.length > 0 ? (
        <ul aria-label="Stories" className="mt-4 divide-y divide-border border-t border-border">
          {stories.slice(0, LISTED).map((story) => (
            <li key={story.id} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 py-2.5 text-sm last:pb-0">
              <Link href={`/dashboard/anomalies/${story.id}`} prefetch={false} className="min-w-0 font-medium hover:underline">
                {story.title}
              </Link>
              <span className="flex flex-wrap gap-x-4">
                <StatusMark {...severityMarks[story.severity]} />
                <StatusMark {...stateMark(story.state, story.severity)} />
                <span className="text-text-muted">
                  <TimeAgo at={story.startedAt} now={now} zone={zone} />
                </span>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </Card>
  )
}

function sentence(stories: number, going: number): string {
  if (going > 0) return going === 1 ? 'One anomaly is going on' : `${going} anomalies are going on`
  if (stories === 0) return 'Nothing out of the ordinary'
  return stories === 1 ? 'One anomaly this week; it is over' : `${stories} anomalies this week; all are over`
}
