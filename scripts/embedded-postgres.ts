// The database for people who have none: Postgres from the npm platform packages, in .data/pg.
// Started on demand, runs as a daemon that survives the app, stopped by `npm run db:stop`.
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { isAlive, withFileLock } from './file-lock'
import { findFreePort, isPortFree } from './ports.mjs'
import { findPrograms, type Programs } from './postgres-programs'

const USER = 'pulsegrid'
const DATABASE = 'pulsegrid'
/** Replaying the log after a crash may take minutes (max_wal_size below); nothing else does. */
const RECOVERY_MS = 10 * 60_000
const MAX_LOG_BYTES = 10 * 1024 * 1024

interface Place {
  home: string
  dataDir: string
  passwordFile: string
  portFile: string
  log: string
}

/**
 * Makes sure that the embedded Postgres runs and returns its connection URL (owner of the tables).
 * Creates the cluster at the first call and recovers after a crash of either side. Callers at the
 * same moment, also in other processes, get the same one.
 * @param root the folder that holds .data
 * @throws Error with what to do, where this machine cannot run it
 */
export async function startEmbeddedPostgres(root: string): Promise<string> {
  const place = placeIn(root)
  fs.mkdirSync(place.home, { recursive: true })
  refuseForeign(place)
  const running = readPostmaster(place)
  if (running && (await probe(place, running.port)) === 'ready') return urlOf(place, running.port)
  return withFileLock(path.join(place.home, 'pg.lock'), async () => {
    const programs = findPrograms(place.dataDir)
    if (!fs.existsSync(place.dataDir)) createCluster(place, programs)
    return urlOf(place, await ensureRunning(place, programs))
  })
}

/** Stops the embedded Postgres of this folder; false where none runs. */
export function stopEmbeddedPostgres(root: string): boolean {
  const place = placeIn(root)
  const running = readPostmaster(place)
  if (!running || !isPostmaster(running.pid, place)) return false
  return findPrograms(place.dataDir).run('pg_ctl', ['-D', place.dataDir, '-m', 'fast', '-w', 'stop']).status === 0
}

function placeIn(root: string): Place {
  // One name for one folder, however it was reached: the running server is recognised by it.
  const home = path.join(fs.realpathSync(root), '.data')
  const file = (name: string) => path.join(home, name)
  return { home, dataDir: file('pg'), passwordFile: file('pg-password'), portFile: file('pg-port'), log: file('pg.log') }
}

function refuseForeign({ home, dataDir, passwordFile }: Place): void {
  const [needed, mode] = fs.existsSync(dataDir) ? [passwordFile, fs.constants.R_OK] : [home, fs.constants.W_OK]
  try {
    fs.accessSync(needed, mode)
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new Error(
      missing
        ? `${needed} is missing, so nobody can log in to the embedded database any more. Restore it, or remove ${dataDir} to start with an empty one.`
        : `${needed} belongs to another user, who ran this before. Run as that user, remove ${home} to start over, or set DATABASE_URL.`,
    )
  }
}

function urlOf({ passwordFile }: Place, port: number): string {
  return `postgres://${USER}:${fs.readFileSync(passwordFile, 'utf8').trim()}@127.0.0.1:${port}/${DATABASE}`
}

// Made apart and renamed into place when complete: being killed half way leaves no cluster at all.
function createCluster(place: Place, programs: Programs): void {
  const making = `${place.dataDir}.new`
  fs.rmSync(making, { recursive: true, force: true })
  fs.mkdirSync(making, { mode: 0o700 })
  fs.rmSync(place.passwordFile, { force: true })
  fs.writeFileSync(place.passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 })
  programs.giveTo(making)
  programs.giveTo(place.passwordFile)
  const made = programs.run('initdb', ['-D', making, '-U', USER, '--auth=scram-sha-256', `--pwfile=${place.passwordFile}`, ...locale(programs), '--no-sync'])
  if (made.status !== 0) {
    fs.rmSync(making, { recursive: true, force: true })
    throw new Error(`Could not create the embedded database: ${made.output.trim()}\nSet DATABASE_URL to use a Postgres of your own.`)
  }
  fs.appendFileSync(path.join(making, 'postgresql.conf'), settings())
  fs.renameSync(making, place.dataDir)
}

// Sorts alike on every machine; the built-in provider, which also knows case beyond ASCII, is of version 17.
function locale(programs: Programs): string[] {
  const version = Number(/(\d+)\./.exec(programs.run('initdb', ['--version']).output)?.[1])
  return ['-E', 'UTF8', '--locale=C', ...(version >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [])]
}

