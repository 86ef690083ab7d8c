import { answer } from '@/lib/http/route'
import { loadDocument } from './load-document'

/** The API of this server as an OpenAPI 3.1 document, for anybody. */
export function GET(request: Request): Promise<Response> {
  return answer(request, async (requestId) =>
    Response.json(await loadDocument(), {
      headers: { 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*', 'x-request-id': requestId },
    }),
  )
}
