import type { LiveEvent } from './model'

// Server-sent events as bytes (WHATWG HTML, section 9.2). What is sent to many is encoded once.

const encoder = new TextEncoder()

/** One event. Its name is the topic; data is one line of JSON without whose it is. */
export function eventFrame({ id, topic, subjectId, body, at }: LiveEvent): Uint8Array {
  return encoder.encode(`id: ${id}\nevent: ${topic}\ndata: ${JSON.stringify({ ...body, subjectId, at })}\n\n`)
}

/** The first bytes: how long a browser waits before it connects again. Spread, so that a restart is no stampede. */
export function retryFrame(random: number): Uint8Array {
  return encoder.encode(`retry: ${1_000 + Math.round(random * 2_000)}\n\n`)
}

/**
 * A state of the stream itself, with the position from which it goes on: `ready` after what was missed has
 * been sent, `reset` when that cannot be told any more, `beat` while nothing happens. A beat begins with a
 * comment, so that also readers which know only comments stay content.
 */
export function stateFrame(state: 'ready' | 'reset' | 'beat', position: number): Uint8Array {
  return encoder.encode(`${state === 'beat' ? ': still here\n' : ''}id: ${position}\nevent: ${state}\ndata: {}\n\n`)
}
