'use client'

import { useEffect, useRef } from 'react'
import { isTyping } from '../ui/typing'

/** In the form around it: `u` puts the cursor into its text, ⌘ or Ctrl and Enter send it. Draws nothing. */
export function UpdateKeys() {
  const marker = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const form = marker.current?.closest('form')
    const text = form?.querySelector('textarea')
    if (!form || !text) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && document.activeElement === text) {
        event.preventDefault()
        form.requestSubmit()
        return
      }
      if (event.key !== 'u' || event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return
      event.preventDefault()
      text.focus()
      text.scrollIntoView({ block: 'nearest' })
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return <span ref={marker} hidden />
}
