import { clientIp } from '@/lib/client-ip'
import { measureIngest } from '@/lib/http/measure'
import { answer, authorise } from '@/lib/http/route'
import { ingestResponse, receiveCalls } from '@/lib/ingest/commands/receive-calls'

/** Takes calls, one JSON object a line (optionally gzip); answers what became of each row. */
export function POST(request: Request): Promise<Response> {
  return answer(request, async (requestId) => {
    const actor = await authorise(request, { key: 'ingest:write' })
    return ingestResponse(measureIngest(await receiveCalls({ actor, now: new Date(), requestId, ip: clientIp(request) }, request)), requestId)
  })
}
