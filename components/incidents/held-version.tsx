'use client'

import { useEffect, useRef, useState } from 'react'
import { Button } from '../ui/button'
import { Shape } from '../ui/status-mark'

/**
 * The version that the form around it is based on. It follows the newest one until somebody types; from then
 * on it stays, so that a change of somebody else is not overwritten unseen, and says so when there is one.
 */
export function HeldVersion({ version, what }: { version: number; what: string }) {
  const [held, setHeld] = useState<number | null>(null)
  const place = useRef<HTMLDivElement>(null)
  const newest = useRef(version)
  newest.current = version
  useEffect(() => {
    const form = place.current?.closest('form')
    if (!form) return
    const hold = () => setHeld((before) => before ?? newest.current)
    // What was saved is no longer a draft; a refusal keeps the form from being emptied.
    const release = (event: Event) => queueMicrotask(() => !event.defaultPrevented && setHeld(null))
    form.addEventListener('input', hold)
    form.addEventListener('reset', release)
    return () => {
      form.removeEventListener('input', hold)
      form.removeEventListener('reset', release)
    }
  }, [])
  const based = held ?? version
  return (
    <div ref={place} role="status">
      <input type="hidden" name="version" value={based} />
      {based !== version ? (
        <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md bg-warning-soft px-3 py-2 text-sm">
          <span className="flex min-w-0 flex-1 basis-64 items-start gap-2">
            <span className="mt-1">
              <Shape tone="warning" />
            </span>
            Somebody changed {what} while you were writing. What you typed is kept; look at what is there now before you save over it.
          </span>
          <Button size="sm" onClick={() => setHeld(version)}>
            Save mine over it
          </Button>
        </div>
      ) : null}
    </div>
  )
}
