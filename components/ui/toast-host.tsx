'use client'

import { lazy, Suspense, useEffect, useState } from 'react'
import { onFirstToast } from './toast-queue'

const ToastRegion = lazy(() => import('./toast-region'))

/** Where toasts appear; once in the shell. Costs nothing until the first toast, which loads the region. */
export function ToastHost() {
  const [wanted, setWanted] = useState(false)
  useEffect(() => onFirstToast(() => setWanted(true)), [])
  if (!wanted) return null
  return (
    <Suspense>
      <ToastRegion />
    </Suspense>
  )
}
