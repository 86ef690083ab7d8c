import { listen, withPlatform } from '@/db/client'
import { AppError, isDatabaseAway } from '@/lib/errors'
import { log } from '@/lib/log'
import { MINUTE } from '@/lib/time'
import { eventFrame, retryFrame, stateFrame } from '../frames'
import { BEAT_MS, BLIND_MS, canResume, type LiveEvent, READ_ROWS, RECHECK_MS, REREAD_MS, reaches, STREAMS_PER_SESSION } from '../model'
import { createOutlet, type Outlet } from '../outlet'
import { findStored, listEventsAfter, listMissed } from '../queries/events'
import { findEntitled, type Listener, listenerKey } from '../queries/listeners'

/** How often what happens, in milliseconds. */
export interface Timing {
  beatMs: number
  recheckMs: number
  rereadMs: number
  blindMs: number
}

interface Stream extends Listener {
  outlet: Outlet
  /** Everything for it up to here has been written. */
  position: number
  /** While it reads what it missed it is handed nothing; the newest that it was not handed. */
  catchingUp: boolean
  passedOver: number
  /** When it must end, in milliseconds of the clock; infinite: never. */
  endsAt: number
}

interface Subscription extends Listener {
  /** What the reader has; null: nothing, it begins now. */
  after: number | null
  /** Longest that the stream may last; null: as long as it likes. */
  lifeMs: number | null
}

export interface Hub {
  /**
   * A stream of everything for this listener after its position, then as it happens.
   * @throws AppError rate_limited (too many streams of one session), unavailable (the server stops)
   */
  subscribe: (subscription: Subscription) => Promise<ReadableStream<Uint8Array>>
  /** Ends all streams and takes no more: the process stops. */
  close: () => Promise<void>
}

// Next bundles instrumentation and route handlers apart, each with its own copy of a module; there is
// one hub a process.
const store = globalThis as typeof globalThis & { pulsegridHub?: Hub }

/** The hub of this process. The first call may say how often it does what. */
export function liveHub(timing: Partial<Timing> = {}): Hub {
  store.pulsegridHub ??= createHub({ beatMs: BEAT_MS, recheckMs: RECHECK_MS, rereadMs: REREAD_MS, blindMs: BLIND_MS, ...timing })
  return store.pulsegridHub
}

/** Pauses between reads while events pour in: one query for many. */
const COALESCE_MS = 20

/** Without streams for so long it stops to listen. */
const IDLE_MS = MINUTE

