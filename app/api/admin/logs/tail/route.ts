import { answer, authorise } from '@/lib/http/route'
import { openTail } from '@/lib/logs/commands/open-tail'

// Longer than a stream lasts where functions may run for a limited time only.
export const maxDuration = 300

/** Lines of the log as they come in, as server-sent events. */
export function GET(request: Request): Promise<Response> {
  return answer(request, async (requestId) => {
    const actor = await authorise(request, { permission: 'admin.read' })
    return openTail(request, requestId, actor, new Date())
  })
}
