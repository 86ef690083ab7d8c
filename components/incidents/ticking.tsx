'use client'

import { useEffect, useState } from 'react'
import { formatDuration, formatRelative } from '@/lib/format'
import { MINUTE, SECOND } from '@/lib/time'
import { Shape } from '../ui/status-mark'

/** The moment that it is now, a second later a second more; what the server rendered with, until the page listens. */
function useNow(rendered: Date): number {
  const [now, setNow] = useState(rendered.getTime())
  useEffect(() => {
    // The clock of the reader may be wrong: what has passed since is added to the server's.
    const began = Date.now()
    const timer = setInterval(() => setNow(rendered.getTime() + Date.now() - began), SECOND)
    return () => clearInterval(timer)
  }, [rendered])
  return Math.max(now, rendered.getTime())
}

/** How long something lasts, going on while it does. */
export function TickingDuration({ from, now }: { from: Date; now: Date }) {
  const passed = useNow(now) - from.getTime()
  // Seconds tell that it is alive; above an hour they only disturb.
  return <span>{formatDuration(Math.max(SECOND, passed < 60 * MINUTE ? Math.floor(passed / SECOND) * SECOND : passed))}</span>
}

/** When the next update is due, and since when it is not there. */
export function TickingDue({ due, now }: { due: Date; now: Date }) {
  const at = useNow(now)
  const overdue = at >= due.getTime()
  const text = formatRelative(due, new Date(at))
  if (!overdue) return <span>{text === 'just now' ? 'in less than a minute' : text}</span>
  return (
    <span className="inline-flex items-baseline gap-1.5 font-medium text-serious">
      <Shape tone="serious" />
      {text === 'just now' ? 'due now' : `overdue since ${text.replace(/ ago$/, '')}`}
    </span>
  )
}
