import { RECENT, type ToolMemory } from '../detect/tool/memory'

// A tool's latest windows as bytes: a pass reads and writes those of every tool, and JSON would cost ten
// times as much. Little-endian doubles, so that what is read is what was written.

/** Numbers of a window: end, calls, rated, errors, latency (NaN: none), calls with latency, revenue, findings. */
const FIELDS = 8
/** Findings are 0, 1 or 2 for four metrics: digits of a number to the base of 3. */
const BASE = 3

/** @returns the bytes that unpackRecent takes */
export function packRecent({ recent, silentBefore }: Pick<ToolMemory, 'recent' | 'silentBefore'>): Buffer {
  const numbers = new Float64Array(1 + recent.length * FIELDS)
  numbers[0] = silentBefore
  let at = 1
  for (const { window, findings } of recent) {
    let packed = 0
    for (let metric = findings.length - 1; metric >= 0; metric--) packed = packed * BASE + (findings[metric] ?? 0)
    numbers[at] = window.at
    numbers[at + 1] = window.calls
    numbers[at + 2] = window.rated
    numbers[at + 3] = window.errors
    numbers[at + 4] = window.latencyMs ?? Number.NaN
    numbers[at + 5] = window.latencyCalls
    numbers[at + 6] = window.revenueMicros
    numbers[at + 7] = packed
    at += FIELDS
  }
  return Buffer.from(numbers.buffer)
}

/** What was packed; nothing remembered for bytes of another shape (then the windows are read again). */
export function unpackRecent(bytes: Uint8Array): Pick<ToolMemory, 'recent' | 'silentBefore'> {
  const count = (bytes.byteLength / 8 - 1) / FIELDS
  if (!Number.isInteger(count) || count < 0 || count > RECENT) return { recent: [], silentBefore: 0 }
  const numbers = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  const recent: ToolMemory['recent'] = []
  for (let at = 1; at < numbers.length; at += FIELDS) {
    const latencyMs = numbers[at + 4] as number
    const packed = numbers[at + 7] as number
    recent.push({
      window: {
        at: numbers[at] as number,
        calls: numbers[at + 1] as number,
        rated: numbers[at + 2] as number,
        errors: numbers[at + 3] as number,
        latencyMs: Number.isNaN(latencyMs) ? null : latencyMs,
        latencyCalls: numbers[at + 5] as number,
        revenueMicros: numbers[at + 6] as number,
      },
      findings: [digit(packed, 0), digit(packed, 1), digit(packed, 2), digit(packed, 3)],
    })
  }
  return { silentBefore: numbers[0] ?? 0, recent }
}

function digit(packed: number, place: number): 0 | 1 | 2 {
  const found = Math.floor(packed / BASE ** place) % BASE
  return found === 2 ? 2 : found === 1 ? 1 : 0
}
