'use client'

import { Bell } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { MOST_UNSEEN } from '@/lib/alerts/most-unseen'
import { buttonClass } from '../ui/button-style'
import { onBellWanted } from './bell-door'
import { unseenText } from './bell-words'
import { onLiveMessage } from './connection'

const loadPopover = () => import('./bell-popover')
const BellPopover = lazy(loadPopover)
const loadToasts = () => import('./alert-toasts')

interface AlertBellProps {
  /** Where the newest events are read and marked as seen. */
  url: string
  /** The page of all alerts; null: there is none yet. */
  allHref: string | null
  /** As of when the page was rendered. */
  unseen: number
  newestSeq: number
}

/** The bell: how many alerts this person has not seen, the newest behind it, toasts for what is grave. */
export function AlertBell({ url, allHref, unseen, newestSeq }: AlertBellProps) {
  const [count, setCount] = useState({ unseen, newestSeq })
  const [rendered, setRendered] = useState({ unseen, newestSeq })
  const [open, setOpen] = useState(false)
  const [used, setUsed] = useState(false)
  const button = useRef<HTMLButtonElement>(null)

  // A refreshed page knows better than what was counted since, unless it was rendered before that.
  if (rendered.unseen !== unseen || rendered.newestSeq !== newestSeq) {
    setRendered({ unseen, newestSeq })
    if (newestSeq >= count.newestSeq) setCount({ unseen, newestSeq })
  }

  useEffect(
    () =>
      onBellWanted(() => {
        setUsed(true)
        setOpen(true)
      }),
    [],
  )
  useEffect(
    () =>
      onLiveMessage(({ topic, data }) => {
        if (topic === 'again') {
          void readCount(url).then((read) => read && setCount(read))
          return
        }
        if (topic === 'incident') void loadToasts().then(({ toastIncident }) => toastIncident(data))
        if (topic !== 'alert') return
        const seq = Number(data.seq)
        if (isTold(data.type)) {
          setCount((before) => (seq > before.newestSeq ? { unseen: Math.min(before.unseen + 1, MOST_UNSEEN), newestSeq: seq } : before))
        }
        void loadToasts().then(({ toastAlert }) => toastAlert(data, allHref))
      }),
    [url, allHref],
  )

  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={count.unseen > 0 ? `Alerts, ${unseenText(count.unseen)} not seen` : 'Alerts, all seen'}
        title="Alerts"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-keyshortcuts="b"
        className={`${buttonClass({ variant: 'ghost', width: 'square' })} relative`}
        onPointerEnter={() => void loadPopover()}
        onFocus={() => void loadPopover()}
        onClick={() => {
          setUsed(true)
          setOpen(!open)
        }}
      >
        <Bell aria-hidden="true" />
        {count.unseen > 0 ? (
          <span
            aria-hidden="true"
            className="absolute top-0 right-0 grid h-4 min-w-4 place-items-center rounded-full bg-accent px-1 text-xs leading-none font-medium text-on-accent"
          >
            {unseenText(count.unseen)}
          </span>
        ) : null}
      </button>
      {used ? (
        <Suspense>
          <BellPopover
            url={url}
            allHref={allHref}
            open={open}
            onOpenChange={setOpen}
            anchor={button}
            newestSeq={count.newestSeq}
            onSeen={(seenSeq) => setCount((before) => ({ unseen: 0, newestSeq: Math.max(before.newestSeq, seenSeq) }))}
          />
        </Suspense>
      ) : null}
    </>
  )
}

const TOLD = /^(fired|rearmed|escalated|resolved)$/

function isTold(type: unknown): boolean {
  return TOLD.test(String(type))
}

async function readCount(url: string): Promise<{ unseen: number; newestSeq: number } | null> {
  const answer = await fetch(url).catch(() => null)
  if (!answer?.ok) return null
  const { unseen, newestSeq } = await answer.json()
  return { unseen: Number(unseen), newestSeq: Number(newestSeq) }
}
