import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { FeedbackCard } from '@/components/anomalies/feedback-card'
import { StoryBody } from '@/components/anomalies/story-body'
import { StoryNote } from '@/components/anomalies/story-note'
import { Banner } from '@/components/ui/banner'
import { PageHeader } from '@/components/ui/page-header'
import { getOrganization } from '@/lib/accounts/queries'
import { getStory } from '@/lib/anomalies/queries/find-story'
import { listStoryCharts } from '@/lib/anomalies/queries/story-charts'
import { describeStory } from '@/lib/anomalies/stories/words'
import { AppError } from '@/lib/errors'
import { formatCount } from '@/lib/format'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { judge } from '../actions'

export const metadata: Metadata = { title: 'Anomaly' }

/** Signs that are drawn; all are in the table. */
const CHARTS = 4

export default async function StoryPage({ params }: { params: Promise<{ storyId: string }> }) {
  const ctx = await requireTenant()
  const { storyId } = await params
  const { organizationId, now } = ctx
  const { story, zone, charts } = await readTenant(ctx, async (tx) => {
    const story = await getStory(tx, { organizationId, storyId })
    return { story, zone: (await getOrganization(tx, organizationId)).timeZone, charts: await listStoryCharts(tx, { story, now, most: CHARTS }) }
  }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  const words = describeStory(story, zone)
  const others = (story.facts.platform?.developers ?? 1) - 1
  return (
    <>
      <PageHeader eyebrow="Anomalies" title={words.title} note={<StoryNote story={story} now={now} zone={zone} />} />
      <div className="space-y-4">
        {others > 0 ? (
          <Banner tone="info" title={`Also seen at ${others === 1 ? 'one other developer' : `${formatCount(others)} other developers`}.`}>
            {story.state === 'ongoing'
              ? 'Mails that would be out of place and the clocks of quality gates are held while it lasts.'
              : 'Mails that would have been out of place and the clocks of quality gates were held while it lasted.'}
          </Banner>
        ) : null}
        <StoryBody
          story={story}
          words={words}
          charts={charts}
          now={now}
          zone={zone}
          toolPath="/dashboard/tools"
          feedback={<FeedbackCard story={story} judge={judge} mayJudge now={now} zone={zone} />}
        />
      </div>
    </>
  )
}
