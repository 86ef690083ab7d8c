import type { Metadata } from 'next'
import { storyColumns, storyFilters } from '@/components/anomalies/story-columns'
import { DataTable } from '@/components/ui/data-table'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { type SearchParams, tableHref } from '@/components/ui/table-query'
import { judgedFrom } from '@/lib/anomalies/detect/z-score'
import { countPressing, countStories, listStories } from '@/lib/anomalies/queries/list-stories'
import { listDetectorReports } from '@/lib/anomalies/queries/report-card'
import { titleOf } from '@/lib/anomalies/stories/title'
import type { StoryRow } from '@/lib/anomalies/view'
import { formatCount } from '@/lib/format'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { detectorRecall } from '@/lib/incidents/queries/recall'
import { PlatformStories } from './_parts/platform-stories'
import { ReportCard } from './_parts/report-card'
import { storiesQuery } from './_parts/stories-query'

export const metadata: Metadata = { title: 'Anomalies' }

/** Every developer's stories, those that they share first, and how far the detectors are believed. */
export default async function AdminAnomaliesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('admin.read')
  const { now } = ctx
  const { query, filter, sort } = storiesQuery(await searchParams)
  const { platform, going, pressing, worst, stories, total, reports, recall } = await readPlatform(ctx, async (tx) => ({
    platform: await listStories(tx, { of: 'platform', now, days: '30', limit: 10 }),
    going: await countStories(tx, { of: 'developers', now, state: 'ongoing' }),
    pressing: await countPressing(tx, { of: 'developers' }),
    worst: await listStories(tx, { of: 'developers', now, state: 'ongoing', sort: 'severity', direction: 'desc', limit: 1 }),
    stories: await listStories(tx, { of: 'developers', now, ...filter, sort, direction: query.sort.direction, limit: query.pageSize, offset: query.offset }),
    total: await countStories(tx, { of: 'developers', now, ...filter }),
    reports: await listDetectorReports(tx),
    recall: await detectorRecall(tx, now),
  }))
  return (
    <>
      <PageHeader
        eyebrow="Anomalies"
        title={sentence(
          platform.filter((story) => story.state === 'ongoing').map((story) => story.title),
          going,
          pressing,
          worst[0] ?? null,
        )}
        note="What developers see of their own tools, and what they share. Every 5 minutes, after the figures are counted."
        actions={<LinkButton href="/admin/anomalies/planned">Planned events</LinkButton>}
      />
      <div className="space-y-4">
        <PlatformStories stories={platform} now={now} />
        <div className="space-y-2">
          <h2 className="text-base font-medium">Stories of developers</h2>
          <DataTable
            caption="Stories of developers"
            columns={[
              // Told for the developer it is in the developer's time; here times are UTC.
              { key: 'title', header: 'What happened', rowHeader: true, wrap: true, render: (story) => titleOf(story, 'UTC') },
              {
                key: 'developer',
                header: 'Developer',
                render: (story) => (
                  <>
                    {story.organizationName}
                    {story.platformStoryId ? <span className="block text-xs text-text-muted">part of a platform story</span> : null}
                  </>
                ),
              },
              ...storyColumns(now, 'UTC').slice(1),
            ]}
            rows={stories}
            rowKey={(story) => story.id}
            rowHref={(story) => `/admin/anomalies/${story.id}`}
            query={query}
            total={total}
            searchPlaceholder="Search title, tool, cause or developer"
            filters={storyFilters(filter, [])}
            csvHref={tableHref({ path: '/admin/anomalies/csv', params: query.params }, {})}
            densityChoice
            empty={
              <EmptyState picture={<EmptyPicture kind="list" />} title="A story stands here when a tool is confirmed to be unlike its usual self.">
                The job detect-anomalies looks every 5 minutes; tools are judged from {judgedFrom} on.
              </EmptyState>
            }
          />
        </div>
        <ReportCard reports={reports} recall={recall} now={now} />
      </div>
    </>
  )
}

function sentence(shared: string[], going: number, pressing: number, worst: StoryRow | null): string {
  const [first] = shared
  if (first) return shared.length === 1 ? `One platform story is going on: ${small(first)}` : `${shared.length} platform stories are going on`
  if (going === 0) return 'No developer’s tool is out of the ordinary'
  if (going === 1 && worst) return `One story is going on, at ${worst.organizationName ?? 'a developer'} alone: ${small(titleOf(worst, 'UTC'))}`
  return `${formatCount(going)} stories of developers are going on, ${pressing === 0 ? 'none of them critical' : pressing === going ? 'critical or urgent' : `${formatCount(pressing)} of them critical or urgent`}; nothing is shared`
}

/** A title inside a sentence. */
function small(title: string): string {
  return `${title.charAt(0).toLowerCase()}${title.slice(1)}`
}
