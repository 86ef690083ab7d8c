import type { Actor } from '@/lib/auth/model'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { type Audience, LIMITED_LIFE_MS, parsePosition } from '../model'
import { liveHub } from './hub'

/**
 * The endless answer to a browser that listens: what happens for this audience, as server-sent events.
 * Last-Event-ID (or ?after=) resumes behind an event. The caller has checked that the actor may read it.
 *
 * @throws AppError forbidden for keys, rate_limited, unavailable
 */
export async function openStream(request: Request, requestId: string, actor: Actor, audience: Audience): Promise<Response> {
  if (actor.kind !== 'user') throw new AppError('forbidden', 'Streams are for people who are signed in; with a key, ask the API again from time to time.')
  const after = parsePosition(request.headers.get('last-event-id') ?? new URL(request.url).searchParams.get('after'))
  const body = await liveHub().subscribe({ sessionId: actor.sessionId, audience, after, lifeMs: env().VERCEL ? LIMITED_LIFE_MS : null })
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
