import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'

export interface ReadEvent {
  id: string
  name: string
  data: string
  /** Milliseconds of performance.now(). */
  at: number
}

export interface Reader {
  /** Events of topics, in the order in which they came; states of the stream (ready, reset, beat) are counted only. */
  events: ReadEvent[]
  states: Record<string, number>
  connects: number
  /** Status of the newest answer. */
  status: number | null
  /** Resolves at the first `ready` or `reset`. */
  ready: Promise<void>
  /** Is a stream open now? */
  open: () => boolean
  close: () => Promise<void>
}

interface ReaderOptions {
  /** Asked at each connect, as a server that was killed may come back elsewhere. */
  url: () => string
  cookie: string
  after?: number
  /** Milliseconds before it connects again; null: never. */
  reconnectMs?: number | null
}

/** Reads a stream of server-sent events as a browser does: connects again when it ends, with the id of the last event. */
export function readStream({ url, cookie, after, reconnectMs = 50 }: ReaderOptions): Reader {
  const agent = new Agent({ connections: 1, bodyTimeout: 0, headersTimeout: 30_000 })
  let lastId = after === undefined ? '' : String(after)
  let stopped = false
  let opened = false
  let becomeReady: () => void = () => {}
  const abort = new AbortController()
  const reader: Reader = {
    events: [],
    states: {},
    connects: 0,
    status: null,
    ready: new Promise((resolve) => {
      becomeReady = resolve
    }),
    open: () => opened,
    close: async () => {
      stopped = true
      abort.abort()
      await running
      await agent.destroy()
    },
  }
  const take = (block: string) => {
    const fields = new Map(block.split('\n').map((line) => [line.slice(0, Math.max(0, line.indexOf(':'))), line.slice(line.indexOf(':') + 2)]))
    lastId = fields.get('id') ?? lastId
    const name = fields.get('event')
    if (!name) return
    if (name === 'ready' || name === 'reset') becomeReady()
    if (/^(ready|reset|beat)$/.test(name)) reader.states[name] = (reader.states[name] ?? 0) + 1
    else reader.events.push({ id: lastId, name, data: fields.get('data') ?? '', at: performance.now() })
  }
  const connect = async () => {
    const headers = { cookie, accept: 'text/event-stream', ...(lastId ? { 'last-event-id': lastId } : {}) }
    const { statusCode, body } = await request(url(), { headers, dispatcher: agent, signal: abort.signal })
    reader.status = statusCode
    if (statusCode !== 200) return void (await body.dump())
    opened = true
    reader.connects++
    let text = ''
    body.setEncoding('utf8')
    for await (const chunk of body) {
      text += String(chunk)
      const blocks = text.split('\n\n')
      // What is cut off in the middle was not received: its id does not count.
      text = blocks.pop() ?? ''
      for (const block of blocks) take(block)
    }
  }
  const run = async () => {
    while (!stopped) {
      await connect().catch(() => undefined)
      opened = false
      if (reconnectMs === null) return
      if (!stopped) await sleep(reconnectMs)
    }
  }
  const running = run()
  return reader
}
