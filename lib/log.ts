import pino from 'pino'
import { env } from './env'

let logger: pino.Logger | undefined

/**
 * Structured lines on standard output: JSON, newline-safe. Secrets are removed by name wherever
 * they stand up to two levels deep; do not log bodies of requests.
 */
export function log(): pino.Logger {
  logger ??= pino({
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
  })
  return logger
}
