import { answer, authorise } from '@/lib/http/route'
import { openStream } from '@/lib/live/commands/open-stream'

// Longer than a stream lasts where functions may run for a limited time only.
export const maxDuration = 300

/** What happens in the organization that the session looks at, as server-sent events. For people; keys may not listen. */
export function GET(request: Request): Promise<Response> {
  return answer(request, async (requestId) => {
    const actor = await authorise(request, { tenant: 'alerts:read' })
    const organizationId = (actor.kind === 'user' && actor.organizationId) || ''
    return openStream(request, requestId, actor, { kind: 'organization', organizationId })
  })
}
