import { MAX_PAYLOAD_BYTES, receiveAlertmanager } from '@/lib/alerts/commands/receive-alertmanager'
import { clientIp } from '@/lib/client-ip'
import { AppError } from '@/lib/errors'
import { answer, authorise } from '@/lib/http/route'
import { readRequestText } from '@/lib/request-text'

/**
 * Takes what Prometheus Alertmanager sends to a webhook (version 4), so that its alerts end in the same
 * inbox. It repeats only what is answered with 5xx: when the database is away the answer is 503.
 */
export function POST(request: Request): Promise<Response> {
  return answer(request, async (requestId) => {
    const actor = await authorise(request, { key: 'alerts:write' })
    const text = await readRequestText(request, MAX_PAYLOAD_BYTES)
    if (text === null) throw new AppError('too_large', 'The payload is larger than 10 MiB; set max_alerts on the receiver.')
    const organizationId = actor.kind === 'job' ? null : actor.organizationId
    const received = await receiveAlertmanager({ actor, now: new Date(), requestId, ip: clientIp(request) }, organizationId, text)
    return Response.json(received, { headers: { 'cache-control': 'no-store', 'x-request-id': requestId } })
  })
}
