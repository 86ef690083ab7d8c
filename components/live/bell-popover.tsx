'use client'

import { Popover } from '@base-ui/react/popover'
import Link from 'next/link'
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { Bell } from '@/lib/alerts/bell-api'
import { Button } from '../ui/button'
import { placeOf } from '../ui/popup-place'
import { StatusMark } from '../ui/status-mark'
import { TimeAgo } from '../ui/time-ago'
import { bellMark } from './bell-words'

interface BellPopoverProps {
  url: string
  allHref: string | null
  open: boolean
  onOpenChange: (open: boolean) => void
  anchor: RefObject<HTMLButtonElement | null>
  /** Grows when something is new: the list is then read again. */
  newestSeq: number
  onSeen: (seenSeq: number) => void
}

type Content = { state: 'loading' } | { state: 'failed' } | { state: 'read'; bell: Bell; at: Date }

/** The ten newest things that happened to alerts. Loaded by AlertBell. */
export default function BellPopover({ url, allHref, open, onOpenChange, anchor, newestSeq, onSeen }: BellPopoverProps) {
  const [content, setContent] = useState<Content>({ state: 'loading' })
  const [marking, setMarking] = useState<'idle' | 'busy' | 'failed'>('idle')

  /** Up to which event the list was read since it was opened. */
  const readTo = useRef(-1)

  useEffect(() => {
    if (!open) {
      readTo.current = -1
      return
    }
    if (readTo.current >= newestSeq) return
    let current = true
    readBell(url).then(
      (bell) => {
        if (!current) return
        readTo.current = bell.newestSeq
        setContent({ state: 'read', bell, at: new Date() })
      },
      () => current && setContent({ state: 'failed' }),
    )
    return () => {
      current = false
    }
  }, [open, url, newestSeq])

  const markSeen = async (seenSeq: number) => {
    setMarking('busy')
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ seenSeq }) }).catch(() => null)
    setMarking(answer?.ok ? 'idle' : 'failed')
    if (!answer?.ok) return
    setContent((before) =>
      before.state === 'read'
        ? { ...before, bell: { ...before.bell, unseen: 0, events: before.bell.events.map((event) => ({ ...event, unseen: false })) } }
        : before,
    )
    onSeen(seenSeq)
  }

  return (
    <Popover.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Popover.Portal container={placeOf(anchor.current)}>
        <Popover.Positioner anchor={anchor} align="end" sideOffset={6} collisionPadding={8} className="z-50 outline-none">
          <Popover.Popup
            finalFocus={anchor}
            className="flex max-h-[min(34rem,var(--available-height))] w-[min(24rem,calc(100vw-1rem))] flex-col overflow-hidden rounded-lg border border-border bg-surface-float text-text shadow-float outline-none transition-opacity duration-140 ease-out data-ending-style:opacity-0 data-starting-style:opacity-0"
          >
            <div className="flex min-h-11 shrink-0 items-center justify-between gap-3 border-b border-border px-4">
              <Popover.Title className="text-base font-semibold">Alerts</Popover.Title>
              {content.state === 'read' && content.bell.unseen > 0 ? (
                <Button variant="ghost" size="sm" disabled={marking === 'busy'} onClick={() => void markSeen(content.bell.newestSeq)}>
                  Mark all as seen
                </Button>
              ) : null}
            </div>
            {marking === 'failed' ? (
              <p role="alert" className="shrink-0 px-4 pt-3 text-sm text-critical">
                That could not be kept. Try it again in a moment.
              </p>
            ) : null}
            <div className="min-h-28 overflow-y-auto overscroll-contain">
              <List content={content} allHref={allHref} onLeave={() => onOpenChange(false)} />
            </div>
            {allHref ? (
              <div className="shrink-0 border-t border-border px-4 py-2.5 text-sm">
                <Link href={allHref} prefetch={false} className="text-accent underline-offset-4 hover:underline" onClick={() => onOpenChange(false)}>
                  All alerts
                </Link>
              </div>
            ) : null}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function List({ content, allHref, onLeave }: { content: Content; allHref: string | null; onLeave: () => void }) {
  if (content.state === 'loading') return <p className="px-4 py-6 text-sm text-text-muted">Reading the newest alerts.</p>
  if (content.state === 'failed')
    return <p className="px-4 py-6 text-sm text-text-muted">The newest alerts could not be read. Close this and open it again in a moment.</p>
  if (content.bell.events.length === 0) {
    return <p className="px-4 py-6 text-sm text-text-muted">Nothing has fired yet. When a rule fires, gets graver or is over, it stands here within seconds.</p>
  }
  return (
    <ul className="divide-y divide-border">
      {content.bell.events.map(({ seq, alertId, type, severity, title, at, unseen }) => (
        <li key={seq} className="px-4 py-2.5 text-sm">
          <p className="flex items-baseline justify-between gap-3 text-xs text-text-muted">
            <span className="flex items-baseline gap-2">
              <StatusMark {...bellMark(type, severity)} />
              {unseen ? <span className="rounded-sm bg-accent-soft px-1 font-medium text-accent">new</span> : null}
            </span>
            <TimeAgo at={new Date(at)} now={content.at} />
          </p>
          {allHref ? (
            <Link href={`${allHref}/${alertId}`} prefetch={false} className="mt-0.5 block break-words underline-offset-4 hover:underline" onClick={onLeave}>
              {title}
            </Link>
          ) : (
            <p className="mt-0.5 break-words">{title}</p>
          )}
        </li>
      ))}
    </ul>
  )
}

async function readBell(url: string): Promise<Bell> {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`the newest alerts answered ${answer.status}`)
  return answer.json()
}
