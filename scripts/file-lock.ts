import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const LONGEST_HOLD_MS = 15 * 60_000
const POLL_MS = 50

/**
 * Runs fn while holding a lock file, so that two processes (or two calls) take turns. A holder that
 * died is recognised by its process id, one that hangs by the age of its lock (15 min).
 * @throws Error when the lock cannot be had within that time; and what fn throws
 */
export async function withFileLock<T>(file: string, fn: () => Promise<T>): Promise<T> {
  const mine = `${process.pid} ${randomBytes(8).toString('hex')}`
  const giveUpAt = Date.now() + LONGEST_HOLD_MS
  while (!take(file, mine)) {
    if (isAbandoned(file)) breakLock(file)
    else if (Date.now() > giveUpAt) throw new Error(`${file} is held by another process. Remove it if no other command is running.`)
    else await sleep(POLL_MS)
  }
  try {
    return await fn()
  } finally {
    if (read(file) === mine) fs.rmSync(file, { force: true })
  }
}

function take(file: string, owner: string): boolean {
  // Written apart and linked into place: nobody ever sees a lock without its owner.
  const own = `${file}.${owner.replace(' ', '.')}`
  fs.writeFileSync(own, owner)
  try {
    fs.linkSync(own, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    fs.rmSync(own, { force: true })
  }
}

function isAbandoned(file: string): boolean {
  const owner = read(file)
  if (owner === null) return false
  const held = fs.statSync(file, { throwIfNoEntry: false })
  if (!held) return false
  return Date.now() - held.mtimeMs > LONGEST_HOLD_MS || !isAlive(Number.parseInt(owner, 10))
}

// Breaking is itself done under a lock: without it, a slow second breaker would remove the lock
// that the first one has just taken.
function breakLock(file: string): void {
  const breaker = `${file}.break`
  const left = fs.statSync(breaker, { throwIfNoEntry: false })
  if (left && Date.now() - left.mtimeMs > 10_000) fs.rmSync(breaker, { force: true })
  if (!take(breaker, `${process.pid} ${randomBytes(8).toString('hex')}`)) return
  try {
    if (isAbandoned(file)) fs.rmSync(file, { force: true })
  } finally {
    fs.rmSync(breaker, { force: true })
  }
}

function read(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

/** Is there a process with this id? One of another user counts. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
