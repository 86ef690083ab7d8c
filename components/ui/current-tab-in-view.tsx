'use client'

import { useEffect, useRef } from 'react'

/** Inside the current one of tabs that do not all fit: scrolls their strip, not the page, so that it is seen. */
export function CurrentTabInView() {
  const mark = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const tab = mark.current?.parentElement
    const strip = tab?.parentElement
    if (tab && strip) strip.scrollLeft = tab.offsetLeft - (strip.clientWidth - tab.offsetWidth) / 2
  }, [])
  return <span ref={mark} hidden />
}
