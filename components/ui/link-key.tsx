'use client'

import { useEffect, useRef } from 'react'
import { isTyping } from './typing'

/** Lets a letter press the link right before it. Draws nothing. */
export function LinkKey({ letter }: { letter: string }) {
  const marker = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const link = marker.current?.previousElementSibling
      if (event.key !== letter || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return
      if (!(link instanceof HTMLElement)) return
      event.preventDefault()
      link.click()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [letter])
  return <span ref={marker} hidden />
}
