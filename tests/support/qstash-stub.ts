import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SignJWT } from 'jose'

export interface StubSchedule {
  scheduleId: string
  cron: string
  destination: string
  method: string
  retries: number
  createdAt: number
  isPaused: boolean
}

export interface QStashStub {
  url: string
  schedules: Map<string, StubSchedule>
  /** Method and path of every call, in order. */
  calls: string[]
  /** What the destinations of published messages answered. */
  deliveries: { url: string; messageId: string; status: number }[]
  close: () => Promise<void>
}

/** What QStash puts into its signature; every part can be made wrong. */
export interface SignatureParts {
  url: string
  body: string
  key: string
  issuer?: string
  tokenId?: string
  /** Seconds from now. */
  notBefore?: number
  expires?: number
}

/** The signature as QStash's documentation describes it; written apart from the product's signer. */
export async function qstashSignature({ url, body, key, issuer = 'Upstash', tokenId, notBefore = 0, expires = 300 }: SignatureParts): Promise<string> {
  const seconds = Math.floor(Date.now() / 1000)
  return new SignJWT({
    iss: issuer,
    sub: url,
    exp: seconds + expires,
    nbf: seconds + notBefore,
    iat: seconds,
    jti: tokenId ?? `jwt_${randomUUID()}`,
    body: createHash('sha256').update(body).digest('base64url'),
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(new TextEncoder().encode(key))
}

/**
 * A server that speaks QStash's wire format as far as the official Client uses it here: schedules
 * (create, list, delete) and publish, whose message it delivers at once, signed.
 * @param reach where a destination really listens: the public address of a test is nobody's
 */
export async function startQStashStub(token: string, key: string, reach: (url: string) => string = (url) => url): Promise<QStashStub> {
  const schedules: QStashStub['schedules'] = new Map()
  const calls: string[] = []
  const deliveries: QStashStub['deliveries'] = []
  const server = createServer((request, response) => void serve(request, response))

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString('utf8')
    const path = decodeURI(request.url ?? '')
    calls.push(`${request.method} ${path}`)
    const answer = (status: number, json?: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(json === undefined ? '' : JSON.stringify(json))
    const header = (name: string) => String(request.headers[name] ?? '')

    if (header('authorization') !== `Bearer ${token}`) return void answer(401, { error: 'unauthorized' })
    if (request.method === 'GET' && path === '/v2/schedules') return void answer(200, [...schedules.values()])
    if (request.method === 'POST' && path.startsWith('/v2/schedules/')) {
      const scheduleId = header('upstash-schedule-id') || `scd_${randomUUID()}`
      schedules.set(scheduleId, {
        scheduleId,
        cron: header('upstash-cron'),
        destination: path.slice('/v2/schedules/'.length),
        method: header('upstash-method') || 'POST',
        retries: Number(header('upstash-retries') || 3),
        createdAt: Date.now(),
        isPaused: false,
      })
      return void answer(200, { scheduleId })
    }
    if (request.method === 'DELETE' && path.startsWith('/v2/schedules/')) {
      const known = schedules.delete(path.slice('/v2/schedules/'.length))
      return void answer(known ? 202 : 404, known ? undefined : { error: 'schedule not found' })
    }
    if (request.method === 'POST' && path.startsWith('/v2/publish/')) {
      const url = path.slice('/v2/publish/'.length)
      const messageId = `msg_${randomUUID()}`
      const delivered = await fetch(reach(url), {
        method: header('upstash-method') || 'POST',
        body,
        headers: { 'upstash-message-id': messageId, 'upstash-signature': await qstashSignature({ url, body, key }), 'content-type': 'application/json' },
      })
      deliveries.push({ url, messageId, status: delivered.status })
      return void answer(200, { messageId })
    }
    answer(404, { error: 'not found' })
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    schedules,
    calls,
    deliveries,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
