import type { ReactNode } from 'react'

interface PageHeaderProps {
  /** The page's noun, small, above the sentence: "Health". */
  eyebrow?: ReactNode
  /** The state of things in one sentence; the page's h1. */
  title: ReactNode
  /** A second, quieter sentence: window, freshness, what was left out. */
  note?: ReactNode
  /** At most one primary action and the quieter others. */
  actions?: ReactNode
}

/** How a page begins: its state as a sentence, then what can be done. */
export function PageHeader({ eyebrow, title, note, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 pb-5">
      <div className="max-w-3xl min-w-0 flex-1 basis-80">
        {eyebrow ? <p className="mb-1 text-sm text-text-muted">{eyebrow}</p> : null}
        <h1 className="text-xl font-semibold text-balance">{title}</h1>
        {note ? <div className="mt-1 max-w-[68ch] text-sm text-text-muted text-pretty">{note}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  )
}
