import { withPlatform } from '@/db/client'
import { AppError, isDatabaseAway, rootCause } from '@/lib/errors'
import { retryFrame } from '@/lib/live/frames'
import { BEAT_MS, BLIND_MS, RECHECK_MS } from '@/lib/live/model'
import { createOutlet, type Outlet } from '@/lib/live/outlet'
import { findEntitled, type Listener, listenerKey } from '@/lib/live/queries/listeners'
import { log } from '@/lib/log'
import type { LogFilter } from '../filter'
import { TAIL_BUFFER_BYTES, TAIL_POLL_MS, TAIL_RESUME_MS, TAILS_PER_PROCESS, TAILS_PER_SESSION } from '../model'
import { findNewLines, isSnapshot, startTail } from '../queries/new-lines'
import { lineFrames, skippedFrame, type TailPosition, tailStateFrame } from '../tail-frames'

interface Tail extends Listener {
  filter: LogFilter
  outlet: Outlet
  /** What it has seen; null until it has begun. */
  snapshot: string | null
  /** Lines that it has not been told of, and not been told that. */
  skipped: number
  /** When it must end, in milliseconds of the clock; infinite: never. */
  endsAt: number
}

interface Follower {
  sessionId: string
  filter: LogFilter
  /** From where it goes on; null: it begins now. */
  position: TailPosition | null
  /** Longest that the stream may last; null: as long as it likes. */
  lifeMs: number | null
}

export interface TailHub {
  /**
   * A stream of lines that match, from the newest on, as they are committed.
   * @throws AppError rate_limited (too many of one session, or of all), unavailable (the server stops)
   */
  follow: (follower: Follower) => Promise<ReadableStream<Uint8Array>>
  /** Ends all streams and takes no more: the process stops. */
  close: () => void
}

/** How often what happens, in milliseconds. */
interface Timing {
  pollMs: number
  beatMs: number
  recheckMs: number
}

// One a process, as Next bundles instrumentation and route handlers apart.
const store = globalThis as typeof globalThis & { pulsegridTailHub?: TailHub }

/** The hub of this process. The first call may say how often it does what. */
export function tailHub(timing: Partial<Timing> = {}): TailHub {
  store.pulsegridTailHub ??= createTailHub({ pollMs: TAIL_POLL_MS, beatMs: BEAT_MS, recheckMs: RECHECK_MS, ...timing })
  return store.pulsegridTailHub
}

