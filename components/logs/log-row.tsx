import Link from 'next/link'
import { formatDateTime, formatDuration } from '@/lib/format'
import type { TailLine } from '@/lib/logs/tail-frames'
import { cx } from '../ui/cx'
import { KeyValue } from '../ui/key-value'
import { StatusMark } from '../ui/status-mark'
import { toneText } from '../ui/tone'
import { levelTones, levelWords } from './levels'

/** Said only where it is more than clocks and batches explain. */
const LATE_MS = 60_000

/** One line of the log; it opens to everything that is known of it. By <details>: works before and without JavaScript. */
export function LogRow({ line, withDay }: { line: TailLine; withDay: boolean }) {
  const { at, level, message, service } = line
  return (
    <li data-row className="border-b border-border last:border-b-0">
      <details className="group/line">
        <summary className="grid cursor-pointer list-none grid-cols-[auto_auto_1fr] items-baseline gap-x-3 gap-y-0.5 px-3 py-1.5 font-mono text-xs hover:bg-surface-muted group-open/line:bg-surface-muted sm:grid-cols-[auto_4.75rem_6.5rem_1fr] sm:px-4 pointer-coarse:py-2.5 [&::-webkit-details-marker]:hidden">
          <time dateTime={at} className="whitespace-nowrap text-text-muted tabular-nums">
            {withDay ? `${at.slice(5, 10)} ` : ''}
            {at.slice(11, 23)}
          </time>
          <StatusMark tone={levelTones[level]} label={levelWords[level]} className={toneText[levelTones[level]]} />
          <span className="truncate text-text-muted">{service ?? ''}</span>
          <span className="col-span-3 min-w-0 break-words sm:col-span-1 sm:truncate max-sm:line-clamp-2">{message}</span>
        </summary>
        <LogFields line={line} />
      </details>
    </li>
  )
}

function LogFields({ line }: { line: TailLine }) {
  const { at, receivedAt, message, service, requestId, organizationId, organization, fields } = line
  const lateMs = Date.parse(receivedAt) - Date.parse(at)
  return (
    <div className="space-y-3 border-t border-border bg-surface-muted px-3 py-3 sm:px-4">
      <pre className="font-mono text-xs leading-5 break-words whitespace-pre-wrap">{message}</pre>
      <KeyValue
        columns={4}
        items={[
          { label: 'When', value: `${formatDateTime(new Date(at))} (${at.slice(17, 23)} s)` },
          { label: 'Received', value: lateMs > LATE_MS ? `${formatDuration(lateMs)} later` : 'at once' },
          { label: 'Service', value: service ? <Narrow name="service" value={service} /> : 'not said' },
          {
            label: 'Request',
            value: requestId ? <Narrow name="request" value={requestId} more={{ span: '30d' }} title="All lines of this request" /> : 'none',
          },
          ...(organizationId
            ? [
                {
                  label: 'Organization',
                  value: (
                    <span className="flex flex-wrap gap-x-3">
                      <Narrow name="organization" value={organizationId} text={organization ?? organizationId} />
                      <Link href={`/admin/organizations/${organizationId}`} prefetch={false} className="text-accent underline underline-offset-2">
                        Open
                      </Link>
                    </span>
                  ),
                },
              ]
            : []),
        ]}
      />
      {fields && Object.keys(fields).length > 0 ? (
        <dl className="grid gap-x-4 gap-y-1 font-mono text-xs sm:grid-cols-[max-content_1fr]">
          {Object.entries(fields).map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-text-muted">{name}</dt>
              <dd className="min-w-0 break-words whitespace-pre-wrap max-sm:pl-3">{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </div>
  )
}

/** A value that leads to all lines that share it. */
function Narrow({ name, value, text, more, title }: { name: string; value: string; text?: string; more?: Record<string, string>; title?: string }) {
  return (
    <Link
      href={`/admin/logs?${new URLSearchParams({ [name]: value, ...more })}`}
      prefetch={false}
      title={title}
      className={cx('break-all text-accent underline underline-offset-2', !text && 'font-mono text-xs')}
    >
      {text ?? value}
    </Link>
  )
}
