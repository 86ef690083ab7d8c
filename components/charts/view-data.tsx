'use client'

import { ChevronRight } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'

interface ViewDataProps {
  /** Draws what is behind it; called when it is opened first. */
  children: () => ReactNode
  /** On the server already. */
  drawn?: boolean
}

/** "View data" below a chart, and its table, which is drawn when it is opened. */
export function ViewData({ children, drawn = false }: ViewDataProps) {
  const [opened, setOpened] = useState(drawn)
  const place = useRef<HTMLDetailsElement>(null)
  // It may have been opened before the page came to life.
  useEffect(() => {
    if (place.current?.open) setOpened(true)
  }, [])
  return (
    <details ref={place} className="group/data mt-2 text-sm" onToggle={() => setOpened(true)}>
      <summary className="flex w-fit items-center gap-1 rounded-md py-1 pr-2 text-text-muted hover:text-text">
        <ChevronRight aria-hidden="true" className="size-4 transition-transform duration-140 ease-out group-open/data:rotate-90" />
        View data
      </summary>
      {opened ? children() : null}
    </details>
  )
}
