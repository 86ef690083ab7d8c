// What open pages are told while they are open. Whoever changes something that pages show writes a row of
// live_events in the same transaction (alerts by a trigger, values by commands/publish.ts); one listener a
// process reads new rows and hands each to the streams that it concerns (commands/hub.ts). Rows are
// numbered in the order in which readers can see them, so a page that says up to where it has read gets the
// rest, each once. Reads and writes live_events; reads sessions and members, to end the streams of those
// who may no longer listen.

export const liveTopics = ['alert', 'incident', 'value', 'channel', 'evaluator'] as const
export type LiveTopic = (typeof liveTopics)[number]

/** What was computed anew; pages that show it read it again. */
export const computedValues = ['metrics', 'scores'] as const
export type ComputedValue = (typeof computedValues)[number]

export interface LiveEvent {
  id: number
  /** Null: for staff; a value without one is for everybody. */
  organizationId: string | null
  topic: string
  subjectId: string | null
  body: Record<string, unknown>
  at: Date
}

/** Whose events a stream carries. */
export type Audience = { kind: 'staff' } | { kind: 'organization'; organizationId: string }

/**
 * Is this event for them? What has no organization is for staff, but for values: that something was
 * computed for all at once tells nobody's figures, and everybody's pages show some.
 */
export function reaches(event: Pick<LiveEvent, 'organizationId' | 'topic'>, audience: Audience): boolean {
  if (event.organizationId === null) return audience.kind === 'staff' || event.topic === 'value'
  return audience.kind === 'organization' && audience.organizationId === event.organizationId
}

/**
 * Can what came after this position still be told from what is stored? False: rows may be gone, or the
 * position is of another database, and the page reads everything again.
 *
 * @param stored the oldest and the newest stored id; null: nothing is stored
 * @param cursor up to where this process has read
 */
export function canResume(after: number, stored: { first: number; last: number } | null, cursor: number): boolean {
  if (!stored) return after === cursor
  return after >= stored.first - 1 && after <= Math.max(stored.last, cursor)
}

/** A position as a browser sends it (Last-Event-ID, ?after=); null: none, or no number. */
export function parsePosition(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null
}

/** A tab that is looked at has one; what is beyond this is a loop or an attack. */
export const STREAMS_PER_SESSION = 12

/** Streams that say nothing are cut by proxies after 30 s or more, and half-dead ones are noticed by it. */
export const BEAT_MS = 20_000

/** Whoever signed out, was removed or lost a role is cut within a minute. */
export const RECHECK_MS = 30_000

/** Notifications are lost while the listener reconnects, and behind some poolers for good. */
export const REREAD_MS = 15_000

/** Without a successful read for so long a stream is not live any more, and must not look it. */
export const BLIND_MS = 45_000

/** Bytes that wait for one reader. Whoever reads slower is cut, and resumes from the database. */
export const BUFFER_BYTES = 256 * 1024

/** Functions that may run for 5 minutes at most end their streams before that. */
export const LIMITED_LIFE_MS = 240_000

/** Rows read at a time. */
export const READ_ROWS = 500
