'use client'

import { useEffect, useRef, useState } from 'react'
import { pickRuleFields, readRuleFields } from '@/lib/alerts/rule-form'
import { ruleSentence } from '@/lib/alerts/sentence'

/** What the form around it says so far, as a sentence that follows each change. */
export function LiveSentence({ initial }: { initial: string }) {
  const [sentence, setSentence] = useState(initial)
  const place = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    const form = place.current?.closest('form')
    if (!form) return
    const read = () => setSentence((before) => describe(new FormData(form)) ?? before)
    form.addEventListener('input', read)
    return () => form.removeEventListener('input', read)
  }, [])
  return (
    <p ref={place} aria-live="polite" className="rounded-md bg-surface-muted px-3 py-2 text-sm">
      {sentence}
    </p>
  )
}

// A half-written number or address is no reason to say nothing: the last whole sentence stays.
function describe(form: FormData): string | null {
  try {
    return ruleSentence(readRuleFields({ ...pickRuleFields(Object.fromEntries(form)), name: 'Draft', runbookUrl: '', quietFrom: '', quietTo: '' }))
  } catch {
    return null
  }
}
