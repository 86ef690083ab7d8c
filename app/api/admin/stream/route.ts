import { answer, authorise } from '@/lib/http/route'
import { openStream } from '@/lib/live/commands/open-stream'

// Longer than a stream lasts where functions may run for a limited time only.
export const maxDuration = 300

/** What happens on the platform, as server-sent events. */
export function GET(request: Request): Promise<Response> {
  return answer(request, async (requestId) => {
    const actor = await authorise(request, { permission: 'admin.read' })
    return openStream(request, requestId, actor, { kind: 'staff' })
  })
}
