import { clientIp } from '@/lib/client-ip'
import { measureIngest } from '@/lib/http/measure'
import { answerOtlp } from '@/lib/http/otlp'
import { answer, authorise } from '@/lib/http/route'
import { receiveTraces } from '@/lib/otlp/commands/receive'

/** Takes spans of OpenTelemetry (OTLP/HTTP, JSON or protobuf, optionally gzip); those that name a tool become calls. */
export function POST(request: Request): Promise<Response> {
  return answer(request, (requestId) =>
    answerOtlp(request, requestId, 'traces', async (encoding) => {
      const actor = await authorise(request, { key: 'ingest:write' })
      const { ingested, ...outcome } = await receiveTraces({ actor, now: new Date(), requestId, ip: clientIp(request) }, request, encoding)
      if (ingested) measureIngest(ingested)
      return outcome
    }),
  )
}
