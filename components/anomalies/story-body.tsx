import Link from 'next/link'
import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { Disclosure } from '@/components/ui/disclosure'
import { KeyValue } from '@/components/ui/key-value'
import { LinkButton } from '@/components/ui/link-button'
import { ProgressBar } from '@/components/ui/progress-bar'
import { ScrollRegion } from '@/components/ui/scroll-region'
import { StatusMark } from '@/components/ui/status-mark'
import { type AnomalyMetric, anomalyMetrics } from '@/lib/anomalies/model'
import { causeKindWords, type StoryWords } from '@/lib/anomalies/stories/words'
import type { StoryChart, StoryView } from '@/lib/anomalies/view'
import { formatCount, formatDateTime, formatDuration, formatMoney, formatPercent } from '@/lib/format'
import { level, StoryCharts } from './story-charts'
import { EvidenceTable, Suspects } from './story-evidence'
import { metricWords, severityMarks, stateMark } from './words'

interface StoryBodyProps {
  story: StoryView
  words: StoryWords
  charts: StoryChart[]
  now: Date
  zone: string
  /** Address of a tool's page, without its id; null where the reader has none. */
  toolPath: string | null
  /** What stands between the steps and the charts: the parts of a platform story. */
  parts?: ReactNode
  /** Was this real? */
  feedback: ReactNode
}

/** A story from top to bottom: why and what to do, the signs, the evidence, who is affected, its history. */
export function StoryBody({ story, words, charts, now, zone, toolPath, parts, feedback }: StoryBodyProps) {
  return (
    <div className="space-y-4">
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Why story={story} why={words.why} />
        <WhatToDo standing={words.standing} steps={words.steps} toolPath={toolPath} />
      </div>
      {parts}
      <StoryCharts story={story} charts={charts} zone={zone} toolPath={toolPath} />
      <EvidenceTable facts={story.facts} zone={zone} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Affected story={story} who={words.who} toolPath={toolPath} />
        <Suspects facts={story.facts} startedAt={story.startedAt} now={now} zone={zone} />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        {feedback}
        <History story={story} now={now} zone={zone} />
      </div>
      <Signs story={story} zone={zone} />
    </div>
  )
}

function Why({ story, why }: { story: StoryView; why: string }) {
  const { cause } = story.facts
  return (
    <Card title="Why">
      <div className="space-y-3">
        <p className="max-w-[68ch] text-pretty sm:text-lg">{why}</p>
        {cause ? (
          <div className="space-y-1.5 text-sm">
            <p className="flex flex-wrap items-baseline justify-between gap-x-4">
              <span>
                <span className="text-text-muted">{causeKindWords[cause.kind]}</span> <span className="font-medium break-words">{cause.label}</span>
              </span>
              <span className="text-text-muted">{`explains ${formatPercent(Math.min(1, cause.confidence), 0)}, ${confidence(cause.confidence)}`}</span>
            </p>
            <ProgressBar value={cause.confidence} max={1} tone="serious" />
          </div>
        ) : null}
      </div>
    </Card>
  )
}

function confidence(value: number): string {
  return value >= 0.8 ? 'nearly certain' : value >= 0.6 ? 'likely' : 'possible'
}

function WhatToDo({ standing, steps, toolPath }: Pick<StoryWords, 'standing' | 'steps'> & { toolPath: string | null }) {
  const opens = steps.findIndex(({ href }) => href !== undefined)
  return (
    <Card title="What to do">
      {standing ? <p className="max-w-[64ch] not-last:mb-2">{standing}</p> : null}
      {steps.length > 0 ? (
        <ol className="list-decimal space-y-2 pl-5 marker:text-text-muted">
          {steps.map((step, i) => (
            <li key={step.text} className="max-w-[64ch] pl-1">
              {step.text}
              {step.href && toolPath !== null ? (
                i === opens ? (
                  <span className="mt-2 block">
                    <LinkButton href={step.href} variant="primary" size="sm">
                      {pageName(step.href)}
                    </LinkButton>
                  </span>
                ) : (
                  <>
                    {' '}
                    <Link href={step.href} prefetch={false} className="text-accent underline underline-offset-2">
                      {pageName(step.href)}
                    </Link>
                  </>
                )
              ) : null}
            </li>
          ))}
        </ol>
      ) : null}
    </Card>
  )
}

function pageName(href: string): string {
  return href.startsWith('/dashboard/tools/') ? 'Open the tool' : 'Open the page'
}

/** Tools that are named one by one. */
const NAMED_TOOLS = 8

