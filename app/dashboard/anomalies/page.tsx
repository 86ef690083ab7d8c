import type { Metadata } from 'next'
import { HeatStrip } from '@/components/anomalies/heat-strip'
import { storyColumns, storyFilters } from '@/components/anomalies/story-columns'
import { Banner } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { DataTable } from '@/components/ui/data-table'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { LinkTabs } from '@/components/ui/link-tabs'
import { PageHeader } from '@/components/ui/page-header'
import { type SearchParams, tableHref } from '@/components/ui/table-query'
import { wholeOf } from '@/components/ui/whole'
import { findDeveloperSettings, getOrganization } from '@/lib/accounts/queries'
import { judgedFrom } from '@/lib/anomalies/detect/z-score'
import { getHeat } from '@/lib/anomalies/queries/heat'
import { getLearning } from '@/lib/anomalies/queries/learning'
import { countStories, listOngoingStories, listStories } from '@/lib/anomalies/queries/list-stories'
import { formatDateTime } from '@/lib/format'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { listTools } from '@/lib/tools/queries'
import { Learning } from './_parts/learning'
import { anomaliesSentence } from './_parts/sentence'
import { storiesQuery } from './_parts/stories-query'

export const metadata: Metadata = { title: 'Anomalies' }

const spans = { '1': '24 hours', '7': '7 days', '30': '30 days' } as const
type Span = keyof typeof spans
/** Tools that the strip shows. */
const STRIP_TOOLS = 12
const STRIP_STORIES = 60
/** More tools than this are searched for, not chosen from a list. */
const TOOL_CHOICES = 60

export default async function AnomaliesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireTenant()
  const { organizationId, now } = ctx
  const { query, filter, sort } = storiesQuery(await searchParams)
  const span: Span = query.params.span === '1' || query.params.span === '30' ? query.params.span : '7'
  const { publishes, zone, ongoing, going, stories, total, heat, recent, learning, tools } = await readTenant(ctx, async (tx) => ({
    publishes: (await findDeveloperSettings(tx, organizationId)) !== null,
    zone: (await getOrganization(tx, organizationId)).timeZone,
    ongoing: await countStories(tx, { organizationId, now, state: 'ongoing' }),
    going: await listOngoingStories(tx, { organizationId, now, limit: 1 }),
    stories: await listStories(tx, { organizationId, now, ...filter, sort, direction: query.sort.direction, limit: query.pageSize, offset: query.offset }),
    total: await countStories(tx, { organizationId, now, ...filter }),
    heat: await getHeat(tx, { organizationId, now, days: Number(span), most: STRIP_TOOLS }),
    recent: await listStories(tx, { organizationId, now, days: span, limit: STRIP_STORIES }),
    learning: await getLearning(tx, { organizationId, now }),
    tools: await listTools(tx, { organizationId }),
  }))
  if (!publishes) {
    return (
      <>
        <PageHeader eyebrow="Anomalies" title="Your organization does not publish tools, so there is nothing to watch over" />
        <EmptyState
          picture={<EmptyPicture kind="chart" />}
          title="Here a publisher sees when a tool is unlike its usual self, why, and what to do."
          action={<LinkButton href="/dashboard">Go to the overview</LinkButton>}
        />
      </>
    )
  }
  return (
    <>
      <PageHeader
        eyebrow="Anomalies"
        title={anomaliesSentence(going[0] ?? null, ongoing, learning.judged, learning.behindSince !== null)}
        note="Error rate, latency, calls and revenue of every tool, every 5 minutes, against the same time of day in the past four weeks. One cause is one story."
        actions={
          <>
            <LinkButton href="/dashboard/anomalies/planned">Planned events</LinkButton>
            {going[0] ? (
              <LinkButton href={`/dashboard/anomalies/${going[0].id}`} variant="primary">
                {ongoing === 1 ? 'Open the story' : 'Open the worst story'}
              </LinkButton>
            ) : null}
          </>
        }
      />
      <div className="space-y-4">
        {learning.behindSince && learning.judged > 0 ? (
          <Banner tone="warning" title={`Nothing has been judged since ${formatDateTime(learning.behindSince, zone)}.`}>
            What went wrong later is not shown yet. An operator finds the reason on the page of jobs; it is caught up with by itself.
          </Banner>
        ) : null}
        <Card
          id="anomalies"
          title={`The last ${spans[span]}`}
          note="Grey bars are how unusual the plain figures were; they alone notify nobody. What was confirmed is coloured, and a story."
          actions={
            <LinkTabs
              onCard
              label="Timeline"
              current={span}
              tabs={(Object.keys(spans) as Span[]).map((key) => ({
                key,
                label: spans[key],
                href: tableHref(query, { span: key === '7' ? null : key, page: query.page }),
              }))}
            />
          }
        >
          {heat.rows.length > 0 || recent.length > 0 ? (
            <HeatStrip heat={heat} stories={recent} storyPath="/dashboard/anomalies" zone={zone} whole={wholeOf(query.params)} />
          ) : (
            <p className="py-6 text-center text-sm text-text-muted">
              {learning.judged > 0
                ? `No tool was unlike its usual self in the last ${spans[span]}.`
                : 'Bars stand here as soon as the first tool is known for 7 days.'}
            </p>
          )}
        </Card>
        <div className="space-y-2">
          <h2 className="text-base font-medium">Stories</h2>
          <DataTable
            caption="Stories"
            columns={storyColumns(now, zone)}
            rows={stories}
            rowKey={(story) => story.id}
            rowHref={(story) => `/dashboard/anomalies/${story.id}`}
            query={query}
            total={total}
            searchPlaceholder="Search title, tool or cause"
            filters={storyFilters(filter, tools.length <= TOOL_CHOICES ? tools : [])}
            csvHref={tableHref({ path: '/dashboard/anomalies/csv', params: query.params }, {})}
            empty={
              <EmptyState picture={<EmptyPicture kind="list" />} title="No story yet: what is confirmed as out of the ordinary stands here, with its cause.">
                A tool is judged from {judgedFrom} on. Small tools are judged as well, only later: chance has to be ruled out first.
              </EmptyState>
            }
          />
        </div>
        <Learning learning={learning} />
      </div>
    </>
  )
}
