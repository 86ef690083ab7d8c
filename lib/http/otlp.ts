import { AppError, errorStatus, isDatabaseAway } from '@/lib/errors'
import { log } from '@/lib/log'
import type { Encoding, ExportOutcome, Signal } from '@/lib/otlp/model'
import { contentTypes, encodeOutcome, encodeStatus, encodingOf } from '@/lib/otlp/wire'

/** Seconds after which a sender tries again when we are not able to. */
const RETRY_SECONDS = 5
/** Codes of google.rpc by HTTP status; 2 is UNKNOWN. */
const rpcCodes: Record<number, number> = { 400: 3, 401: 16, 403: 7, 404: 5, 413: 11, 415: 3, 429: 8, 503: 14 }

/**
 * Answers an OTLP request in its own encoding: what was refused as partial success; failures as google.rpc.Status.
 * Exporters drop what is answered with 500 and send again what is answered with 429, 502, 503 and 504, so that
 * whatever is not the sender's fault is 503 with Retry-After.
 */
export async function answerOtlp(request: Request, requestId: string, signal: Signal, take: (encoding: Encoding) => Promise<ExportOutcome>): Promise<Response> {
  const encoding = encodingOf(request.headers.get('content-type'))
  try {
    if (!encoding) throw new AppError('unsupported', 'Send OTLP as application/x-protobuf or application/json.')
    return respond(200, encoding, encodeOutcome(await take(encoding), signal, encoding), requestId)
  } catch (error) {
    const status = error instanceof AppError ? errorStatus[error.code] : 503
    if (status === 503 && !(error instanceof AppError) && !isDatabaseAway(error)) log().error({ requestId, err: error }, 'an OTLP request could not be taken')
    const message = error instanceof AppError ? error.message : 'Nothing of this request was kept; send it again.'
    const response = respond(status, encoding ?? 'json', encodeStatus(rpcCodes[status] ?? 2, message, encoding ?? 'json'), requestId)
    if (status === 429 || status === 503) {
      const seconds = error instanceof AppError ? (error.retryAfterSeconds ?? RETRY_SECONDS) : RETRY_SECONDS
      response.headers.set('retry-after', String(Math.max(1, Math.ceil(seconds))))
    }
    return response
  }
}

function respond(status: number, encoding: Encoding, body: Uint8Array, requestId: string): Response {
  return new Response(Buffer.from(body), {
    status,
    headers: { 'content-type': contentTypes[encoding], 'cache-control': 'no-store', 'x-request-id': requestId },
  })
}
