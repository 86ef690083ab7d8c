import { defineConfig } from '@playwright/test'
import { findChromium } from './scripts/chromium.mjs'

// The production build, on a database of its own with the demo in it (tests/support/e2e-server.ts).
const port = Number(process.env.E2E_PORT || 3210)
const executablePath = findChromium()

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  forbidOnly: Boolean(process.env.CI),
  fullyParallel: true,
  // Server, database and browser share the cores with the tests.
  workers: 2,
  // For what hangs; a busy machine must not reach them.
  timeout: 240_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    baseURL: `http://localhost:${port}`,
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 900 },
    screenshot: 'only-on-failure',
    // Recording every page costs a quarter of the time. To look into a failure: npx playwright test <file> --trace on
    trace: 'off',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: 'node --import tsx tests/support/e2e-server.ts',
    url: `http://localhost:${port}/api/health`,
    timeout: 600_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
    stdout: 'pipe',
    env: { E2E_PORT: String(port) },
  },
})
