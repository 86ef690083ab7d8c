'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button'

/** Copies a text and says so for two seconds. `label` names what is copied: "Copy request id". */
export function CopyButton({ text, label = 'Copy', showLabel = false }: { text: string; label?: string; showLabel?: boolean }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
  }
  const Icon = copied ? Check : Copy
  return (
    <>
      <Button
        variant="ghost"
        size="sm"
        onClick={() => void copy()}
        icon={<Icon aria-hidden="true" />}
        label={showLabel ? undefined : copied ? 'Copied' : label}
      >
        {showLabel ? (copied ? 'Copied' : label) : undefined}
      </Button>
      <span aria-live="polite" className="sr-only">
        {copied ? 'Copied' : ''}
      </span>
    </>
  )
}
