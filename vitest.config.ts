import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'decisions',
          include: ['{app,components,db,emails,lib,scripts}/**/*.test.{ts,tsx}', 'tests/contract/**/*.test.ts'],
          // As many as there are cores; by default one is left for a person at work.
          maxWorkers: availableParallelism(),
          // Decisions keep no state: their files may share the modules, which cost more to load than to try.
          isolate: false,
          // Properties are tried on thousands of values: seconds on a busy machine.
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.{ts,tsx}'],
          globalSetup: ['tests/support/postgres.ts'],
          // Each file gets a database of its own; two cores, so two at a time.
          maxWorkers: 2,
          // For what hangs; a busy machine must not reach them.
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
