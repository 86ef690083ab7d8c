import type { IngestAnswer } from '@/lib/ingest/model'
import { meter } from '@/lib/meter'
import { normaliseRoute } from '@/lib/metrics/series/normalise-route'

export type RouteParams = Record<string, string | string[] | undefined>

/** Counts an answered request under its route, and a webhook that came in under who sent it. */
export function measureRequest(route: string, status: number, durationMs: number): void {
  const measured = meter()
  measured.add('api_requests_total', { route, status_code: String(status) })
  measured.observe('api_request_duration_ms', { route }, durationMs)
  const provider = /^\/api\/(?:webhooks|integrations)\/([^/:]+)/.exec(route)?.[1]
  if (provider) measured.add('webhook_events_total', { provider, status: status < 400 ? 'accepted' : status < 500 ? 'refused' : 'failed' })
}

/** Counts the rows of an ingest request by what became of them, and hands the answer on. */
export function measureIngest(answer: IngestAnswer): IngestAnswer {
  for (const status of ['accepted', 'repeated', 'rejected'] as const) if (answer[status] > 0) meter().add('ingest_rows_total', { status }, answer[status])
  return answer
}

/**
 * The template of a handler's path: /api/cron/retention with { job: 'retention' } is /api/cron/:job. Without
 * parameters the path itself, with ids replaced.
 */
export function routeTemplate(pathname: string, params: RouteParams = {}): string {
  const segments = pathname.split('/')
  for (const [name, value] of Object.entries(params)) {
    const values = (Array.isArray(value) ? value : [value]).filter((part): part is string => part !== undefined)
    // From the end: a value may look like a fixed part of the route before it.
    const at = segments.findLastIndex((segment) => isSame(segment, values.at(-1)))
    if (at < 0) continue
    segments.splice(at - values.length + 1, values.length, `:${name}`)
  }
  return normaliseRoute(segments.join('/'))
}

// Params come decoded from the router, but not when a handler is called by a test.
function isSame(segment: string, value: string | undefined): boolean {
  if (value === undefined || segment === '') return false
  if (segment === value) return true
  try {
    return decodeURIComponent(segment) === value
  } catch {
    return false
  }
}
