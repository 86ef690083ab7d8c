import { AppError, errorStatus, isDatabaseAway } from '@/lib/errors'

const titles: Record<number, string> = {
  400: 'Invalid request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  410: 'Gone',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Cannot be processed',
  429: 'Too many requests',
  500: 'Unexpected failure',
  503: 'Unavailable for the moment',
}

/** Any failure as application/problem+json (RFC 9457). Details of defects stay in the log. */
export function problem(error: unknown, requestId: string): Response {
  const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store', 'x-request-id': requestId })
  const away = !(error instanceof AppError) && isDatabaseAway(error)
  const status = error instanceof AppError ? errorStatus[error.code] : away ? 503 : 500
  const detail =
    error instanceof AppError
      ? error.message
      : away
        ? 'The database cannot be reached. Nothing of this request was kept; send it again.'
        : 'Something failed on our side. Quote the request id.'
  const retryAfter = error instanceof AppError ? error.retryAfterSeconds : away ? 5 : undefined
  if (retryAfter !== undefined) headers.set('retry-after', String(Math.max(1, Math.ceil(retryAfter))))
  const body = {
    type: 'about:blank',
    title: titles[status] ?? 'Failure',
    status,
    code: error instanceof AppError ? error.code : away ? 'unavailable' : 'unexpected',
    detail,
    requestId,
    ...(error instanceof AppError && error.problems.length > 0 ? { errors: error.problems } : {}),
  }
  return new Response(JSON.stringify(body), { status, headers })
}