function createTailHub(timing: Timing): TailHub {
  const tails = new Set<Tail>()
  let timer: NodeJS.Timeout | undefined
  let stopping = false
  let seenAt = Date.now()
  let beatenAt = Date.now()
  let checkedAt = Date.now()
  let failing = false

  function wake(): void {
    if (timer || stopping) return
    seenAt = beatenAt = checkedAt = Date.now()
    timer = setTimeout(turn, timing.pollMs).unref()
  }

  /** One look after the other; with nobody here none. */
  async function turn(): Promise<void> {
    try {
      await look()
      failing = false
    } catch (error) {
      // Nothing is lost: each reader's snapshot stays where it is.
      if (!failing) log()[isDatabaseAway(error) ? 'warn' : 'error']({ err: rootCause(error) }, 'new lines for those who follow the log could not be read')
      failing = true
    }
    const now = Date.now()
    for (const tail of tails) if (now >= tail.endsAt || now - Math.min(seenAt, checkedAt) > BLIND_MS + timing.recheckMs) tail.outlet.end()
    timer = undefined
    if (tails.size > 0 && !stopping) timer = setTimeout(turn, timing.pollMs).unref()
  }

  async function look(): Promise<void> {
    const begun = [...tails].filter((tail): tail is Tail & { snapshot: string } => tail.snapshot !== null)
    const now = new Date()
    const recheck = now.getTime() - checkedAt >= timing.recheckMs
    await withPlatform(
      async (tx) => {
        if (recheck) {
          const entitled = await findEntitled(tx, begun, now)
          checkedAt = now.getTime()
          for (const tail of begun) if (!entitled.has(listenerKey(tail))) tail.outlet.end()
        }
        const reading = begun.filter((tail) => tails.has(tail))
        if (reading.length === 0) return
        const { snapshot, readers } = await findNewLines(
          tx,
          reading.map(({ filter, snapshot }) => ({ narrowing: filter, snapshot })),
          now,
        )
        seenAt = Date.now()
        const beat = seenAt - beatenAt >= timing.beatMs
        if (beat) beatenAt = seenAt
        for (const [n, tail] of reading.entries()) {
          tail.snapshot = snapshot
          const position = { atMs: seenAt, snapshot }
          const found = readers[n]
          if (found) tell(tail, found, position)
          if (beat && tail.outlet.room() > 0) write(tail, tailStateFrame('beat', position))
        }
      },
      { accessMode: 'read only' },
    )
    if (begun.length === 0) seenAt = checkedAt = Date.now()
  }

  function tell(tail: Tail, { lines, skipped }: { lines: Parameters<typeof lineFrames>[0]; skipped: number }, position: TailPosition): void {
    tail.skipped += skipped
    for (const frame of lineFrames(lines, position)) {
      const notice = tail.skipped > 0 ? skippedFrame(tail.skipped) : null
      if (tail.outlet.room() < frame.bytes.byteLength + (notice?.byteLength ?? 0)) {
        tail.skipped += frame.lines
        continue
      }
      if (notice && write(tail, notice)) tail.skipped = 0
      write(tail, frame.bytes)
    }
  }

  function write({ outlet }: Tail, bytes: Uint8Array): boolean {
    return outlet.room() >= bytes.byteLength && outlet.write(bytes)
  }

  /** Reads what stands there, or what it has missed; from then on it is told with the others. */
  async function begin(tail: Tail, position: TailPosition | null): Promise<void> {
    const now = new Date()
    // Asked alone: a position that is none would spoil the look for everybody.
    if (position && Math.abs(now.getTime() - position.atMs) <= TAIL_RESUME_MS && (await isSnapshot(position.snapshot))) {
      tail.snapshot = position.snapshot
      tail.outlet.write(tailStateFrame('ready', position))
      return
    }
    const { lines, snapshot } = await startTail({ ...tail.filter, to: null })
    const begun = { atMs: now.getTime(), snapshot }
    tail.outlet.write(tailStateFrame(position ? 'restart' : 'ready', begun))
    tell(tail, { lines, skipped: 0 }, begun)
    tail.snapshot = snapshot
  }

  return {
    follow: async ({ sessionId, filter, position, lifeMs }) => {
      if (stopping) throw new AppError('unavailable', 'The server is being restarted.', { retryAfterSeconds: 2 })
      const mine = [...tails].filter((tail) => tail.sessionId === sessionId).length
      if (mine >= TAILS_PER_SESSION || tails.size >= TAILS_PER_PROCESS) {
        throw new AppError(
          'rate_limited',
          mine >= TAILS_PER_SESSION
            ? `At most ${TAILS_PER_SESSION} pages of one sign-in follow the log at a time.`
            : 'Too many people follow the log at this moment.',
          {
            retryAfterSeconds: 60,
          },
        )
      }
      const tail: Tail = {
        sessionId,
        audience: { kind: 'staff' },
        filter,
        outlet: createOutlet(() => tails.delete(tail), TAIL_BUFFER_BYTES),
        snapshot: null,
        skipped: 0,
        endsAt: lifeMs === null ? Number.POSITIVE_INFINITY : Date.now() + lifeMs,
      }
      tails.add(tail)
      tail.outlet.write(retryFrame(Math.random()))
      try {
        await begin(tail, position)
      } catch (error) {
        tail.outlet.end()
        throw error
      }
      wake()
      return tail.outlet.body
    },
    close: () => {
      stopping = true
      clearTimeout(timer)
      for (const tail of tails) tail.outlet.end()
    },
  }
}
