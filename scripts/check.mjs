// npm run check: everything that needs no database, in seconds. Prints what was wrong and nothing else.
import { spawn } from 'node:child_process'
import os from 'node:os'
import path from 'node:path'

const bin = (/** @type {string} */ file) => path.join('node_modules', ...file.split('/'))

// `npm run verify` adds up the counts of all runners.
const reporters = ['--reporter=default', '--reporter=json', '--outputFile.json=test-results/decisions.json']

// The longest first: they run as many at a time as there are cores.
const steps = [
  { name: 'tests of decisions and contracts', args: [bin('vitest/vitest.mjs'), 'run', '--project', 'decisions', ...reporters] },
  { name: 'types', args: [bin('typescript/bin/tsc'), '--noEmit'] },
  { name: 'imports', args: ['--import', 'tsx', 'scripts/check-imports.ts'] },
  { name: 'unused code', args: [bin('knip/bin/knip.js')] },
  { name: 'format and lint', args: [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'] },
]

const startedAt = Date.now()
const waiting = [...steps]
let failed = 0
await Promise.all(Array.from({ length: Math.max(1, os.availableParallelism()) }, work))
process.stdout.write(
  failed === 0 ? `All is well, after ${seconds(startedAt)} s.\n` : `${failed} of ${steps.length} found something, after ${seconds(startedAt)} s.\n`,
)
process.exitCode = failed === 0 ? 0 : 1

async function work() {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    const began = Date.now()
    const { code, output } = await run(step.args)
    if (code !== 0) failed++
    process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'}  ${step.name}, ${seconds(began)} s\n${code === 0 ? '' : `${output.trimEnd()}\n\n`}`)
  }
}

/**
 * @param {string[]} args
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function run(args) {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  return new Promise((resolve) => child.on('exit', (code) => resolve({ code, output })))
}

/** @param {number} since */
function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(1)
}
