import { createHash } from 'node:crypto'

interface CachedBody {
  body: string
  contentType: string
  cacheControl: string
  headers?: Record<string, string>
  /** 200 when left out; another status is never answered with 304. */
  status?: number
}

/** An answer that anybody may keep, with a tag: who has it already gets 304 and no body. */
export function cachedResponse(request: Request, { body, contentType, cacheControl, headers, status = 200 }: CachedBody): Response {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const all = { ...headers, 'content-type': contentType, 'cache-control': cacheControl, etag }
  if (status === 200 && matches(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers: all })
  return new Response(body, { status, headers: all })
}

/** Whether one of the tags of If-None-Match is this one; compared weakly, as RFC 9110 has it for GET. */
function matches(header: string | null, etag: string): boolean {
  if (!header) return false
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}
