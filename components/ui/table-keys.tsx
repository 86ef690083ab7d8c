'use client'

import { useEffect, useRef } from 'react'
import { isTyping } from './typing'

/** j and k move through the rows of the nearest table above it, Enter opens the row's link. Draws nothing. */
export function TableKeys() {
  const marker = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.key !== 'j' && event.key !== 'k') || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return
      const rows = [...(marker.current?.parentElement?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
      const focusable = rows.flatMap((row) => row.querySelector<HTMLElement>('a, button, input') ?? [])
      if (focusable.length === 0) return
      const current = rows.findIndex((row) => row.contains(document.activeElement))
      const next = current === -1 ? 0 : Math.min(focusable.length - 1, Math.max(0, current + (event.key === 'j' ? 1 : -1)))
      event.preventDefault()
      focusable[next]?.focus()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return <span ref={marker} hidden />
}
