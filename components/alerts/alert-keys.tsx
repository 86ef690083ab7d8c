'use client'

import { useEffect, useRef } from 'react'
import { isTyping } from '@/components/ui/typing'

/** In the list above it: j and k move, a acknowledges, r resolves, i opens an incident from the alert in focus. Draws nothing. */
export function AlertKeys() {
  const marker = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // The second letter of `g` and a section is no act.
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return
      const rows = [...(marker.current?.parentElement?.querySelectorAll<HTMLElement>('[data-row]') ?? [])].filter((row) => row.checkVisibility())
      const current = rows.findIndex((row) => row.contains(document.activeElement))
      if (event.key === 'j' || event.key === 'k') {
        const next = current === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, current + (event.key === 'j' ? 1 : -1)))
        const link = rows[next]?.querySelector<HTMLElement>('a')
        if (!link) return
        event.preventDefault()
        link.focus()
        return
      }
      const incident = event.key === 'i' ? rows[current]?.querySelector<HTMLElement>('[data-act="incident"] a') : null
      if (incident) {
        event.preventDefault()
        incident.click()
        return
      }
      const act = event.key === 'a' ? 'acknowledge' : event.key === 'r' ? 'resolve' : null
      const button = act === null ? null : rows[current]?.querySelector<HTMLElement>(`[data-act="${act}"] button, [data-act="${act}"] summary`)
      if (!button) return
      event.preventDefault()
      // Acknowledging asks for a reason: the field is where the next key goes.
      button.click()
      requestAnimationFrame(() => rows[current]?.querySelector<HTMLElement>('[data-act="acknowledge"] input[name="reason"]')?.focus())
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return <span ref={marker} hidden />
}
