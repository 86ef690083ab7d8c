import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ICruiseResult } from 'dependency-cruiser'

const PLACES = ['app', 'components', 'db', 'emails', 'lib', 'scripts', 'tests']
const ROOT_FILES = /\.(ts|mjs)$/

export interface ImportProblem {
  rule: string
  /** The importing file. */
  from: string
  /** Where the import leads, through which files. */
  path: string[]
  why: string
}

/**
 * The import graph of a checkout, judged by its .dependency-cruiser.cjs.
 * @throws Error when nothing was cruised: that is how a TypeScript it cannot load shows, not a clean tree
 */
export function cruiseImports(root: string): ICruiseResult {
  const bin = fileURLToPath(new URL('../../bin/dependency-cruise.mjs', import.meta.resolve('dependency-cruiser')))
  const places = [...PLACES.filter((place) => fs.existsSync(path.join(root, place))), ...fs.readdirSync(root).filter((name) => ROOT_FILES.test(name))]
  const args = [bin, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...places]
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 })
  // Its exit code counts the violations; a failure of its own leaves no JSON.
  if (!run.stdout.startsWith('{')) throw new Error(`dependency-cruiser failed: ${run.stderr || run.stdout}`)
  const result = JSON.parse(run.stdout) as ICruiseResult
  const typed = result.modules.filter((module) => /\.tsx?$/.test(module.source) && !module.source.includes('node_modules'))
  if (typed.length === 0) throw new Error('dependency-cruiser has seen no TypeScript at all: it cannot load the installed version.')
  return result
}

/** The forbidden imports, one for each rule and file: the many ways to one database are one problem. */
export function importProblems(result: ICruiseResult): ImportProblem[] {
  const problems = new Map<string, ImportProblem>()
  const reasons = new Map(result.summary.ruleSetUsed?.forbidden?.map((rule) => [rule.name, rule.comment]))
  for (const { rule, from, to, cycle, via } of result.summary.violations) {
    const steps = (via ?? cycle ?? []).map((step) => step.name)
    const key = cycle ? [from, ...steps].sort().join(' ') : `${rule.name} ${from} ${via ? '' : to}`
    const known = problems.get(key)
    const found = { rule: rule.name, from, path: steps.length > 0 ? steps : [to], why: reasons.get(rule.name) ?? '' }
    if (!known || found.path.length < known.path.length) problems.set(key, found)
  }
  return [...problems.values()].sort((a, b) => `${a.rule} ${a.from}`.localeCompare(`${b.rule} ${b.from}`))
}
