'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { buttonClass } from '../ui/button-style'
import { type LiveMessage, onLiveMessage } from './connection'

export type LiveSubject = 'alerts' | 'incidents' | 'channels' | 'evaluator' | 'metrics' | 'scores'

/** At most one refresh in so long. */
const PAUSE_MS = 3_000
/** What concerns everybody's pages is not asked for by all of them in the same moment. */
const SPREAD_MS = 4_000
const LOOK_AGAIN_MS = 2_000

/**
 * Shows the page's newest state in place when something of these subjects happened. A list that is marked
 * data-live-list and under the pointer, or holds the focus, is not changed: a button says how much is new.
 */
export function LiveRefresh({ on }: { on: LiveSubject[] }) {
  const router = useRouter()
  const [waiting, setWaiting] = useState(0)
  const pending = useRef({ count: 0, at: 0, timer: undefined as ReturnType<typeof setTimeout> | undefined })
  const subjects = on.join(' ')

  useEffect(() => {
    const state = pending.current
    const refresh = () => {
      state.timer = undefined
      if (isHeld()) {
        setWaiting(state.count)
        state.timer = setTimeout(refresh, LOOK_AGAIN_MS)
        return
      }
      state.count = 0
      state.at = Date.now()
      setWaiting(0)
      router.refresh()
    }
    const stop = onLiveMessage((message) => {
      if (message.topic !== 'again' && !subjects.split(' ').includes(subjectOf(message))) return
      state.count++
      if (state.timer && !isHeld()) return
      clearTimeout(state.timer)
      const spread = message.topic === 'value' || message.topic === 'again' ? Math.random() * SPREAD_MS : 0
      state.timer = setTimeout(refresh, isHeld() ? 0 : Math.max(spread, state.at + PAUSE_MS - Date.now(), 0))
    })
    return () => {
      stop()
      clearTimeout(state.timer)
      state.timer = undefined
    }
  }, [router, subjects])

  return (
    <div role="status" className="sticky top-14 z-10 flex h-0 justify-center">
      {waiting > 0 ? (
        <button
          type="button"
          className={`${buttonClass({ variant: 'primary', size: 'sm' })} shadow-float`}
          onClick={() => {
            clearTimeout(pending.current.timer)
            pending.current = { count: 0, at: Date.now(), timer: undefined }
            setWaiting(0)
            router.refresh()
          }}
        >
          {waiting} new
        </button>
      ) : null}
    </div>
  )
}

function isHeld(): boolean {
  return document.querySelector('[data-live-list]:hover, [data-live-list]:focus-within') !== null
}

function subjectOf({ topic, data }: LiveMessage): string {
  return topic === 'value' ? String(data.what) : topic === 'alert' || topic === 'incident' || topic === 'channel' ? `${topic}s` : topic
}
