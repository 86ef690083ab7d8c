'use client'

import { useEffect, useRef, useState } from 'react'

// Reading a form brings validation along, which nobody needs before something is changed.
const loadWords = () => import('./rule-in-words')

/** What the form around it says so far, as a sentence that follows each change. */
export function LiveSentence({ initial }: { initial: string }) {
  const [sentence, setSentence] = useState(initial)
  const place = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    const form = place.current?.closest('form')
    if (!form) return
    const read = async () => {
      const { ruleInWords } = await loadWords()
      // A half-written number or address is no reason to say nothing: the last whole sentence stays.
      setSentence((before) => ruleInWords(new FormData(form)) ?? before)
    }
    form.addEventListener('input', read)
    return () => form.removeEventListener('input', read)
  }, [])
  return (
    <p ref={place} aria-live="polite" className="rounded-md bg-surface-muted px-3 py-2 text-sm">
      {sentence}
    </p>
  )
}
