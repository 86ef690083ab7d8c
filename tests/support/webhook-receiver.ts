import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How the receiver treats one request. The *After kinds have taken the message in before they fail. */
export type Treatment = 'accept' | 'fail' | 'failAfter' | 'hang' | 'hangAfter' | 'drop' | 'dropAfter' | 'gone' | 'slowDown' | 'away' | 'redirect' | 'flood'

export interface ReceivedWebhook {
  path: string
  id: string
  body: string
  headers: Record<string, string>
  treatment: Treatment
  /** How many of the same id and path came before. */
  count: number
}

export interface WebhookReceiver {
  origin: string
  requests: ReceivedWebhook[]
  /** Messages taken in, as `path id`, with the number of times. */
  taken: Map<string, number>
  /** Ends every connection, also those that hang. */
  letGo: () => void
  close: () => Promise<void>
}

/** A server that publishers might run: it receives webhooks and treats them as it is told. */
export async function startReceiver(treat: (request: Pick<ReceivedWebhook, 'path' | 'id' | 'count'>) => Treatment): Promise<WebhookReceiver> {
  const requests: ReceivedWebhook[] = []
  const taken = new Map<string, number>()
  const server = createServer((request, response) => void serve(request, response))

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const path = request.url ?? '/'
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const id = headers['webhook-id'] ?? ''
    const key = `${path} ${id}`
    const count = requests.filter((each) => each.path === path && each.id === id).length
    const treatment = treat({ path, id, count })
    requests.push({ path, id, body: Buffer.concat(chunks).toString('utf8'), headers, treatment, count })
    if (treatment === 'accept' || treatment.endsWith('After')) taken.set(key, (taken.get(key) ?? 0) + 1)
    switch (treatment) {
      case 'accept':
        return void response.writeHead(202, { 'content-type': 'application/json' }).end('{"received":true}')
      case 'fail':
      case 'failAfter':
        return void response.writeHead(500).end('database is locked')
      case 'drop':
      case 'dropAfter':
        return void request.socket.destroy()
      case 'gone':
        return void response.writeHead(410).end()
      case 'slowDown':
        return void response.writeHead(429, { 'retry-after': '600' }).end()
      case 'away':
        return void response.writeHead(503, { 'retry-after': '9999999' }).end()
      case 'redirect':
        return void response.writeHead(302, { location: '/elsewhere' }).end()
      case 'flood':
        return void response.writeHead(500).end(`start\u0000${'x'.repeat(2_000_000)}`)
      case 'hang':
      case 'hangAfter':
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    taken,
    letGo: () => server.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
