import { RECENT, type ToolMemory } from '../detect/tool/memory'

// A tool's latest windows as bytes: a pass reads and writes those of every tool, and JSON would cost ten
// times as much. Little-endian doubles, so that what is read is what was written.

/** Numbers of a window: end, calls, rated, errors, latency (NaN: none), calls with latency, revenue, findings. */
const FIELDS = 8
/** Findings are 0, 1 or 2 for four metrics: digits of a number to the base of 3. */
const BASE = 3
const METRICS = 4

/** @returns the bytes that unpackRecent takes */
export function packRecent({ recent, silentBefore }: Pick<ToolMemory, 'recent' | 'silentBefore'>): Buffer {
  const numbers = new Float64Array(1 + recent.length * FIELDS)
  numbers[0] = silentBefore
  recent.forEach(({ window, findings }, i) => {
    const packed = findings.reduce<number>((sum, found, metric) => sum + found * BASE ** metric, 0)
    numbers.set(
      [window.at, window.calls, window.rated, window.errors, window.latencyMs ?? Number.NaN, window.latencyCalls, window.revenueMicros, packed],
      1 + i * FIELDS,
    )
  })
  return Buffer.from(numbers.buffer)
}

/** What was packed; nothing remembered for bytes of another shape (then the windows are read again). */
export function unpackRecent(bytes: Uint8Array): Pick<ToolMemory, 'recent' | 'silentBefore'> {
  const count = (bytes.byteLength / 8 - 1) / FIELDS
  if (!Number.isInteger(count) || count < 0 || count > RECENT) return { recent: [], silentBefore: 0 }
  const numbers = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  const at = (index: number) => numbers[index] as number
  return {
    silentBefore: at(0),
    recent: Array.from({ length: count }, (_, i) => {
      const start = 1 + i * FIELDS
      return {
        window: {
          at: at(start),
          calls: at(start + 1),
          rated: at(start + 2),
          errors: at(start + 3),
          latencyMs: Number.isNaN(at(start + 4)) ? null : at(start + 4),
          latencyCalls: at(start + 5),
          revenueMicros: at(start + 6),
        },
        findings: Array.from({ length: METRICS }, (_, metric) => digit(at(start + 7), metric)),
      }
    }),
  }
}

function digit(packed: number, place: number): 0 | 1 | 2 {
  const found = Math.floor(packed / BASE ** place) % BASE
  return found === 2 ? 2 : found === 1 ? 1 : 0
}
