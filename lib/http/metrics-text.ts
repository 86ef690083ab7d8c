import { withPlatform } from '@/db/client'
import { isBearer } from '@/lib/bearer'
import { env } from '@/lib/env'
import { AppError, isDatabaseAway } from '@/lib/errors'
import { meter, type TotalRow } from '@/lib/meter'
import { exposition, expositionFormats, formatOf } from '@/lib/metrics/series/exposition'
import { listLevels } from '@/lib/metrics/series/queries'

/**
 * Lets in whoever bears METRICS_TOKEN.
 * @throws AppError not_found when none is set, unauthenticated
 */
export function requireMetricsToken(request: Request): void {
  const { METRICS_TOKEN } = env()
  if (!METRICS_TOKEN) throw new AppError('not_found', 'There is nothing here. The operator may set METRICS_TOKEN.')
  if (!isBearer(request.headers.get('authorization'), METRICS_TOKEN)) {
    throw new AppError('unauthenticated', 'Send the token of this installation as "Authorization: Bearer <METRICS_TOKEN>".')
  }
}

/**
 * What this process has counted since its start, and the levels of the whole platform as they were last sampled.
 * With the database away the former is told all the same.
 */
export async function metricsText(request: Request, now: Date): Promise<Response> {
  const format = formatOf(request.headers.get('accept'))
  let levels: TotalRow[] = []
  try {
    const sampled = await withPlatform((tx) => listLevels(tx, now), { accessMode: 'read only' })
    levels = sampled.map(({ metric, dimensions, value }) => ({ metric, kind: 'gauge', dimensions, count: 1, sum: value, last: value, sketch: null }))
  } catch (error) {
    if (!isDatabaseAway(error)) throw error
  }
  return new Response(exposition([...meter().totals(), ...levels], format), {
    headers: { 'content-type': expositionFormats[format], 'cache-control': 'no-store', vary: 'accept' },
  })
}
