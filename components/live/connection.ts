// The one stream of this tab. The browser's EventSource connects again by itself when a connection
// breaks, and then says the last event it has; here is what it leaves out: answers that are no stream,
// connections that are dead without knowing it, tabs that nobody looks at.

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'off'

export interface LiveMessage {
  /** A topic of the stream, or `again`: what happened meanwhile may not all have been told, so read anew. */
  topic: 'alert' | 'incident' | 'value' | 'channel' | 'evaluator' | 'again'
  data: Record<string, unknown>
}

const topics = ['alert', 'incident', 'value', 'channel', 'evaluator'] as const

/** The server says something every 20 s. */
const SILENT_MS = 60_000
const WATCH_MS = 10_000
/** A proxy that collects the whole answer before it hands it on never lets anything through. */
const FIRST_WORD_MS = 15_000
/** Browsers allow six connections to a server at a time: tabs in the background let go of theirs. */
const HIDDEN_MS = 30_000
const RETRY_MS = [2_000, 5_000, 15_000, 60_000]

let state: LiveState = 'connecting'
const watchers = new Set<() => void>()
const listeners = new Set<(message: LiveMessage) => void>()

export function liveState(): LiveState {
  return state
}

/** Calls back when the state changes; answers how to stop. */
export function watchLiveState(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** Calls back with each message; answers how to stop. */
export function onLiveMessage(listener: (message: LiveMessage) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function become(next: LiveState): void {
  if (next === state) return
  state = next
  for (const watcher of watchers) watcher()
}

function tell(message: LiveMessage): void {
  for (const listener of listeners) listener(message)
}

/** Opens the stream and keeps it open while the tab is looked at; answers how to end it. Once a tab. */
export function keepLive(url: string): () => void {
  // Blocked, or an old browser: pages show what they were loaded with, and say so.
  if (typeof EventSource === 'undefined') {
    become('off')
    return () => {}
  }
  let source: EventSource | null = null
  let lastId = ''
  let heardAt = 0
  let failures = 0
  let everLive = false
  let retry: ReturnType<typeof setTimeout> | undefined
  let hiding: ReturnType<typeof setTimeout> | undefined

  const heard = (event: MessageEvent) => {
    heardAt = Date.now()
    failures = 0
    if (event.lastEventId) lastId = event.lastEventId
  }
  const open = () => {
    clearTimeout(retry)
    source?.close()
    heardAt = Date.now()
    const opened = new EventSource(lastId ? `${url}?after=${lastId}` : url)
    source = opened
    const on = (name: string, listen: (event: MessageEvent) => void) =>
      opened.addEventListener(name, (event) => {
        if (source !== opened) return
        heard(event)
        listen(event)
      })
    on('beat', () => {})
    for (const name of ['ready', 'reset']) {
      on(name, () => {
        become('live')
        if (everLive || name === 'reset') tell({ topic: 'again', data: {} })
        everLive = true
      })
    }
    for (const topic of topics) on(topic, (event) => tell({ topic, data: JSON.parse(String(event.data)) }))
    opened.onerror = () => {
      if (source !== opened) return
      failures++
      // The browser tries again by itself, unless the answer was no stream at all.
      if (opened.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_MS[Math.min(failures, RETRY_MS.length) - 1])
      become(failures > 3 ? 'off' : everLive ? 'reconnecting' : 'connecting')
    }
  }
  const close = () => {
    clearTimeout(retry)
    source?.close()
    source = null
  }
  const watch = setInterval(() => {
    if (!source || source.readyState === EventSource.CLOSED) return
    const silence = Date.now() - heardAt
    if (state === 'live' && silence > SILENT_MS) {
      become('reconnecting')
      open()
    } else if (state === 'connecting' && silence > FIRST_WORD_MS) become('off')
  }, WATCH_MS)
  const onVisibility = () => {
    clearTimeout(hiding)
    if (document.visibilityState === 'hidden') hiding = setTimeout(close, HIDDEN_MS)
    else if (!source) open()
  }
  document.addEventListener('visibilitychange', onVisibility)
  // A page that the browser keeps for going back must not hold a connection.
  window.addEventListener('pagehide', close)
  window.addEventListener('pageshow', onVisibility)
  onVisibility()
  return () => {
    clearInterval(watch)
    clearTimeout(hiding)
    document.removeEventListener('visibilitychange', onVisibility)
    window.removeEventListener('pagehide', close)
    window.removeEventListener('pageshow', onVisibility)
    close()
  }
}
