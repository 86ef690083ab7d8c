import type { ReactNode } from 'react'
import { Shape } from './status-mark'
import { TimeAgo } from './time-ago'
import type { Tone } from './tone'

export interface TimelineItem {
  id: string
  at: Date
  tone: Tone
  /** The tone in a word, for readers: "critical". */
  toneLabel: string
  title: ReactNode
  body?: ReactNode
  actions?: ReactNode
}

/** Events in order of time, newest first unless given otherwise; each with its mark and exact moment. */
export function Timeline({ items, now, zone, label }: { items: TimelineItem[]; now: Date; zone?: string; label: string }) {
  return (
    <ol aria-label={label} className="relative">
      {items.map((item, index) => (
        <li key={item.id} className="relative flex gap-3 pb-4 last:pb-0">
          {index < items.length - 1 ? <span aria-hidden="true" className="absolute top-5 bottom-0 left-[5.5px] w-px bg-border" /> : null}
          <span className="mt-1 shrink-0">
            <Shape tone={item.tone} />
            <span className="sr-only">{item.toneLabel}</span>
          </span>
          <div className="min-w-0 flex-1">
            <div className="flex flex-wrap items-baseline justify-between gap-x-3">
              <p className="min-w-0 font-medium">{item.title}</p>
              <span className="text-sm text-text-muted">
                <TimeAgo at={item.at} now={now} zone={zone} />
              </span>
            </div>
            {item.body ? <div className="mt-0.5 text-sm text-text-muted">{item.body}</div> : null}
            {item.actions ? <div className="mt-2 flex flex-wrap gap-2">{item.actions}</div> : null}
          </div>
        </li>
      ))}
    </ol>
  )
}
