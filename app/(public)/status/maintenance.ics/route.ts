import { maintenanceCalendar } from '@/lib/status/formats/calendar'
import { respondStatus } from '../_parts/respond'

/** Planned work as a calendar that programs subscribe to. */
export function GET(request: Request): Promise<Response> {
  return respondStatus(request, 'text/calendar', maintenanceCalendar)
}
