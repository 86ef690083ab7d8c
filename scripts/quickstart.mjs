// npm run quickstart: from a fresh clone to a console in the browser. Plain Node, no dependency: it
// installs them. Every step is skipped when its result is already there, so running it again is quick.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build, buildState } from './build.mjs'
import { install, missingPackages } from './install.mjs'
import { chosenPort, isPortFree, portTaken } from './ports.mjs'

const root = process.cwd()
const logs = path.join(root, '.data', 'quickstart')
const startedAt = Date.now()
const steps = new AbortController()
const withDemo = !process.argv.includes('--no-demo')

try {
  await main()
} catch (error) {
  // The other step, if one still runs, would go on without anybody waiting for it.
  steps.abort()
  say(error instanceof Error ? error.message : String(error))
  process.exit(1)
}

async function main() {
  readEnvFiles()
  const port = chosenPort()
  if (!(await isPortFree(port))) throw new Error(portTaken(port))
  fs.mkdirSync(logs, { recursive: true })

  const missing = missingPackages(root, { dev: false }).length
  if (missing > 0) {
    say(`Installing ${missing} packages`)
    if (!install(root, { dev: false, quiet: true })) throw new Error('The packages could not be installed. `npm ci` shows why.')
  }
  // Side by side: the build leaves the second core idle for most of its time.
  await Promise.all([prepareDatabase(), prepareBuild()])
  await serve(port)
}

// DATABASE_URL may stand in a file; what is already set wins.
function readEnvFiles() {
  for (const name of ['.env.local', '.env']) {
    const file = path.join(root, name)
    if (fs.existsSync(file)) process.loadEnvFile(file)
  }
}

async function prepareDatabase() {
  say(process.env.DATABASE_URL ? 'Preparing the database in DATABASE_URL' : 'Starting the embedded database')
  await run('database', ['scripts/db.ts', 'migrate'])
  if (!withDemo) return
  say('Loading the simulated marketplace')
  await run('demo', ['scripts/demo.ts', 'load', '--unless-fresh'])
  say('The simulated marketplace is loaded')
}

async function prepareBuild() {
  if (buildState(root) === 'current') return
  say('Building')
  const output = fs.openSync(logOf('build'), 'w')
  const built = await build(root, { stdio: ['ignore', output, output], signal: steps.signal })
  fs.closeSync(output)
  if (!built) throw failure('build')
  say('Built')
}

/**
 * Runs one of our scripts, its lines into a log.
 * @param {string} step
 * @param {string[]} args
 * @returns {Promise<void>}
 */
function run(step, args) {
  const output = fs.openSync(logOf(step), 'w')
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], { cwd: root, stdio: ['ignore', output, output], signal: steps.signal })
  fs.closeSync(output)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => (code === 0 ? resolve() : reject(failure(step))))
  })
}

/** @param {string} step */
function logOf(step) {
  return path.join(logs, `${step}.log`)
}

/** @param {string} step */
function failure(step) {
  const lines = fs.readFileSync(logOf(step), 'utf8').trimEnd().split('\n').slice(-25).join('\n')
  return new Error(`The step "${step}" failed:\n${lines}\nAll of it is in ${path.relative(root, logOf(step))}.`)
}

/** @param {number} port */
async function serve(port) {
  if (process.env.npm_lifecycle_event) await import('./leave-with-parent.cjs')
  const server = spawn(process.execPath, ['--import', 'tsx', 'scripts/start.ts'], { cwd: root, stdio: 'inherit' })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // Ctrl-C in a terminal reaches the whole group; passing it on would make it two.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) server.kill(signal)
    })
  }
  server.on('exit', (code, signal) => process.exit(code ?? 128 + (signal ? os.constants.signals[signal] : 0)))
  const url = `http://localhost:${port}`
  while (!(await answers(url))) await sleep(100)
  say(`${url} is ready`)
  process.stdout.write(`\n${whoCanSignIn()}\nStop with Ctrl-C; \`npm start\` starts it again within seconds.\n`)
}

function whoCanSignIn() {
  if (!withDemo) return 'While nobody can sign in, the lines above say how to make the first account.\n'
  const told = fs.readFileSync(logOf('demo'), 'utf8')
  const password = process.env.DEMO_PASSWORD || fs.readFileSync(path.join(root, '.data', 'demo-password'), 'utf8').trim()
  return `${told.slice(Math.max(0, told.indexOf('Who can sign in'))).trim()}\n\nThe password of all of them: ${password}\n`
}

/**
 * @param {string} url
 * @returns {Promise<boolean>}
 */
function answers(url) {
  return new Promise((resolve) => {
    http
      .get(url, (response) => {
        response.resume()
        resolve((response.statusCode ?? 500) < 500)
      })
      .on('error', () => resolve(false))
  })
}

/** @param {string} line */
function say(line) {
  const seconds = Math.round((Date.now() - startedAt) / 1000)
  process.stdout.write(`${String(seconds).padStart(4)} s  ${line}\n`)
}
