import type { ReactNode } from 'react'

/** A word that sorts or groups and is neither good nor bad: a category, a scope, a plan, a version. */
export function Tag({ children, mono = false }: { children: ReactNode; mono?: boolean }) {
  return (
    <span
      className={`inline-flex h-5 items-center rounded-sm border border-border px-1.5 text-xs whitespace-nowrap text-text-muted ${mono ? 'font-mono' : ''}`}
    >
      {children}
    </span>
  )
}
