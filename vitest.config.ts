import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The files of tests/integration that take longest begin first, so that none of them is left to one worker at the end. */
const LONG = ['sixty-days', 'demo', 'webhooks', 'digest', 'live', 'ingest-crash', 'channel-faults', 'recount']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const long = LONG.flatMap((name) => sorted.filter(({ moduleId }) => moduleId.endsWith(`/tests/integration/${name}.test.ts`)))
    return [...long, ...sorted.filter((file) => !long.includes(file))]
  }
}

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    sequence: { sequencer: LongestFirst },
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
          // After the decisions, not beside them.
          sequence: { groupOrder: 1 },
          // Each file gets a database of its own. One more than the two cores: a third of their time some of them wait for a clock.
          maxWorkers: 3,
          // For what hangs; a busy machine must not reach them.
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
