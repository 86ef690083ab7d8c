import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { FeedbackCard } from '@/components/anomalies/feedback-card'
import { StoryBody } from '@/components/anomalies/story-body'
import { StoryNote } from '@/components/anomalies/story-note'
import { PageHeader } from '@/components/ui/page-header'
import { getOrganization } from '@/lib/accounts/queries'
import { getStory } from '@/lib/anomalies/queries/find-story'
import { listStoryCharts } from '@/lib/anomalies/queries/story-charts'
import { describeStory } from '@/lib/anomalies/stories/words'
import { AppError } from '@/lib/errors'
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
  return (
    <>
      <PageHeader eyebrow="Anomalies" title={words.title} note={<StoryNote story={story} now={now} zone={zone} />} />
      <StoryBody
        story={story}
        words={words}
        charts={charts}
        now={now}
        zone={zone}
        toolPath="/dashboard/tools"
        feedback={<FeedbackCard story={story} judge={judge} mayJudge now={now} zone={zone} />}
      />
    </>
  )
}
