import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { ProgressBar } from '@/components/ui/progress-bar'
import { StatusMark } from '@/components/ui/status-mark'
import { TimeAgo } from '@/components/ui/time-ago'
import { formatDateTime, formatPercent } from '@/lib/format'
import { type Finding, LOOK_BACK_HOURS, type Sample } from '@/lib/systems/findings'
import { findingMarks } from './words'

/** Why it is as it is: where the bad events come from, since when, and one of them to look at. */
export function WhyPanel({ findings, now }: { findings: Finding[]; now: Date }) {
  const [first] = findings
  if (!first) return null
  const spent = findings.some(({ kind }) => kind === 'spent')
  return (
    <Card
      title={whyTitle(findings)}
      note={`The last ${LOOK_BACK_HOURS} hours by the minute, against what is usual for each${spent ? '; what was spent before, by the day' : ''}.`}
      flush
      id="why"
    >
      <ol className="divide-y divide-border">
        {findings.map((finding) => (
          <li key={`${finding.kind} ${finding.subject} ${finding.costs.join()}`} className="px-4 py-3.5 sm:px-5">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
              <h3 className="min-w-0 break-all">
                {finding.route === null ? (
                  <span className="font-medium">{finding.subject ?? finding.costs.join(', ')}</span>
                ) : (
                  <code className="font-mono text-sm font-medium">{finding.route}</code>
                )}
              </h3>
              <StatusMark {...findingMarks[finding.kind]} className="text-sm" />
            </div>
            <p className="mt-1 text-sm text-pretty">
              {began(finding, now)} {finding.sentence}
              {finding.costs.length > 0 ? <span className="text-text-muted"> It costs {finding.costs.join(' and ')}.</span> : null}
            </p>
            {finding.share === null ? null : (
              <div className="mt-2 flex items-center gap-3">
                <ProgressBar className="max-w-72" value={finding.share} max={1} tone={findingMarks[finding.kind].tone} />
                <span className="text-sm whitespace-nowrap text-text-muted tabular-nums">
                  {formatPercent(finding.share)} of {finding.kind === 'slow' ? 'slow requests' : 'the bad ones'}
                </span>
              </div>
            )}
            {finding.sample ? <SampleLine sample={finding.sample} route={finding.route} now={now} /> : null}
          </li>
        ))}
      </ol>
    </Card>
  )
}

function whyTitle([first, ...others]: Finding[]): string {
  if (!first) return ''
  const subject = first.subject ?? first.costs.join(' and ')
  const verb = { errors: 'fails', slow: 'has become slow', silent: 'gets no traffic any more', spent: 'has spent a budget' }[first.kind]
  const more = others.length === 0 ? '' : `, and ${others.length === 1 ? 'one other thing is' : `${others.length} other things are`} unusual`
  return `Why: ${subject} ${first.subject === null ? 'lost events' : verb}${more}`
}

function began({ beganAt, endedAt }: Finding, now: Date) {
  if (!beganAt) return null
  const at = formatDateTime(beganAt).split(', ')[1] ?? ''
  return (
    <span className="font-medium">
      {endedAt ? 'From ' : 'Since '}
      {at.trim()}
      {endedAt ? (
        <>
          {' '}
          to <TimeAgo at={endedAt} now={now} />.
        </>
      ) : (
        <>
          {' '}
          (<TimeAgo at={beganAt} now={now} />
          ).
        </>
      )}
    </span>
  )
}

function SampleLine({ sample, route, now }: { sample: Sample; route: string | null; now: Date }) {
  const query = new URLSearchParams(
    sample.type === 'line' && sample.requestId ? { request: sample.requestId } : { ...(route ? { q: `"${route}"` } : {}), level: 'error' },
  )
  const logs = `/admin/logs?${query}`
  return (
    <div className="mt-2 rounded-md bg-surface-muted px-3 py-2 text-sm">
      {sample.type === 'line' ? (
        <>
          <p className="font-mono text-xs break-words">{sample.message}</p>
          <p className="mt-1 flex flex-wrap gap-x-3 text-xs text-text-muted">
            <span>One of its log lines,</span>
            <TimeAgo at={sample.at} now={now} />
            {sample.requestId ? <span className="break-all">request {sample.requestId}</span> : null}
            <Link href={logs} prefetch={false} className="underline">
              Logs around it
            </Link>
          </p>
        </>
      ) : (
        <p className="flex flex-wrap gap-x-3 text-xs text-text-muted">
          <span>
            Answered with <span className="font-mono text-text">{sample.statusCode}</span> most often; no log line names the route.
          </span>
          <Link href={logs} prefetch={false} className="underline">
            Search the logs
          </Link>
        </p>
      )}
    </div>
  )
}
