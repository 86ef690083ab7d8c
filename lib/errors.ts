/** The closed set of ways in which an act can fail, each with its HTTP status. */
export const errorStatus = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported: 415,
  unprocessable: 422,
  rate_limited: 429,
  unavailable: 503,
} as const

export type ErrorCode = keyof typeof errorStatus

/** One wrong field of an input: where (JSON pointer) and what to do. */
export interface FieldProblem {
  pointer: string
  message: string
}

/**
 * A failure that its caller can act on. The message is for people: what, where, what to do; it must
 * never hold a secret. Anything that is not an AppError is a defect of ours (500).
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly problems: FieldProblem[]
  /** Seconds after which trying again makes sense. */
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, message: string, options: { problems?: FieldProblem[]; retryAfterSeconds?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.problems = options.problems ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

/** What stands at the other end of the cause chain: drizzle wraps the driver's error. */
function* causes(error: unknown): Generator<unknown> {
  for (let current = error, depth = 0; current !== undefined && current !== null && depth < 8; depth++) {
    yield current
    current = current instanceof Error ? current.cause : undefined
  }
}

// Postgres classes 08 (connection), 53 (resources: disk full, too many connections), 57P (shutdown),
// 25006 (read-only standby); and the driver's and the socket's own codes.
const AWAY =
  /^(08|53|57P|25006)|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|CONNECTION_CLOSED|CONNECTION_ENDED|CONNECTION_DESTROYED|CONNECT_TIMEOUT)$/

/** True when the database is away, shutting down, or full: the act may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  for (const cause of causes(error)) {
    const code = (cause as { code?: unknown }).code
    if (typeof code === 'string' && AWAY.test(code)) return true
  }
  return false
}

/** The SQLSTATE of a failed statement, wherever it is wrapped; undefined when it was none. */
export function sqlState(error: unknown): string | undefined {
  for (const cause of causes(error)) {
    const { code, severity } = cause as { code?: unknown; severity?: unknown }
    if (typeof code === 'string' && typeof severity === 'string') return code
  }
  return undefined
}

/**
 * The innermost cause of a failure: what to log and to show. The outer message of a failed statement
 * repeats its parameters, which may be anybody's address or a whole mail.
 */
export function rootCause(error: unknown): unknown {
  return [...causes(error)].at(-1) ?? error
}
