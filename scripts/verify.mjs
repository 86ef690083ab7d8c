// npm run verify: everything, from a bare clone to the browser tests. Plain Node: it installs the rest.
// Ends with one line, "N passed, N failed", added up from the reports of the test runners.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { ensureChromium } from './chromium.mjs'
import { failedInPlaywright, failedInVitest, tellFailures } from './failed-tests.mjs'
import { install } from './install.mjs'

const root = process.cwd()
const results = path.join(root, 'test-results')
const startedAt = Date.now()
let passed = 0
let failed = 0
/** @type {import('./failed-tests.mjs').FailedTest[]} */
const failures = []

fs.rmSync(results, { recursive: true, force: true })
fs.mkdirSync(results, { recursive: true })
await main()
// Once more at the end: the logs of the steps stand far above it.
process.stdout.write(tellFailures(failures))
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1

async function main() {
  if (!(await step('packages', async () => install(root, { dev: true, quiet: true })))) return
  if (!(await step('a browser', browser))) return
  await step('check', () => node('check', ['scripts/check.mjs']), vitestOutcome('decisions'))
  await step('integration tests', () => node('integration', vitest('integration')), vitestOutcome('integration'))
  if (!(await step('build', () => node('build', ['scripts/build.mjs'])))) return
  await step('browser tests', () => node('e2e', ['node_modules/@playwright/test/cli.js', 'test']), playwrightOutcome)
}

/** @typedef {{ passed: number, failed: number, failures: import('./failed-tests.mjs').FailedTest[] }} Outcome */

/**
 * Does one step and adds up what it counted. A step that fails without a failed test counts as one.
 * @param {string} name
 * @param {() => Promise<boolean>} work
 * @param {() => Outcome} outcome
 * @returns {Promise<boolean>}
 */
async function step(name, work, outcome = () => ({ passed: 0, failed: 0, failures: [] })) {
  const began = Date.now()
  say(`${name} ...`)
  const worked = await work()
  const counted = outcome()
  passed += counted.passed
  failed += worked ? counted.failed : Math.max(1, counted.failed)
  failures.push(...counted.failures)
  if (!worked && counted.failures.length === 0) failures.push({ name, error: 'No test of it failed; its log is above.' })
  const tests = counted.passed + counted.failed > 0 ? `, ${counted.passed} of ${counted.passed + counted.failed} tests passed` : ''
  say(`${name} ${worked ? 'ok' : 'FAILED'} in ${Math.round((Date.now() - began) / 1000)} s${tests}`)
  return worked
}

async function browser() {
  const output = fs.openSync(path.join(results, 'browser.log'), 'w')
  const missing = await ensureChromium(['ignore', output, output])
  fs.closeSync(output)
  if (missing) process.stdout.write(`${missing}\n`)
  return missing === null
}

/** @param {string} project */
function vitest(project) {
  return [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=test-results/${project}.json`,
  ]
}

/**
 * Runs a Node program; what it prints is kept and shown when it fails.
 * @param {string} name
 * @param {string[]} args
 * @returns {Promise<boolean>}
 */
async function node(name, args) {
  const log = path.join(results, `${name}.log`)
  const output = fs.openSync(log, 'w')
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', output, output], env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined } })
  const code = await new Promise((resolve) => child.on('exit', resolve))
  fs.closeSync(output)
  if (code !== 0) process.stdout.write(`${fs.readFileSync(log, 'utf8').trimEnd().split('\n').slice(-300).join('\n')}\n`)
  return code === 0
}

/** @param {string} project */
function vitestOutcome(project) {
  return () => {
    const report = read(`${project}.json`)
    return { passed: report?.numPassedTests ?? 0, failed: report?.numFailedTests ?? 0, failures: failedInVitest(report, root) }
  }
}

/** @returns {Outcome} */
function playwrightOutcome() {
  const report = read('e2e.json')
  const { expected = 0, flaky = 0, unexpected = 0 } = report?.stats ?? {}
  return { passed: expected + flaky, failed: unexpected, failures: failedInPlaywright(report) }
}

/** @param {string} name */
function read(name) {
  const file = path.join(results, name)
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : null
}

/** @param {string} line */
function say(line) {
  process.stdout.write(`${String(Math.round((Date.now() - startedAt) / 1000)).padStart(4)} s  ${line}\n`)
}
