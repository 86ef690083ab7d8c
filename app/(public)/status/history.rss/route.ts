import { rssFeed } from '@/lib/status/formats/feeds'
import { respondStatus } from '../_parts/respond'

/** Incidents and planned work as RSS 2.0. */
export function GET(request: Request): Promise<Response> {
  return respondStatus(request, 'application/rss+xml', rssFeed)
}
