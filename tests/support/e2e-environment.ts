import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { authSecret, demoPassword, webhookSecret } from './e2e-people'
import { withDatabase } from './postgres'

/** The database behind the server on a port. */
export const e2eDatabase = (port: string) => `pulsegrid_e2e_${port}`

/** Where the stand-in for chats and receivers listens (e2e-receiver.ts), by the server's port. */
export const receiverOrigin = (port: string) => `http://localhost:${Number(port) + 1000}`

/** What the server on a port runs with, and the jobs that a test runs beside it. */
export function e2eEnvironment(port: string, postgres: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DATABASE_URL: withDatabase(postgres, e2eDatabase(port)),
    PORT: port,
    APP_URL: `http://localhost:${port}`,
    BETTER_AUTH_SECRET: authSecret,
    RESEND_API_KEY: '',
    // The simulated tools' health endpoints are this server's own.
    SAFE_FETCH_ALLOW: `localhost:${port},${new URL(receiverOrigin(port)).host}`,
    PAGERDUTY_BASE_URL: `${receiverOrigin(port)}/pagerduty`,
    RESEND_WEBHOOK_SECRET: webhookSecret,
    DEMO_PASSWORD: demoPassword,
    // The tests stand in for a proxy and say from which address somebody comes.
    TRUSTED_PROXY_HOPS: '1',
    // Its own, so that a run never shows what another has kept.
    STATUS_FILE: join(tmpdir(), `pulsegrid-status-e2e-${port}.json`),
    // A journey must not find other numbers than those it started with.
    SCHEDULER: 'off',
    DEMO_TRAFFIC: 'off',
  }
}
