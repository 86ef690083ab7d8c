'use client'

import { type ReactNode, useState } from 'react'

/** Something that shows a value: when a refresh has changed the value, it is tinted for a moment. */
export function ChangingValue({ value, children }: { value: string | number | null; children: ReactNode }) {
  const [shown, setShown] = useState({ value, changes: 0 })
  if (shown.value !== value) setShown({ value, changes: shown.changes + 1 })
  return (
    <span key={shown.changes} className={shown.changes > 0 ? 'animate-tint rounded-sm' : undefined}>
      {children}
    </span>
  )
}
