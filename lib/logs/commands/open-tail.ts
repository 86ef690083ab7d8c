import type { Actor } from '@/lib/auth/model'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { LIMITED_LIFE_MS } from '@/lib/live/model'
import { readLogFilter } from '../filter'
import { readPosition } from '../tail-frames'
import { tailHub } from './tail-hub'

/**
 * The endless answer to a browser that follows the log, narrowed by the parameters of its address.
 * Last-Event-ID resumes behind what it has. The caller has checked that the actor may read it.
 *
 * @throws AppError forbidden for keys, rate_limited, unavailable
 */
export async function openTail(request: Request, requestId: string, actor: Actor, now: Date): Promise<Response> {
  if (actor.kind !== 'user')
    throw new AppError('forbidden', 'Streams are for people who are signed in; with a key, ask for the newest lines from time to time.')
  const filter = readLogFilter(Object.fromEntries(new URL(request.url).searchParams), now)
  const position = readPosition(request.headers.get('last-event-id'))
  const body = await tailHub().follow({ sessionId: actor.sessionId, filter, position, lifeMs: env().VERCEL ? LIMITED_LIFE_MS : null })
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // Neither kept nor compressed nor collected by anything on the way.
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-request-id': requestId,
    },
  })
}