// fsync stays on: an event answered with 2xx must survive a power cut.
function settings(): string {
  const eighth = Math.floor(os.totalmem() / 1024 / 1024 / 8)
  return `
# Pulsegrid
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = ${Math.max(128, Math.min(1024, eighth))}MB
work_mem = 32MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
checkpoint_timeout = 15min
wal_compression = on
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
shared_preload_libraries = 'pg_stat_statements'
`
}

async function ensureRunning(place: Place, programs: Programs): Promise<number> {
  const giveUpAt = Date.now() + RECOVERY_MS
  let lastOutput = ''
  for (let starts = 0; starts < 5 && Date.now() < giveUpAt; ) {
    const running = readPostmaster(place)
    if (running && isPostmaster(running.pid, place)) {
      const state = await probe(place, running.port)
      if (state === 'refused') throw new Error(`The embedded database does not accept the password in ${place.passwordFile}.`)
      if (state === 'ready') {
        fs.writeFileSync(place.portFile, String(running.port))
        return running.port
      }
      // Replaying its log after a crash, or shutting down: a start now would be refused.
      await sleep(200)
      continue
    }
    if (running) disownPostmaster(place)
    lastOutput = await start(place, programs, starts === 0)
    starts++
  }
  throw new Error(
    `The embedded database does not start: ${lastOutput.trim()}\n${tail(place.log)}\nIts log is ${place.log}. Set DATABASE_URL to use a Postgres of your own.`,
  )
}

async function start(place: Place, programs: Programs, preferKnownPort: boolean): Promise<string> {
  const known = readKnownPort(place)
  const port = preferKnownPort && known && (await isPortFree(known, ['127.0.0.1'])) ? known : await findFreePort()
  const size = fs.statSync(place.log, { throwIfNoEntry: false })?.size
  if (size !== undefined && size > MAX_LOG_BYTES) fs.renameSync(place.log, `${place.log}.1`)
  if (!fs.existsSync(place.log)) fs.writeFileSync(place.log, '', { mode: 0o600 })
  programs.giveTo(place.log)
  const started = programs.run('pg_ctl', ['-D', place.dataDir, '-w', '-t', '60', '-l', place.log, '-o', `-p ${port}`, 'start'])
  // After a kill -9 its children need a moment to leave the shared memory.
  if (started.status !== 0) await sleep(1000)
  return started.output
}

interface Postmaster {
  pid: number
  port: number
}

// Lines of postmaster.pid: process id, data folder, start time, port, ...
function readPostmaster({ dataDir }: Place): Postmaster | null {
  try {
    const lines = fs.readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n')
    const pid = Number(lines[0])
    const port = Number(lines[3])
    return pid > 0 && port > 0 ? { pid, port } : null
  } catch {
    return null
  }
}

// The id in a stale file may meanwhile be somebody else's (small ids in containers always are).
function isPostmaster(pid: number, { dataDir }: Place): boolean {
  if (!isAlive(pid)) return false
  if (process.platform === 'win32') return true
  return commandLine(pid).includes(dataDir)
}

function commandLine(pid: number): string {
  if (process.platform !== 'linux') return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? ''
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

// Postgres refuses to start while the id in its pid file is alive, whoever that is. Only the id is
// taken out: by the rest of the file Postgres sees whether its own old processes are all gone.
function disownPostmaster({ dataDir }: Place): void {
  const file = path.join(dataDir, 'postmaster.pid')
  const lines = fs.readFileSync(file, 'utf8').split('\n')
  const neverUsed = '999999999'
  fs.writeFileSync(file, [neverUsed, ...lines.slice(1)].join('\n'))
}

/** Only a real connection counts: for a moment after a kill -9, pg_ctl still says "running". */
async function probe(place: Place, port: number): Promise<'ready' | 'refused' | 'away'> {
  const admin = postgres(urlOf(place, port).replace(/\/[^/]*$/, '/postgres'), { max: 1, connect_timeout: 3, onnotice: () => {} })
  try {
    const [row] = await admin`select 1 from pg_database where datname = ${DATABASE}`
    if (!row) await admin`create database ${admin(DATABASE)}`
    return 'ready'
  } catch (error) {
    const { code } = error as { code?: string }
    // 53300: every connection is in use, so it runs; 28P01: another server or another password.
    return code === '53300' ? 'ready' : code === '28P01' ? 'refused' : 'away'
  } finally {
    await admin.end({ timeout: 1 })
  }
}

function readKnownPort({ portFile }: Place): number | null {
  try {
    return Number(fs.readFileSync(portFile, 'utf8')) || null
  } catch {
    return null
  }
}

function tail(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-5).join('\n')
  } catch {
    return ''
  }
}
