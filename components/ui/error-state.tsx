import type { ReactNode } from 'react'
import { Shape } from './status-mark'

interface ErrorStateProps {
  /** What failed. */
  title: ReactNode
  /** What was kept, or that nothing was changed. */
  kept?: ReactNode
  /** What to do now. */
  advice?: ReactNode
  /** The id to quote to the operator; a press selects all of it. */
  requestId?: string
  actions?: ReactNode
}

/** A failure that helps: what failed, what was kept, what to do, what to quote. */
export function ErrorState({ title, kept, advice, requestId, actions }: ErrorStateProps) {
  return (
    <div role="alert" className="rounded-lg border border-border bg-surface px-5 py-5">
      <div className="flex gap-3">
        <span className="mt-1">
          <Shape tone="critical" />
        </span>
        <div className="min-w-0 space-y-1">
          <p className="font-medium">{title}</p>
          {kept ? <p className="max-w-[68ch] text-text-muted">{kept}</p> : null}
          {advice ? <p className="max-w-[68ch] text-text-muted">{advice}</p> : null}
          {requestId ? (
            <p className="pt-1 text-sm text-text-muted">
              Reference to quote: <code className="font-mono text-text select-all">{requestId}</code>
            </p>
          ) : null}
          {actions ? <div className="flex flex-wrap gap-2 pt-2">{actions}</div> : null}
        </div>
      </div>
    </div>
  )
}
