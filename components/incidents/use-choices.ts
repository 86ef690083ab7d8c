'use client'

import { type RefObject, useCallback, useEffect, useState } from 'react'

/** What the forms of incidents offer. */
export interface Choices {
  tools: readonly { id: string; name: string }[]
  providers: readonly string[]
}

interface AskedChoices {
  /** Null until they are there. */
  choices: Choices | null
  /** They could not be fetched; null where they could, or nobody has asked yet. */
  retry: (() => void) | null
}

/**
 * Fetches what there is to choose from once the place for it comes into sight: most readers of an incident never open
 * the form. @param given on the server already
 */
export function useChoices(place: RefObject<HTMLElement | null>, given: Choices | null): AskedChoices {
  const [choices, setChoices] = useState(given)
  const [failed, setFailed] = useState(false)
  const load = useCallback(async () => {
    setFailed(false)
    const answer = await fetch('/admin/incidents/choices').catch(() => null)
    const found: Choices | null = answer?.ok ? await answer.json().catch(() => null) : null
    if (found) setChoices(found)
    else setFailed(true)
  }, [])
  useEffect(() => {
    const element = place.current
    if (!element || given) return
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      observer.disconnect()
      void load()
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [place, given, load])
  return { choices, retry: failed ? () => void load() : null }
}
