import type { Instrumentation } from 'next'

/** Called once by Next when a server process starts, never during a build. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') await import('./instrumentation-node')
}

/** Writes the cause of a failed page or action beside the reference (digest) that its reader is shown. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { log } = await import('@/lib/log')
  const digest = error instanceof Error && 'digest' in error ? error.digest : undefined
  // The route, not the address: a query may hold a token.
  log().error(
    { err: error, digest, requestId: request.headers['x-request-id'], method: request.method, route: context.routePath },
    'a page or an action failed',
  )
}
