import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cruiseImports, type ImportProblem, importProblems } from '@/scripts/cruise'

// A small project that breaks each rule once, in files that nothing else imports.
const planted: Array<{ rule: string; file: string; imports: string }> = [
  { rule: 'flow-journal-outbox-auth-accounts', file: 'lib/journal/model.ts', imports: '@/lib/scores/model' },
  { rule: 'flow-tools-ingest-probes-logs', file: 'lib/tools/decide.ts', imports: '../metrics/model' },
  { rule: 'flow-tables-scores-anomalies-onboarding', file: 'lib/scores/queries.ts', imports: '@/db/schema/notifications' },
  { rule: 'own-tables-scores', file: 'lib/scores/commands.ts', imports: '@/db/schema/tools' },
  { rule: 'every-domain-has-a-stage', file: 'lib/weather/model.ts', imports: '@/lib/time' },
  { rule: 'tools-know-no-domain', file: 'lib/stats.ts', imports: '@/lib/tools/model' },
  { rule: 'decisions-reach-no-database', file: 'lib/usage/model.ts', imports: '@/lib/metrics/queries' },
  { rule: 'decisions-reach-no-database', file: 'lib/usage/weigh.ts', imports: '@/db/client' },
  { rule: 'queries-only-read', file: 'lib/usage/queries.ts', imports: '@/lib/usage/commands/add' },
  { rule: 'adapters-belong-to-their-domain', file: 'app/admin/mails/page.tsx', imports: '@/lib/notifications/adapters/post' },
  { rule: 'app-has-no-sql', file: 'app/admin/page.tsx', imports: '@/db/client' },
  { rule: 'parts-of-dashboard/[slug]', file: 'app/dashboard/page.tsx', imports: './[slug]/_parts/chart' },
  { rule: 'components-only-show', file: 'components/scores/gauge.tsx', imports: '@/lib/metrics/queries' },
  { rule: 'shown-things-reach-no-database', file: 'components/scores/mark.tsx', imports: '@/lib/usage/weigh' },
  { rule: 'emails-only-show', file: 'emails/digest.tsx', imports: '@/lib/usage/commands/add' },
  { rule: 'lib-knows-no-screen', file: 'lib/tools/show.ts', imports: '@/components/plain' },
  { rule: 'db-knows-models-only', file: 'db/schema/tools.ts', imports: '@/lib/tools/decide' },
  { rule: 'product-stands-alone', file: 'lib/tools/queries.ts', imports: '@/tests/support/clock' },
  { rule: 'one-way-out', file: 'lib/probes/commands.ts', imports: 'node:https' },
  { rule: 'no-development-packages-at-run-time', file: 'lib/probes/queries.ts', imports: 'vitest' },
  { rule: 'resolvable', file: 'lib/metrics/decide.ts', imports: '@/lib/metrics/nowhere' },
  { rule: 'no-cycles', file: 'lib/anomalies/a.ts', imports: './b' },
]

// Allowed, each for a reason that a careless rule would miss.
const allowed: Array<{ file: string; imports: string[] }> = [
  { file: 'lib/time.ts', imports: [] },
  { file: 'db/client.ts', imports: [] },
  { file: 'db/schema/notifications.ts', imports: [] },
  { file: 'lib/tools/model.ts', imports: ['@/lib/auth/model'] },
  { file: 'lib/auth/model.ts', imports: ['@/lib/journal/words'] },
  { file: 'lib/journal/words.ts', imports: [] },
  { file: 'lib/metrics/model.ts', imports: [] },
  { file: 'lib/metrics/queries.ts', imports: ['@/db/client'] },
  { file: 'lib/scores/model.ts', imports: ['@/lib/metrics/model'] },
  { file: 'lib/usage/commands/add.ts', imports: ['@/db/client'] },
  { file: 'lib/notifications/adapters/post.ts', imports: ['@/lib/safe-fetch'] },
  { file: 'lib/notifications/commands.ts', imports: ['./adapters/post'] },
  { file: 'lib/safe-fetch.ts', imports: ['undici'] },
  { file: 'lib/anomalies/b.ts', imports: ['./a'] },
  { file: 'lib/jobs/run.ts', imports: ['@/lib/notifications/commands'] },
  { file: 'app/(auth)/sign-in/page.tsx', imports: ['./_parts/form', '@/lib/metrics/queries'] },
  { file: 'app/(auth)/_parts/heading.tsx', imports: [] },
  { file: 'app/(auth)/sign-in/[step]/page.tsx', imports: ['../../_parts/heading'] },
  { file: 'app/(auth)/sign-in/_parts/form.tsx', imports: ['./field'] },
  { file: 'app/(auth)/sign-in/_parts/field.tsx', imports: ['@/components/plain'] },
  { file: 'app/dashboard/[slug]/_parts/chart.tsx', imports: [] },
  { file: 'components/plain.tsx', imports: ['@/lib/tools/model'] },
  { file: 'tests/support/clock.ts', imports: ['@/lib/metrics/queries', 'vitest'] },
]

let root: string
let problems: ImportProblem[]

beforeAll(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'pulsegrid-imports-'))
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) fs.copyFileSync(file, path.join(root, file))
  fs.symlinkSync(path.resolve('node_modules'), path.join(root, 'node_modules'))
  for (const { file, imports } of [...planted.map((p) => ({ file: p.file, imports: [p.imports] })), ...allowed]) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    fs.writeFileSync(path.join(root, file), `${imports.map((name) => `import '${name}'\n`).join('')}export const here = 1\n`)
  }
  problems = importProblems(cruiseImports(root))
}, 60_000)

afterAll(() => fs.rmSync(root, { recursive: true, force: true }))

describe('the import rules', () => {
  it.each(planted)('$rule catches $file importing $imports', ({ rule, file }) => {
    expect(problems.filter((p) => p.from === file || p.path.includes(file)).map((p) => p.rule)).toContain(rule)
  })

  it.each(allowed.filter(({ file }) => file !== 'lib/anomalies/b.ts'))('nothing is wrong with $file', ({ file }) => {
    expect(problems.filter((p) => p.from === file)).toEqual([])
  })

  it('fail when nothing was looked at, which is how an unreadable TypeScript shows', () => {
    const empty = fs.mkdtempSync(path.join(os.tmpdir(), 'pulsegrid-imports-'))
    fs.mkdirSync(path.join(empty, 'lib'))
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json']) fs.copyFileSync(file, path.join(empty, file))
    expect(() => cruiseImports(empty)).toThrow()
    fs.rmSync(empty, { recursive: true })
  })
})
