import { atomFeed } from '@/lib/status/formats/feeds'
import { respondStatus } from '../_parts/respond'

/** Incidents and planned work as Atom. */
export function GET(request: Request): Promise<Response> {
  return respondStatus(request, 'application/atom+xml', atomFeed)
}
