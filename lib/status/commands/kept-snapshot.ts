import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { withPlatform } from '@/db/client'
import { env } from '@/lib/env'
import { isDatabaseAway, rootCause } from '@/lib/errors'
import { log } from '@/lib/log'
import { SECOND } from '@/lib/time'
import { isStale } from '../age'
import { composeSnapshot } from '../compose-snapshot'
import { kept } from '../kept'
import { type KeptSnapshot, type StatusSnapshot, statusSnapshotSchema } from '../model'
import { findStoredSnapshot } from '../queries/find-stored-snapshot'
import { readSnapshotRows } from '../queries/read-rows'

// The last snapshot that this process knows, and a file of it for the next process, so that the page answers
// while the database is away, also after a restart.

/** The database is asked for a newer one at most so often. */
const CHECK_MS = 5 * SECOND
/** A page waits for the database no longer than this when it has something to show. */
const PATIENCE_MS = SECOND
/** How often a server that nobody asks looks for a newer one, so that its own copy is never old. */
const KEEP_EVERY_MS = 30 * SECOND

/**
 * What the page and its feeds show at `now`: the newest snapshot that there is. Null when none was ever put
 * together and the database is away.
 */
export async function currentSnapshot(now: Date): Promise<KeptSnapshot | null> {
  if (performance.now() - kept.checkedAt >= CHECK_MS || kept.snapshot === null) {
    kept.checking ??= { since: performance.now(), work: check(now).finally(() => (kept.checking = null)) }
    const patience = Math.max(0, PATIENCE_MS - (performance.now() - kept.checking.since))
    const answered = await (kept.snapshot === null
      ? kept.checking.work.then(() => true)
      : Promise.race([kept.checking.work.then(() => true), sleep(patience, false)]))
    // It has not refused, but a reader cannot wait for it.
    if (!answered) kept.away = true
  }
  return kept.snapshot && { snapshot: kept.snapshot, away: kept.away }
}

/** Keeps a snapshot that this process has put together itself. */
export function keepSnapshot(snapshot: StatusSnapshot): void {
  keep(snapshot)
  kept.away = false
  kept.checkedAt = performance.now()
}

/** Begins with the file of the process before, and keeps the newest snapshot in it from now on. */
export function startKeepingSnapshot(): { stop: () => Promise<void> } {
  kept.file = env().STATUS_FILE ?? defaultFile()
  kept.snapshot ??= readKept(kept.file)
  const look = () => void currentSnapshot(new Date()).catch(() => undefined)
  const timer = setInterval(look, KEEP_EVERY_MS)
  timer.unref()
  look()
  return {
    stop: async () => {
      clearInterval(timer)
    },
  }
}

/** Looks for a newer snapshot; one that was not put together in time is put together here, for this process alone. */
async function check(now: Date): Promise<void> {
  try {
    const snapshot = await withPlatform(
      async (tx) => {
        const stored = await findStoredSnapshot(tx, kept.snapshot?.at ?? null)
        const newest = stored ?? kept.snapshot
        return newest === null || isStale(newest, now) ? composeSnapshot(await readSnapshotRows(tx, now), now) : newest
      },
      { accessMode: 'read only' },
    )
    keep(snapshot)
    kept.away = false
  } catch (err) {
    kept.away = true
    if (isDatabaseAway(err)) log().warn({ err: rootCause(err) }, 'the status page shows its last snapshot')
    else log().error({ err: rootCause(err) }, 'the status page cannot be brought up to date')
  } finally {
    kept.checkedAt = performance.now()
  }
}

function keep(snapshot: StatusSnapshot): void {
  if (snapshot === kept.snapshot) return
  kept.snapshot = snapshot
  if (kept.file === null) return
  try {
    // A reader of the file sees the old one or the new one, never half of it.
    const draft = `${kept.file}.${process.pid}`
    mkdirSync(path.dirname(kept.file), { recursive: true })
    writeFileSync(draft, JSON.stringify(snapshot), { mode: 0o600 })
    renameSync(draft, kept.file)
  } catch (err) {
    // Memory still has it.
    log().warn({ err, file: kept.file }, 'the status page could not be kept in its file')
  }
}

function readKept(file: string): StatusSnapshot | null {
  try {
    // In a folder that everybody writes to, only our own file is believed.
    if (process.getuid && statSync(file).uid !== process.getuid()) return null
    const read = statusSnapshotSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    return read.success ? read.data : null
  } catch {
    return null
  }
}

function defaultFile(): string {
  const folder = path.join(/* turbopackIgnore: true */ process.cwd(), '.data')
  return existsSync(folder) ? path.join(folder, 'status.json') : path.join(tmpdir(), `pulsegrid-status-${process.getuid?.() ?? 0}.json`)
}
