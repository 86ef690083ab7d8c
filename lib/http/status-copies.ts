import { randomUUID } from 'node:crypto'
import { request } from 'undici'
import { kept } from '@/lib/status/kept'
import { SECOND } from '@/lib/time'
import { pageCopies } from './page-copies'

/** Under this header our own request for a copy says that it is ours, and so does the answer: whoever else listens there is not believed. */
export const DRAW_HEADER = 'x-pulsegrid-draw'

const OURS = randomUUID()

/** Whether a request for the page is for the drawing that is copied. */
export function isForCopy(headers: Headers): boolean {
  return headers.get(DRAW_HEADER) === OURS
}

/** The status page as strangers see it, by the cookie that it differs by. As fresh as what this process knows. */
export const statusCopies = pageCopies({
  draw: async (cookie) => {
    // Next sets the port of a server that listens; where none does (a serverless platform), nothing is copied.
    const { PORT, VERCEL, NODE_ENV } = process.env
    if (!PORT || VERCEL || NODE_ENV === 'development') return null
    const { statusCode, headers, body } = await request(`http://localhost:${PORT}/status`, {
      headers: { [DRAW_HEADER]: OURS, accept: 'text/html', cookie },
      signal: AbortSignal.timeout(10 * SECOND),
    })
    if (headers[DRAW_HEADER] === OURS) return { status: statusCode, headers, body: await body.text() }
    await body.dump()
    return null
  },
  version: () => (kept.away ? null : kept.snapshot),
  clock: () => performance.now(),
  freshMs: 5 * SECOND,
})
