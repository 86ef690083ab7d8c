'use client'

import { lazy, Suspense, startTransition, useEffect, useState } from 'react'
import { onFirstToast, showToast, type ToastOptions, takeToastsOfPages } from './toast-queue'

const ToastRegion = lazy(() => import('./toast-region'))

/** Where toasts appear; once in the shell. Costs nothing until the first toast, which loads the region. */
export function ToastHost() {
  const [wanted, setWanted] = useState(false)
  useEffect(() => onFirstToast(() => setWanted(true)), [])
  // React shows transitions that overlap all at once: this state changes when the page does.
  const [due, setDue] = useState<readonly ToastOptions[]>([])
  useEffect(() => takeToastsOfPages((toast) => startTransition(() => setDue((before) => [...before, toast]))), [])
  useEffect(() => {
    if (due.length === 0) return
    for (const toast of due) showToast(toast)
    setDue((now) => now.filter((toast) => !due.includes(toast)))
  }, [due])
  if (!wanted) return null
  return (
    <Suspense>
      <ToastRegion />
    </Suspense>
  )
}