function Affected({ story, who, toolPath }: { story: StoryView; who: string; toolPath: string | null }) {
  const { tools, developers, consumers, calls, failedCalls, revenueMicros } = story.facts.affected
  return (
    <Card title="Who is affected">
      <div className="space-y-4">
        <p className="max-w-[68ch] text-pretty">{who}</p>
        <KeyValue
          columns={2}
          items={[
            {
              label: tools.length === 1 ? 'Tool' : `${formatCount(tools.length)} tools`,
              value: (
                <>
                  {tools.slice(0, NAMED_TOOLS).map(({ id, name }, i) => (
                    <span key={id}>
                      {i > 0 ? ', ' : ''}
                      {toolPath === null ? (
                        name
                      ) : (
                        <Link href={`${toolPath}/${id}`} prefetch={false} className="text-accent underline underline-offset-2">
                          {name}
                        </Link>
                      )}
                    </span>
                  ))}
                  {tools.length > NAMED_TOOLS ? ` and ${formatCount(tools.length - NAMED_TOOLS)} more` : ''}
                </>
              ),
            },
            ...(developers > 1 ? [{ label: 'Developers', value: formatCount(developers) }] : []),
            { label: 'Consumers', value: formatCount(consumers) },
            { label: 'Failed calls', value: `${formatCount(failedCalls)} of ${formatCount(calls)}` },
            { label: 'Revenue against usual', value: `${revenueMicros > 0 ? '+' : ''}${formatMoney(revenueMicros)}` },
          ]}
        />
      </div>
    </Card>
  )
}

function History({ story, now, zone }: { story: StoryView; now: Date; zone: string }) {
  const end = story.endedAt ?? now
  return (
    <Card title="State and history" note={`Times are those of ${zone}.`}>
      <KeyValue
        columns={2}
        items={[
          { label: 'State', value: <StatusMark {...stateMark(story.state, story.severity)} /> },
          { label: 'Severity', value: <StatusMark {...severityMarks[story.severity]} /> },
          { label: 'Began at', value: formatDateTime(story.startedAt, zone) },
          { label: story.state === 'ongoing' ? 'Last seen' : 'Last out of the ordinary', value: formatDateTime(story.lastBadAt, zone) },
          {
            label: story.endedAt ? 'Closed at' : 'Goes on for',
            value: story.endedAt ? formatDateTime(story.endedAt, zone) : formatDuration(end.getTime() - story.startedAt.getTime()),
          },
          { label: 'Impact', value: `${formatCount(Math.round(story.impact * 100))} of 100` },
        ]}
      />
    </Card>
  )
}

/** Every stretch of every metric, as a table. */
function Signs({ story, zone }: { story: StoryView; zone: string }) {
  if (story.events.length === 0) return null
  const metricOf = (metric: string): AnomalyMetric => anomalyMetrics.find((one) => one === metric) ?? 'error_rate'
  return (
    <Card flush>
      <Disclosure summaryClassName="px-4 py-3 sm:px-5 hover:bg-surface-muted" summary={`All signs (${formatCount(story.events.length)})`}>
        <ScrollRegion label="All signs" className="border-t border-border">
          <table className="w-full text-sm">
            <thead>
              <tr className="text-left text-xs text-text-muted">
                {['Tool', 'Metric', 'Observed', 'Usual', 'From', 'Until', 'In words'].map((label) => (
                  <th key={label} scope="col" className="px-4 py-2 font-medium whitespace-nowrap">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {story.events.map((event) => (
                <tr key={event.id} className="border-t border-border">
                  <th scope="row" className="px-4 py-2 text-left font-normal whitespace-nowrap">
                    {event.toolName}
                  </th>
                  <td className="px-4 py-2 whitespace-nowrap">{metricWords[metricOf(event.metric)]}</td>
                  <td className="px-4 py-2 whitespace-nowrap tabular-nums">{level(metricOf(event.metric), event.currentValue)}</td>
                  <td className="px-4 py-2 whitespace-nowrap tabular-nums">{level(metricOf(event.metric), event.baselineValue)}</td>
                  <td className="px-4 py-2 whitespace-nowrap">{formatDateTime(event.startedAt, zone)}</td>
                  <td className="px-4 py-2 whitespace-nowrap">{event.endedAt ? formatDateTime(event.endedAt, zone) : 'goes on'}</td>
                  <td className="min-w-64 px-4 py-2 text-text-muted">{event.description}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      </Disclosure>
    </Card>
  )
}
