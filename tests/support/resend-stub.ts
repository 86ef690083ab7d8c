import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How the stub treats one request. The *After kinds accept the mail before they fail. */
export type Treatment = 'accept' | 'fail' | 'failAfter' | 'hang' | 'hangAfter' | 'drop' | 'dropAfter' | 'slowDown' | 'refuse'

export interface ResendRequest {
  key: string
  to: string
  body: string
  treatment: Treatment
}

export interface ResendStub {
  url: string
  requests: ResendRequest[]
  /** Messages accepted, by idempotency key. */
  accepted: Map<string, { id: string; to: string; bodyHash: string }>
  close: () => Promise<void>
}

/**
 * A server that speaks Resend's wire format: POST /emails with Idempotency-Key. A key that was used
 * is answered with the first answer; the same key with another body is refused, as Resend does.
 */
export async function startResendStub(treat: (request: { key: string; to: string; count: number }) => Treatment): Promise<ResendStub> {
  const requests: ResendRequest[] = []
  const accepted: ResendStub['accepted'] = new Map()
  const server = createServer((request, response) => void serve(request, response))

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString('utf8')
    const key = String(request.headers['idempotency-key'] ?? '')
    const to = String((JSON.parse(body) as { to: string }).to)
    const treatment = treat({ key, to, count: requests.length })
    requests.push({ key, to, body, treatment })
    const bodyHash = createHash('sha256').update(body).digest('hex')
    const headers = { 'content-type': 'application/json', 'ratelimit-limit': '2000', 'ratelimit-remaining': '1', 'ratelimit-reset': '1' }
    const answer = (status: number, json: unknown, more: Record<string, string> = {}) =>
      response.writeHead(status, { ...headers, ...more }).end(JSON.stringify(json))
    const accept = () => {
      const known = accepted.get(key)
      if (known && known.bodyHash !== bodyHash) return null
      const message = known ?? { id: `re_${accepted.size + 1}`, to, bodyHash }
      accepted.set(key, message)
      return message
    }

    if (request.headers.authorization !== 'Bearer re_test') return void answer(401, { statusCode: 401, name: 'missing_api_key', message: 'Missing API key' })
    if (treatment.endsWith('After') || treatment === 'accept') {
      const message = accept()
      if (!message) return void answer(409, { statusCode: 409, name: 'invalid_idempotent_request', message: 'Same key, other payload' })
      if (treatment === 'accept') return void answer(200, { id: message.id })
    }
    if (treatment === 'slowDown')
      return void answer(429, { statusCode: 429, name: 'rate_limit_exceeded', message: 'Too many requests' }, { 'retry-after': '1' })
    if (treatment === 'refuse') return void answer(422, { statusCode: 422, name: 'validation_error', message: 'Invalid `to` field' })
    if (treatment === 'fail' || treatment === 'failAfter')
      return void response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Internal Server Error</h1>')
    if (treatment === 'drop' || treatment === 'dropAfter') return void request.socket.destroy()
    // hang: the connection stays open until the caller gives up.
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    accepted,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
