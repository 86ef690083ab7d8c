import type { ReactNode } from 'react'

interface EmptyStateProps {
  /** One sentence: what will stand here, and what brings it. */
  title: ReactNode
  children?: ReactNode
  /** The button or the command that fills the page. */
  action?: ReactNode
  /** A small picture of the page filled: one of the pictures in empty-picture.tsx, or any small drawing. */
  picture?: ReactNode
}

/** A page or a card without content yet; it teaches instead of apologising. */
export function EmptyState({ title, children, action, picture }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center px-4 py-10 text-center">
      {picture ? (
        <div aria-hidden="true" className="mb-5">
          {picture}
        </div>
      ) : null}
      <p className="max-w-[52ch] font-medium text-balance">{title}</p>
      {children ? <div className="mt-1 max-w-[60ch] text-sm text-text-muted text-pretty">{children}</div> : null}
      {action ? <div className="mt-4 flex w-full max-w-2xl flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  )
}
