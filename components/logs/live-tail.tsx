'use client'

import { Pause, Play } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { formatCount } from '@/lib/format'
import type { TailLine } from '@/lib/logs/tail-frames'
import { Button } from '../ui/button'
import { buttonClass } from '../ui/button-style'
import { keyboardScrollable } from '../ui/scroll-region'
import { LogRow } from './log-row'
import { addEntries, countWaiting, emptyTail, keyOf, release, type TailEntry, type TailList } from './tail-list'

type Connection = 'connecting' | 'live' | 'reconnecting' | 'refused'

const words: Record<Connection, string> = {
  connecting: 'Connecting',
  live: 'Following: new lines appear on top',
  reconnecting: 'The connection broke; trying again',
  refused: 'Following is not possible at this moment',
}

/**
 * The list of lines, and a switch that follows the log live with the same filters. Nothing moves while the pointer
 * or the focus is on the list, or while it is scrolled: a button says how many lines wait.
 */
export function LiveTail({ params, begin, actions, children }: { params: string; begin: boolean; actions: ReactNode; children: ReactNode }) {
  const [on, setOn] = useState(begin)
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-b border-border px-3 py-2 sm:px-4">
        <Button
          size="sm"
          variant={on ? 'primary' : 'secondary'}
          aria-pressed={on}
          icon={on ? <Pause aria-hidden="true" /> : <Play aria-hidden="true" />}
          onClick={() => {
            // The address says it, so that it can be shared and survives a reload.
            const url = new URL(window.location.href)
            if (on) url.searchParams.delete('live')
            else url.searchParams.set('live', '1')
            window.history.replaceState(null, '', url)
            setOn(!on)
          }}
        >
          {on ? 'Stop following' : 'Follow live'}
        </Button>
        <div className="ml-auto flex flex-wrap items-center gap-2">{actions}</div>
      </div>
      {on ? <Following key={params} params={params} /> : children}
    </>
  )
}

function Following({ params }: { params: string }) {
  const [list, setList] = useState<TailList>(emptyTail)
  const [connection, setConnection] = useState<Connection>('connecting')
  const region = useRef<HTMLElement>(null)

  useEffect(() => {
    const source = new EventSource(`/api/admin/logs/tail?${params}`)
    const add = (entries: TailEntry[]) => setList((current) => addEntries(current, entries, isHeld(region.current)))
    source.addEventListener('ready', () => setConnection('live'))
    source.addEventListener('restart', (event) => {
      setConnection('live')
      add([{ kind: 'restart', key: `restart-${event.lastEventId}` }])
    })
    source.addEventListener('lines', (event) => add((JSON.parse(event.data) as TailLine[]).map((line) => ({ kind: 'line', line }))))
    source.addEventListener('skipped', (event) => {
      const { lines } = JSON.parse(event.data) as { lines: number }
      add([{ kind: 'skipped', key: `skipped-${event.timeStamp}`, lines }])
    })
    // The browser tries again by itself, unless the answer was no stream.
    source.onerror = () => setConnection(source.readyState === EventSource.CLOSED ? 'refused' : 'reconnecting')
    return () => source.close()
  }, [params])

  const waiting = countWaiting(list)
  return (
    <>
      <div role="status" className="flex flex-wrap items-center gap-3 border-b border-border px-3 py-1.5 text-xs text-text-muted sm:px-4">
        <span>{words[connection]}</span>
        {waiting > 0 ? (
          <button
            type="button"
            className={buttonClass({ variant: 'primary', size: 'sm' })}
            onClick={() => {
              if (region.current) region.current.scrollTop = 0
              setList(release)
            }}
          >
            {formatCount(waiting)} new {waiting === 1 ? 'line' : 'lines'}
          </button>
        ) : null}
      </div>
      <section ref={region} data-live-list aria-label="Lines as they come in" {...keyboardScrollable} className="max-h-[70dvh] overflow-y-auto">
        <ul>
          {list.shown.map((entry) =>
            entry.kind === 'line' ? (
              <LogRow key={keyOf(entry)} line={entry.line} withDay={false} />
            ) : (
              <li key={keyOf(entry)} className="border-b border-border bg-surface-muted px-3 py-1.5 text-xs text-text-muted sm:px-4">
                {entry.kind === 'skipped'
                  ? `${formatCount(entry.lines)} lines were skipped here: more came than this page could take. A search shows them.`
                  : 'The connection was away for too long: lines may be missing here. A search shows them.'}
              </li>
            ),
          )}
        </ul>
        {list.shown.length === 0 ? <p className="px-4 py-8 text-center text-sm text-text-muted">No line matches yet. What comes in appears here.</p> : null}
      </section>
    </>
  )
}

function isHeld(region: HTMLElement | null): boolean {
  return region !== null && (region.scrollTop > 8 || region.matches(':hover, :focus-within'))
}
