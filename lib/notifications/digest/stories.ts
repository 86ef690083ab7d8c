import type { Props } from '@/emails/weekly-digest'
import type { AnomalySeverity, AnomalyState, StoryFacts } from '@/lib/anomalies/model'
import { describeStory } from '@/lib/anomalies/stories/words'
import { formatCount, formatDateTime, formatDuration } from '@/lib/format'

/** A story of the week that nobody was sent a mail about. */
export interface QuietStory {
  storyId: string
  severity: AnomalySeverity
  state: AnomalyState
  facts: StoryFacts
  startedAt: Date
  lastBadAt: Date
  endedAt: Date | null
  /** It was part of a story of the platform. */
  ofPlatform: boolean
}

export interface WeekStories {
  /** The gravest first, as many as were asked for. */
  quiet: QuietStory[]
  /** How many there are in all. */
  quietTotal: number
  /** How many were told by mail when they happened. */
  told: number
}

/** The mail names so many stories; the page has them all. */
export const SHOWN_STORIES = 5

const severityWords: Record<AnomalySeverity, string> = { warning: 'Warning', critical: 'Critical', urgent: 'Urgent' }

/**
 * What was out of the ordinary in a week, for its digest: the stories that came without a mail, and how
 * many came with one. Null where there was nothing.
 * @param zone IANA name, known to this runtime
 */
export function composeStories({ quiet, quietTotal, told }: WeekStories, { zone, consoleUrl }: { zone: string; consoleUrl: string }): Props['stories'] {
  if (quietTotal + told === 0) return null
  const shown = quiet.slice(0, SHOWN_STORIES)
  return {
    items: shown.map((story) => ({
      title: describeStory(story, zone).title,
      detail: detailOf(story, zone),
      url: `${consoleUrl}/dashboard/anomalies/${story.storyId}`,
    })),
    rest: restOf(quietTotal - shown.length, quietTotal, told),
    url: `${consoleUrl}/dashboard/anomalies`,
  }
}

function detailOf(story: QuietStory, zone: string): string {
  const { severity, state, startedAt, lastBadAt, endedAt, ofPlatform } = story
  const lasted = formatDuration((endedAt ?? lastBadAt).getTime() - startedAt.getTime())
  const how = state === 'ongoing' ? 'still going on' : state === 'expired' ? 'it stayed, and is usual now' : `over after ${lasted}`
  const platform = ofPlatform ? '. Other developers had the same: not yours to fix, so no mail was sent' : ''
  return `${severityWords[severity]}, ${formatDateTime(startedAt, zone)}, ${how}${platform}.`
}

function restOf(more: number, quiet: number, told: number): string | null {
  const parts: string[] = []
  if (more > 0) parts.push(`${more === 1 ? 'One more is' : `${formatCount(more)} more are`} on the page.`)
  if (told > 0) {
    if (quiet > 0) parts.push(`${told === 1 ? 'One other was' : `${formatCount(told)} others were`} told by mail when ${told === 1 ? 'it' : 'they'} happened.`)
    else
      parts.push(
        told === 1 ? 'One story, which was told by mail when it happened.' : `${formatCount(told)} stories, which were told by mail when they happened.`,
      )
  }
  return parts.length > 0 ? parts.join(' ') : null
}
