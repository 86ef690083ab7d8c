'use client'

import { startTransition, useEffect, useState } from 'react'

/**
 * False on the server and for the first drawing, true as soon as the browser has brought the page to life.
 * For what stands folded away: the server sends its figures alone and the browser draws it a moment later,
 * without holding anything up.
 */
export function useAlive(): boolean {
  const [alive, setAlive] = useState(false)
  useEffect(() => startTransition(() => setAlive(true)), [])
  return alive
}
