'use client'

import { useEffect, useSyncExternalStore } from 'react'
import { StatusMark } from '../ui/status-mark'
import type { Tone } from '../ui/tone'
import { keepLive, type LiveState, liveState, watchLiveState } from './connection'

const words: Record<LiveState, { tone: Tone; label: string; meaning: string }> = {
  connecting: { tone: 'neutral', label: 'Connecting', meaning: 'Connecting to what happens now.' },
  live: { tone: 'good', label: 'Live', meaning: 'This page is told what happens.' },
  reconnecting: { tone: 'warning', label: 'Reconnecting', meaning: 'The connection was lost; what is missed will be made up for.' },
  off: { tone: 'neutral', label: 'Not live', meaning: 'This page shows what was so when it was loaded. Reload it to see what is so now.' },
}

/** Keeps this tab's stream open, and says whether the page follows what happens. Once in the shell. */
export function LiveIndicator({ url }: { url: string }) {
  useEffect(() => keepLive(url), [url])
  const { tone, label, meaning } = words[useSyncExternalStore<LiveState>(watchLiveState, liveState, () => 'connecting')]
  return (
    <span title={meaning} className="grid h-8 place-items-center px-1 text-xs text-text-muted sm:w-26 sm:justify-items-end">
      <StatusMark tone={tone} label={label} className="max-sm:[&>span]:sr-only" />
    </span>
  )
}
