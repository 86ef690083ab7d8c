import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { cachedResponse } from '@/lib/http/cached'
import { answer } from '@/lib/http/route'
import { currentSnapshot } from '@/lib/status/commands/kept-snapshot'
import type { Published } from '@/lib/status/formats/published'

// Shared caches ask every half minute, and show what they have for a day while nobody answers.
const CACHE_CONTROL = 'public, max-age=30, s-maxage=30, stale-while-revalidate=60, stale-if-error=86400'

/**
 * An answer made from the snapshot, whether the database is there or not.
 * @param make null for a file that there is none of
 */
export function respondStatus(request: Request, contentType: string, make: (published: Published) => string | null): Promise<Response> {
  return answer(request, async () => {
    const now = new Date()
    const kept = await currentSnapshot(now)
    if (!kept) throw new AppError('unavailable', 'The status page cannot be read right now. Try again in a minute.', { retryAfterSeconds: 30 })
    const body = make({ ...kept, now, origin: env().APP_URL.replace(/\/$/, '') })
    if (body === null) throw new AppError('not_found', 'There is no such file. Begin with /status/api/v2/summary.json.')
    return cachedResponse(request, {
      body,
      contentType: `${contentType}; charset=utf-8`,
      cacheControl: CACHE_CONTROL,
      headers: {
        // Not Age: a snapshot of a minute ago would count as stale in every cache, and none would keep it.
        'x-status-as-of': kept.snapshot.at,
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
      },
    })
  })
}
