import { BUFFER_BYTES } from './model'

/** The writing end of one response. */
export interface Outlet {
  body: ReadableStream<Uint8Array>
  /** Puts bytes behind those that wait. False: they had to be dropped and the stream is cut, as its reader is too slow or gone. */
  write: (bytes: Uint8Array) => boolean
  /** Bytes that may still be put behind those that wait; 0: none, or it has ended. */
  room: () => number
  /** Resolves when the reader has taken what waits, or the stream has ended. */
  drained: () => Promise<void>
  /** Ends it behind what waits. */
  end: () => void
}

/**
 * A stream of bytes with a bounded buffer; `onEnd` is called once, however it ends.
 *
 * @param limit bytes that may wait for the reader
 */
export function createOutlet(onEnd: () => void, limit = BUFFER_BYTES): Outlet {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  let wake: (() => void) | undefined
  let waiting: Promise<void> | undefined
  const release = () => {
    wake?.()
    wake = undefined
    waiting = undefined
  }
  const finish = () => {
    if (!controller) return
    controller = undefined
    release()
    onEnd()
  }
  const body = new ReadableStream<Uint8Array>(
    {
      start: (started) => {
        controller = started
      },
      pull: release,
      cancel: finish,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: limit }),
  )
  return {
    body,
    write: (bytes) => {
      if (!controller) return false
      if ((controller.desiredSize ?? 0) < bytes.byteLength) {
        // The name tells the server that nothing is wrong with itself; what waits is forgotten.
        controller.error(new DOMException('The reader is too slow.', 'AbortError'))
        finish()
        return false
      }
      controller.enqueue(bytes)
      return true
    },
    room: () => Math.max(0, controller?.desiredSize ?? 0),
    drained: () => {
      if (!controller || (controller.desiredSize ?? 0) >= limit) return Promise.resolve()
      waiting ??= new Promise((resolve) => {
        wake = resolve
      })
      return waiting
    },
    end: () => {
      controller?.close()
      finish()
    },
  }
}
