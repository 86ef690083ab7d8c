import { clientIp } from '@/lib/client-ip'
import { answerOtlp } from '@/lib/http/otlp'
import { answer, authorise } from '@/lib/http/route'
import { receiveMetrics } from '@/lib/otlp/commands/receive'

/** Takes metrics of OpenTelemetry (OTLP/HTTP, JSON or protobuf, optionally gzip); they become series. */
export function POST(request: Request): Promise<Response> {
  return answer(request, (requestId) =>
    answerOtlp(request, requestId, 'metrics', async (encoding) => {
      const actor = await authorise(request, { key: 'ingest:write' })
      return receiveMetrics({ actor, now: new Date(), requestId, ip: clientIp(request) }, request, encoding)
    }),
  )
}
