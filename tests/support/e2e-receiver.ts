import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

// The world outside in the browser tests: Slack, Discord, PagerDuty and receivers of webhooks, on one
// address. It takes everything in and accepts it, unless a test has said how a path is answered; what came
// can be read back. One process serves all tests, so each uses paths of its own.

export interface Received {
  path: string
  headers: Record<string, string>
  body: string
}

/** Starts it; it lives as long as the process. */
export function startE2eReceiver(port: number): void {
  const received: Received[] = []
  const answers = new Map<string, number>()
  createServer((request, response) => void serve(request, response)).listen(port, 'localhost')

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString('utf8')
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    if (request.method === 'GET') {
      const of = searchParams.get('path')
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(received.filter(({ path }) => path === of)))
    }
    if (request.method === 'PUT') {
      answers.set(pathname, Number(body))
      return void response.writeHead(204).end()
    }
    received.push({ path: pathname, body, headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])) })
    const status = answers.get(pathname) ?? 200
    response.writeHead(status, { 'content-type': 'text/plain' }).end(status < 300 ? 'ok' : 'the receiver is being repaired')
  }
}
