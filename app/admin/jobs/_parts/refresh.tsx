'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

/** Looks again every few seconds while the page is seen, so that runs show themselves as they go. */
export function Refresh({ seconds }: { seconds: number }) {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh()
    }, seconds * 1000)
    return () => clearInterval(timer)
  }, [router, seconds])
  return null
}
