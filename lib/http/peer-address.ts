import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'

const CHANNEL = 'http.server.request.start'
const store = globalThis as typeof globalThis & { pulsegridPeerAddress?: boolean }

/**
 * Appends the address of the connection to X-Forwarded-For of every request that this process's
 * HTTP servers receive, as a proxy would: handlers see no socket, and without this a caller that
 * reaches the server directly could claim any address (rate limits, allowlists of keys). Call once
 * at the start; more often changes nothing. Not on Vercel, whose edge writes the header itself.
 */
export function recordPeerAddress(): void {
  if (store.pulsegridPeerAddress) return
  store.pulsegridPeerAddress = true
  subscribe(CHANNEL, (message) => {
    const { request } = message as { request: IncomingMessage }
    const peer = request.socket.remoteAddress
    if (!peer) return
    const claimed = request.headers['x-forwarded-for']
    request.headers['x-forwarded-for'] = claimed ? `${String(claimed)}, ${peer}` : peer
  })
}
