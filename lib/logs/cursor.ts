/** A place in the order of lines: to the microsecond, and by id where lines share one. */
export interface LogCursor {
  /** Microseconds since 1970. */
  atMicros: number
  externalId: string
}

/** A place as it stands in an address. */
export function writeCursor({ atMicros, externalId }: LogCursor): string {
  return `${atMicros}_${externalId}`
}

/** The place that an address names; null when it names none. */
export function readCursor(text: string | undefined): LogCursor | null {
  const [, micros, externalId] = /^(\d{1,16})_(.{1,300})$/s.exec(text ?? '') ?? []
  return micros === undefined || externalId === undefined || externalId.includes('\0') ? null : { atMicros: Number(micros), externalId }
}
