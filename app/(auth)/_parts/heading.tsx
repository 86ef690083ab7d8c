import type { ReactNode } from 'react'

/** What the page is for, and one quieter sentence. */
export function Heading({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <header className="mb-5">
      <h1 className="text-xl font-semibold text-balance">{title}</h1>
      {children ? <div className="mt-1 text-sm text-text-muted text-pretty">{children}</div> : null}
    </header>
  )
}
