import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { FeedbackCard } from '@/components/anomalies/feedback-card'
import { StoryBody } from '@/components/anomalies/story-body'
import { StoryNote } from '@/components/anomalies/story-note'
import { severityMarks, stateMark } from '@/components/anomalies/words'
import { Banner } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { StatusMark } from '@/components/ui/status-mark'
import { getAnyStory, listParts } from '@/lib/anomalies/queries/find-story'
import { listStoryCharts } from '@/lib/anomalies/queries/story-charts'
import { describeStory } from '@/lib/anomalies/stories/words'
import type { StoryRow } from '@/lib/anomalies/view'
import { hasPermission } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { formatCount } from '@/lib/format'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { judge } from '../actions'

export const metadata: Metadata = { title: 'Anomaly' }

/** Signs that are drawn; all are in the table. */
const CHARTS = 6

export default async function AdminStoryPage({ params }: { params: Promise<{ storyId: string }> }) {
  const ctx = await requireStaff('admin.read')
  const { storyId } = await params
  const { now } = ctx
  const { story, parts, charts } = await readPlatform(ctx, async (tx) => {
    const story = await getAnyStory(tx, { storyId })
    return { story, parts: await listParts(tx, { storyId }), charts: await listStoryCharts(tx, { story, now, most: CHARTS }) }
  }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  const words = describeStory(story)
  return (
    <>
      <PageHeader
        eyebrow={story.organizationName ?? 'Platform story'}
        title={words.title}
        note={<StoryNote story={story} now={now} zone="UTC" />}
        actions={
          story.organizationId ? (
            <LinkButton href={`/admin/organizations/${story.organizationId}`}>{story.organizationName ?? 'The developer'}</LinkButton>
          ) : undefined
        }
      />
      <div className="space-y-4">
        {story.platformStoryId ? (
          <Banner
            tone="info"
            title="Part of a platform story."
            actions={
              <LinkButton size="sm" href={`/admin/anomalies/${story.platformStoryId}`}>
                Open it
              </LinkButton>
            }
          >
            {story.state === 'ongoing'
              ? 'The same cause is seen at other developers; mails and gate clocks are held together.'
              : 'The same cause was seen at other developers; mails and gate clocks were held together.'}
          </Banner>
        ) : null}
        <StoryBody
          story={story}
          words={words}
          charts={charts}
          now={now}
          zone="UTC"
          toolPath={null}
          parts={parts.length > 0 ? <Parts parts={parts} over={story.state !== 'ongoing'} /> : undefined}
          feedback={<FeedbackCard story={story} judge={judge} mayJudge={hasPermission(ctx.actor, 'alerts.write')} now={now} zone="UTC" />}
        />
      </div>
    </>
  )
}

/** What each developer sees of it. */
function Parts({ parts, over }: { parts: StoryRow[]; over: boolean }) {
  return (
    <Card
      flush
      title={parts.length === 1 ? `One developer ${over ? 'was' : 'is'} affected` : `${formatCount(parts.length)} developers ${over ? 'were' : 'are'} affected`}
      note="Each sees its own tools alone, and how many others there are."
    >
      <ul className="divide-y divide-border">
        {parts.map((part) => (
          <li key={part.id} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-4 py-2.5 sm:px-5">
            <div className="min-w-0">
              <Link href={`/admin/anomalies/${part.id}`} prefetch={false} className="font-medium hover:underline">
                {part.organizationName}
              </Link>
              <p className="text-sm text-text-muted">{part.title}</p>
            </div>
            <div className="flex flex-wrap gap-x-4 text-sm">
              <StatusMark {...severityMarks[part.severity]} />
              <StatusMark {...stateMark(part.state, part.severity)} />
              <span className="text-text-muted">{`${formatCount(part.facts.affected.failedCalls)} failed calls`}</span>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
}
