'use client'

import { Button } from '../ui/button'
import { buttonClass } from '../ui/button-style'
import { ErrorState } from '../ui/error-state'

interface PageErrorProps {
  error: unknown
  retry: () => void
  /** Where a reader who gives up is sent. */
  home: string
}

/**
 * A page that failed, inside or outside of the shell. The digest stands in the server's log beside the
 * cause. Every page carries this along, so it is kept small; the way out is a fresh load, not the router's.
 */
export function PageError({ error, retry, home }: PageErrorProps) {
  const digest = error instanceof Error && 'digest' in error && typeof error.digest === 'string' ? error.digest : undefined
  return (
    <div className="mx-auto w-full max-w-2xl py-6">
      <h1 className="sr-only">This page failed</h1>
      <ErrorState
        title="This page could not be put together."
        kept="Reading changes nothing: whatever you saved before is kept."
        advice="Try again in a moment. If it stays like this, tell the operator of this console and quote the reference; the cause stands beside it in the log."
        requestId={digest}
        actions={
          <>
            <Button variant="primary" onClick={retry}>
              Try again
            </Button>
            <a href={home} className={buttonClass({})}>
              Go to the start
            </a>
          </>
        }
      />
    </div>
  )
}
