import pino from 'pino'
import { env } from './env'

let logger: pino.Logger | undefined

/** Takes a line as it was written: JSON, with a line break. Must not throw and must not wait. */
type LogTap = (line: string) => void

// Next bundles instrumentation and route handlers apart, each with its own logger; there is one tap a process.
const store = globalThis as typeof globalThis & { pulsegridLogTap?: LogTap }

/** Hands every line that this process writes from now on to `tap` as well; null: no longer. */
export function tapLog(tap: LogTap | null): void {
  store.pulsegridLogTap = tap ?? undefined
}

/**
 * Structured lines on standard output: JSON, newline-safe. Secrets are removed by name wherever
 * they stand up to two levels deep; do not log bodies of requests.
 */
export function log(): pino.Logger {
  logger ??= makeLogger()
  return logger
}

function makeLogger(): pino.Logger {
  const output = pino.destination({ dest: 1, sync: true })
  const options: pino.LoggerOptions = {
    level: env().LOG_LEVEL,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: [
        'password',
        'token',
        'secret',
        'authorization',
        'cookie',
        'apiKey',
        '*.password',
        '*.token',
        '*.secret',
        '*.authorization',
        '*.cookie',
        '*.apiKey',
      ],
      censor: '[redacted]',
    },
  }
  return pino(options, {
    write: (line: string) => {
      output.write(line)
      store.pulsegridLogTap?.(line)
    },
  })
}
