// A small server around the routes of the streams, for tests that kill the process it runs in.
import { createServer, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { GET as listenAsStaff } from '@/app/api/admin/stream/route'
import { GET as listenAsMember } from '@/app/api/stream/route'
import { liveHub } from '@/lib/live/commands/hub'

const ms = (name: string) => (process.env[name] ? Number(process.env[name]) : undefined)
const hub = liveHub({
  ...(ms('RECHECK_MS') ? { recheckMs: ms('RECHECK_MS') } : {}),
  ...(ms('BEAT_MS') ? { beatMs: ms('BEAT_MS') } : {}),
  ...(ms('REREAD_MS') ? { rereadMs: ms('REREAD_MS') } : {}),
})

const server = createServer(async (incoming, outgoing) => {
  const answer = await (incoming.url?.startsWith('/api/admin/') ? listenAsStaff : listenAsMember)(toRequest(incoming))
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers))
  outgoing.flushHeaders()
  // A reader that goes away ends the pipeline, which cancels the body, as the product's server does.
  if (answer.body) await pipeline(Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]), outgoing).catch(() => outgoing.destroy())
  else outgoing.end()
})
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => process.send?.(server.address()))
process.once('SIGTERM', () => {
  void hub.close()
  server.close(() => process.exit(0))
})
// Nobody is left to serve when the test is gone.
process.once('disconnect', () => process.exit(0))

function toRequest(incoming: IncomingMessage): Request {
  const headers = Object.entries(incoming.headers).flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []))
  return new Request(`http://localhost${incoming.url}`, { headers })
}
