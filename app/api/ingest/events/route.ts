import { clientIp } from '@/lib/client-ip'
import { measureIngest } from '@/lib/http/measure'
import { answer, authorise } from '@/lib/http/route'
import { ingestResponse } from '@/lib/ingest/commands/receive-calls'
import { receiveEvents } from '@/lib/ingest/commands/receive-events'

/** Takes CloudEvents 1.0 (structured, batch, lines or binary; optionally gzip); answers what became of each. */
export function POST(request: Request): Promise<Response> {
  return answer(request, async (requestId) => {
    const actor = await authorise(request, { key: 'ingest:write' })
    return ingestResponse(measureIngest(await receiveEvents({ actor, now: new Date(), requestId, ip: clientIp(request) }, request)), requestId)
  })
}
