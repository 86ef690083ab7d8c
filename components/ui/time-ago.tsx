import { formatDateTime, formatRelative } from '@/lib/format'

interface TimeAgoProps {
  at: Date | null
  /** The moment that counts as now: the one the page was computed with. */
  now: Date
  /** IANA zone of the reader's organization, for the exact time. */
  zone?: string
  /** What stands when there is no moment. */
  empty?: string
}

/** A moment as distance ("3 min ago") with the exact time and zone on hover and for readers. */
export function TimeAgo({ at, now, zone = 'UTC', empty = 'never' }: TimeAgoProps) {
  if (!at) return <span className="text-text-muted">{empty}</span>
  const exact = formatDateTime(at, zone)
  return (
    <time dateTime={at.toISOString()} title={exact} className="whitespace-nowrap">
      {formatRelative(at, now)}
    </time>
  )
}
