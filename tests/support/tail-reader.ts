import type { TailLine } from '@/lib/logs/tail-frames'

export interface TailReader {
  /** Every line that was told, in order. */
  lines: TailLine[]
  /** Lines that it was told to have been skipped. */
  skipped: () => number
  /** Names of the events, without lines. */
  events: string[]
  /** Id of the last event that had one. */
  position: () => string | null
  /** Is the stream still open? */
  open: () => boolean
  /** Stops to read; what comes waits in the stream. */
  close: () => Promise<void>
}

/** Reads a stream of lines to its end. `onLines` hears of each event with lines as it is read. */
export function readTail(body: ReadableStream<Uint8Array>, onLines: (lines: TailLine[]) => void = () => {}): TailReader {
  const reader = body.getReader()
  const lines: TailLine[] = []
  const events: string[] = []
  let skipped = 0
  let position: string | null = null
  let open = true
  let text = ''
  const decoder = new TextDecoder()
  const take = (frame: string) => {
    const field = (name: string) =>
      frame
        .split('\n')
        .find((one) => one.startsWith(`${name}: `))
        ?.slice(name.length + 2)
    position = field('id') ?? position
    const event = field('event')
    if (event === undefined) return
    const data: unknown = JSON.parse(field('data') ?? 'null')
    if (event === 'lines') {
      lines.push(...(data as TailLine[]))
      onLines(data as TailLine[])
      return
    }
    events.push(event)
    if (event === 'skipped') skipped += (data as { lines: number }).lines
  }
  void (async () => {
    try {
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        text += decoder.decode(part.value, { stream: true })
        const frames = text.split('\n\n')
        text = frames.pop() ?? ''
        for (const frame of frames) take(frame)
      }
    } catch {
      // Cut off: for the reader the same as ended.
    }
    open = false
  })()
  return { lines, events, skipped: () => skipped, position: () => position, open: () => open, close: () => reader.cancel() }
}
