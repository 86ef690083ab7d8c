'use client'

import { type ReactNode, useId, useRef, useState, useTransition } from 'react'
import { Button } from '../ui/button'
import { controlClass } from '../ui/control-style'

interface MarkdownFieldProps {
  name: string
  label: string
  optional?: boolean
  rows: number
  maxLength: number
  value: string
  preview: (text: string) => Promise<ReactNode>
}

/** Text in Markdown, and how it will be read: the server draws it, so that what is shown there is what is shown here. */
export function MarkdownField({ name, label, optional, rows, maxLength, value, preview }: MarkdownFieldProps) {
  const [shown, setShown] = useState<ReactNode>(null)
  const [pending, startTransition] = useTransition()
  const text = useRef<HTMLTextAreaElement>(null)
  const id = useId()
  const toggle = () => {
    if (shown !== null) {
      setShown(null)
      return
    }
    startTransition(async () => {
      // The text is kept whatever becomes of the preview.
      const drawn = await preview(text.current?.value ?? '').catch(() => (
        <p className="text-critical">The preview could not be drawn. What you typed is kept; try it again in a moment.</p>
      ))
      setShown(drawn)
    })
  }
  return (
    <div className="space-y-1.5">
      <div className="flex items-end justify-between gap-3">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
          {optional ? <span className="font-normal text-text-muted"> (optional)</span> : null}
        </label>
        <span className="noscript:hidden">
          <Button size="sm" variant="ghost" aria-disabled={pending} onClick={toggle}>
            {shown === null ? 'Preview' : 'Write'}
            <span className="sr-only">: {label}</span>
          </Button>
        </span>
      </div>
      <textarea
        ref={text}
        id={id}
        name={name}
        rows={rows}
        maxLength={maxLength}
        defaultValue={value}
        hidden={shown !== null}
        className={`${controlClass} field-sizing-content max-h-[60vh] min-h-16 py-1.5`}
      />
      {shown === null ? null : (
        <section aria-label={`Preview of ${label.toLowerCase()}`} className="min-h-16 rounded-md border border-border px-3 py-2">
          {shown}
        </section>
      )}
    </div>
  )
}
