// A small server around the route of the fast path, for tests that kill the process it runs in.
import { createServer } from 'node:http'
import { POST } from '@/app/api/ingest/invocations/route'

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []))
    POST(new Request(`http://localhost${request.url}`, { method: 'POST', headers, body: Buffer.concat(chunks) })).then(
      async (answer) => {
        response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
      },
      () => response.destroy(),
    )
  })
})
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => process.send?.(server.address()))
// Nobody is left to serve when the test is gone.
process.once('disconnect', () => process.exit(0))
