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
const log = path.join(root, '.data', 'quickstart.log')
const startedAt = Date.now()

try {
  await main()
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exit(1)
}

async function main() {
  readEnvFiles()
  const port = chosenPort()
  if (!(await isPortFree(port))) throw new Error(portTaken(port))
  fs.mkdirSync(path.dirname(log), { recursive: true })
  fs.writeFileSync(log, '')

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
  await run('The database', ['scripts/db.ts', 'migrate'])
  if (process.argv.includes('--no-demo')) return
  say('Loading the simulated marketplace')
  await run('The demo', ['scripts/demo.ts', 'load'])
  say('The simulated marketplace is loaded')
}

async function prepareBuild() {
  if (buildState(root) === 'current') return
  say('Building')
  const output = fs.openSync(log, 'a')
  const built = await build(root, ['ignore', output, output])
  fs.closeSync(output)
  if (!built) throw failure('The build')
  say('Built')
}

/**
 * Runs one of our scripts, its lines into the log.
 * @param {string} what
 * @param {string[]} args
 * @returns {Promise<void>}
 */
function run(what, args) {
  const output = fs.openSync(log, 'a')
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], { cwd: root, stdio: ['ignore', output, output] })
  fs.closeSync(output)
  return new Promise((resolve, reject) => child.on('exit', (code) => (code === 0 ? resolve() : reject(failure(what)))))
}

/** @param {string} what */
function failure(what) {
  const lines = fs.readFileSync(log, 'utf8').trimEnd().split('\n').slice(-25).join('\n')
  return new Error(`${what} failed:\n${lines}\nThe whole log is ${path.relative(root, log)}.`)
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