function createHub(timing: Timing): Hub {
  const streams = new Set<Stream>()
  let cursor = 0
  let stopping = false
  let running: Promise<() => Promise<void>> | null = null
  let emptySince = Date.now()
  let seenAt = Date.now()
  let checkedAt = Date.now()

  /** One query for all streams, however many notifications came meanwhile. */
  let reading: Promise<void> | null = null
  let again = false
  function read(): Promise<void> {
    again = true
    reading ??= readOn().finally(() => {
      reading = null
    })
    return reading
  }
  async function readOn(): Promise<void> {
    while (again && streams.size > 0) {
      again = false
      const events = await withPlatform((tx) => listEventsAfter(tx, cursor, READ_ROWS), { accessMode: 'read only' })
      seenAt = Date.now()
      for (const event of events) hand(event)
      cursor = events.at(-1)?.id ?? cursor
      if (events.length === READ_ROWS) again = true
      else if (again) await new Promise((resolve) => setTimeout(resolve, COALESCE_MS))
    }
  }
  function hand(event: LiveEvent): void {
    let frame: Uint8Array | undefined
    for (const stream of streams) {
      if (event.id <= stream.position || !reaches(event, stream.audience)) continue
      if (stream.catchingUp) {
        stream.passedOver = event.id
        continue
      }
      frame ??= eventFrame(event)
      if (stream.outlet.write(frame)) stream.position = event.id
    }
  }
  const readSafely = () =>
    void read().catch((err) => {
      log()[isDatabaseAway(err) ? 'warn' : 'error']({ err }, 'the events for open pages could not be read')
    })

  /** Streams of people who may no longer listen end; with nobody to ask, all do. */
  async function recheck(): Promise<void> {
    const asked = [...streams]
    if (asked.length === 0) return
    const now = new Date()
    const entitled = await withPlatform((tx) => findEntitled(tx, asked, now), { accessMode: 'read only' })
    checkedAt = now.getTime()
    for (const stream of asked) if (!entitled.has(listenerKey(stream))) stream.outlet.end()
  }

  function beat(): void {
    const now = Date.now()
    const blind = now - Math.min(seenAt, checkedAt) > timing.blindMs
    const frames = new Map<number, Uint8Array>()
    for (const stream of streams) {
      if (blind || now >= stream.endsAt) {
        stream.outlet.end()
        continue
      }
      // What was read so far and not handed to it was not for it.
      if (!stream.catchingUp) stream.position = Math.max(stream.position, cursor)
      const frame = frames.get(stream.position) ?? stateFrame('beat', stream.position)
      frames.set(stream.position, frame)
      stream.outlet.write(frame)
    }
    if (streams.size === 0 && running && now - emptySince > IDLE_MS) void stop()
  }

  async function start(): Promise<() => Promise<void>> {
    const stored = await withPlatform(findStored, { accessMode: 'read only' })
    cursor = Math.max(cursor, stored?.last ?? 0)
    seenAt = checkedAt = Date.now()
    const { unlisten } = await listen('pulsegrid_live', readSafely, readSafely)
    const timers = [
      setInterval(beat, timing.beatMs),
      setInterval(readSafely, timing.rereadMs),
      setInterval(() => void recheck().catch((err) => log().warn({ err }, 'it could not be asked who may still listen')), timing.recheckMs),
    ]
    // A process that has nothing else to do may end.
    for (const timer of timers) timer.unref()
    return async () => {
      for (const timer of timers) clearInterval(timer)
      await unlisten().catch((err) => log().warn({ err }, 'could not stop to listen'))
    }
  }
  async function stop(): Promise<void> {
    const wasRunning = running
    running = null
    const end = await wasRunning?.catch(() => undefined)
    await end?.()
  }

  async function subscribe({ sessionId, audience, after, lifeMs }: Subscription): Promise<ReadableStream<Uint8Array>> {
    if (stopping) throw new AppError('unavailable', 'The server is being restarted.', { retryAfterSeconds: 2 })
    const mine = [...streams].filter((stream) => stream.sessionId === sessionId).length
    if (mine >= STREAMS_PER_SESSION) {
      throw new AppError('rate_limited', `At most ${STREAMS_PER_SESSION} pages of one sign-in are kept live at a time.`, { retryAfterSeconds: 60 })
    }
    const stream: Stream = {
      sessionId,
      audience,
      outlet: createOutlet(() => {
        streams.delete(stream)
        if (streams.size === 0) emptySince = Date.now()
      }),
      position: 0,
      catchingUp: true,
      passedOver: 0,
      endsAt: lifeMs === null ? Number.POSITIVE_INFINITY : Date.now() + lifeMs,
    }
    // With nobody here nothing was read or asked, which is no blindness.
    if (streams.size === 0) seenAt = checkedAt = Date.now()
    streams.add(stream)
    try {
      running ??= start()
      await running
    } catch (error) {
      running = null
      stream.outlet.end()
      throw error
    }
    stream.outlet.write(retryFrame(Math.random()))
    void catchUp(stream, after).catch((err) => {
      log().warn({ err }, 'what an open page has missed could not be read')
      stream.outlet.end()
    })
    return stream.outlet.body
  }

  /** Brings a stream to the present, then lets it live on. */
  async function catchUp(stream: Stream, after: number | null): Promise<void> {
    const stored = await withPlatform(findStored, { accessMode: 'read only' })
    const resumed = after === null || canResume(after, stored, cursor)
    if (after === null || !resumed) {
      // What is stored by now is on the page already, or will be when it has read everything again.
      stream.position = stored?.last ?? cursor
    } else {
      stream.position = after
      for (let rows = READ_ROWS; rows === READ_ROWS || stream.passedOver > stream.position; ) {
        const missed = await listMissed(stream.audience, stream.position, READ_ROWS)
        rows = missed.length
        for (const event of missed) if (stream.outlet.write(eventFrame(event))) stream.position = event.id
        await stream.outlet.drained()
        if (!streams.has(stream)) return
      }
    }
    // Values for everybody are not among what was missed; a page that comes back reads them again when it is ready.
    stream.position = Math.max(stream.position, cursor)
    stream.catchingUp = false
    stream.outlet.write(stateFrame(resumed ? 'ready' : 'reset', stream.position))
  }

  return {
    subscribe,
    close: async () => {
      stopping = true
      for (const stream of streams) stream.outlet.end()
      await stop()
    },
  }
}
