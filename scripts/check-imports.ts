// Who may import whom, as .dependency-cruiser.cjs says.
import { cruiseImports, importProblems } from './cruise'

const result = cruiseImports(process.cwd())
const problems = importProblems(result)
const reasons = new Map(problems.map(({ rule, why }) => [rule, why]))

for (const [rule, why] of reasons) {
  process.stdout.write(`${rule}: ${why}\n`)
  for (const problem of problems.filter((p) => p.rule === rule)) process.stdout.write(`  ${problem.from} -> ${problem.path.join(' -> ')}\n`)
}
process.stdout.write(`${problems.length} forbidden imports in ${result.summary.totalCruised} modules.\n`)
process.exitCode = problems.length > 0 ? 1 : 0
