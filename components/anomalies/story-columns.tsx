import type { Column } from '@/components/ui/data-table'
import { StatusMark } from '@/components/ui/status-mark'
import type { TableFilter } from '@/components/ui/table-filters'
import { TimeAgo } from '@/components/ui/time-ago'
import { type StoryFilter, shownStates, storyPeriods } from '@/lib/anomalies/filter'
import { anomalyMetrics, anomalySeverities } from '@/lib/anomalies/model'
import type { StoryRow } from '@/lib/anomalies/view'
import { formatCount, formatDuration } from '@/lib/format'
import { metricWords, periodWords, severityMarks, stateMark, stateWords } from './words'

/** The columns of a list of stories. */
export function storyColumns(now: Date, zone: string): Column<StoryRow>[] {
  return [
    { key: 'title', header: 'What happened', rowHeader: true, wrap: true, render: (story) => story.title },
    { key: 'severity', header: 'Severity', sortable: true, firstDirection: 'desc', render: (story) => <StatusMark {...severityMarks[story.severity]} /> },
    { key: 'state', header: 'State', sortable: true, render: (story) => <StatusMark {...stateMark(story.state, story.severity)} /> },
    { key: 'started', header: 'Began', sortable: true, firstDirection: 'desc', render: (story) => <TimeAgo at={story.startedAt} now={now} zone={zone} /> },
    { key: 'lasted', header: 'Lasted', align: 'end', render: (story) => lasted(story, now) },
    { key: 'affected', header: 'Consumers', align: 'end', render: (story) => formatCount(story.facts.affected.consumers) },
    { key: 'failed', header: 'Failed calls', align: 'end', hideOnPhone: true, render: (story) => formatCount(story.facts.affected.failedCalls) },
  ]
}

/** How long a story went on, or goes on so far. */
function lasted({ startedAt, endedAt }: Pick<StoryRow, 'startedAt' | 'endedAt'>, now: Date): string {
  return `${formatDuration((endedAt ?? now).getTime() - startedAt.getTime())}${endedAt ? '' : ' so far'}`
}

/** The filters of a list of stories; tools only where they are few enough to choose from. */
export function storyFilters(filter: StoryFilter, tools: { id: string; name: string }[]): TableFilter[] {
  const of = <Value extends string>(values: readonly Value[], words: Record<Value, string>) => values.map((value) => ({ value, label: words[value] }))
  return [
    { name: 'state', label: 'State', value: filter.state ?? '', allLabel: 'Every state', options: of(shownStates, stateWords) },
    {
      name: 'severity',
      label: 'Severity',
      value: filter.severity ?? '',
      allLabel: 'Every severity',
      options: anomalySeverities.toReversed().map((value) => ({ value, label: severityMarks[value].label })),
    },
    { name: 'metric', label: 'Metric', value: filter.metric ?? '', allLabel: 'Every metric', options: of(anomalyMetrics, metricWords) },
    ...(tools.length > 0
      ? [{ name: 'tool', label: 'Tool', value: filter.tool ?? '', allLabel: 'All tools', options: tools.map(({ id, name }) => ({ value: id, label: name })) }]
      : []),
    { name: 'days', label: 'Period', value: filter.days ?? '', allLabel: 'Any time', options: of(storyPeriods, periodWords) },
  ]
}

/** What a list's address filters by, as CSV columns and rows. */
export const storyCsvColumns = [
  'id',
  'developer',
  'title',
  'severity',
  'state',
  'started_at',
  'ended_at',
  'cause_kind',
  'cause',
  'confidence',
  'tools',
  'consumers',
  'calls',
  'failed_calls',
  'revenue_usd',
  'confirmed',
  'platform_story',
]

export function storyCsvRow(story: StoryRow): (string | number | null)[] {
  const { cause, affected } = story.facts
  return [
    story.id,
    story.organizationName,
    story.title,
    story.severity,
    story.state,
    story.startedAt.toISOString(),
    story.endedAt?.toISOString() ?? null,
    cause?.kind ?? null,
    cause?.label ?? null,
    cause?.confidence ?? null,
    affected.tools.map(({ name }) => name).join('; '),
    affected.consumers,
    affected.calls,
    affected.failedCalls,
    affected.revenueMicros / 1_000_000,
    story.confirmed === null ? null : story.confirmed ? 'yes' : 'no',
    story.platformStoryId,
  ]
}
