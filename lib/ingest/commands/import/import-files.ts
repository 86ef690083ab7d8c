import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type postgres from 'postgres'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { momentOf } from '../../import/call-records'
import type { FileReport, ImportKind, Shift } from '../../import/model'
import { fingerprintOf } from '../../import/read-file'
import { weeksToLastFullWeek } from '../../import/shift'
import { type FileWork, importCalls, readCalls } from './import-calls'
import { importEvents } from './import-events'
import { beginImport, endImport, knownShifts, withFile } from './progress'

/** Hears how an import goes on. */
export interface ImportObserver {
  /** Files and their packed bytes, once, before anything is read. */
  onStart: (files: string[], totalBytes: number) => void
  onBytes: (bytes: number) => void
  onProgress: (report: FileReport) => void
}

/**
 * Imports files, or the files of folders, one after the other. A file that was imported before (by
 * content) changes nothing; one whose import was killed goes on where it was, by the same shift.
 * @param shift whole weeks by which times are moved; `auto` moves the newest row of all files into
 *   the last full week before now. Files that were imported before keep the shift they had.
 * @throws AppError not_found (no such file), conflict (another shift, or a simultaneous import)
 */
export async function importFiles(ctx: Context, input: { kind: ImportKind; paths: string[]; shift: Shift }, observer: ImportObserver): Promise<FileReport[]> {
  const files = await expand(input.paths)
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size))
  observer.onStart(
    files,
    sizes.reduce((sum, size) => sum + size, 0),
  )
  const fingerprints: string[] = []
  for (const file of files) fingerprints.push(await fingerprintOf(input.kind, file))
  const shiftedWeeks = await decideShift(ctx, input.kind, input.shift, files, fingerprints)

  const reports: FileReport[] = []
  for (const [at, file] of files.entries()) {
    const fingerprint = fingerprints[at] as string
    const work = { kind: input.kind, file, fingerprint, shiftedWeeks, now: ctx.now, onBytes: observer.onBytes, onProgress: observer.onProgress }
    const report = await withFile(fingerprint, (connection) => importFile(ctx, connection, work))
    if (report.state === 'known') observer.onBytes(sizes[at] ?? 0)
    observer.onProgress(report)
    reports.push(report)
  }
  return reports
}

async function importFile(ctx: Context, connection: postgres.ReservedSql, work: FileWork): Promise<FileReport> {
  const { kind, file, fingerprint, shiftedWeeks } = work
  const begun = await beginImport({ kind, fileName: path.basename(file), fingerprint, shiftedWeeks })
  const report: FileReport = {
    file,
    shiftedWeeks,
    state: begun.state === 'finished' ? 'known' : 'running',
    resumedAt: begun.rowsDone,
    rows: begun.rowsDone,
    accepted: begun.rowsAccepted,
    repeated: begun.rowsRepeated,
    rejected: begun.rowsRejected,
    reasons: begun.reasons,
  }
  if (report.state === 'known') return report
  try {
    await (kind === 'events' ? importEvents(ctx, connection, work, begun, report) : importCalls(connection, work, begun, report))
    await endImport(begun.id, null)
  } catch (error) {
    // Best effort: with the database away the row stays as it is, and the next attempt goes on from it.
    await endImport(begun.id, error instanceof Error ? error.message : String(error)).catch(() => {})
    throw error
  }
  return { ...report, state: 'done' }
}

async function expand(paths: string[]): Promise<string[]> {
  const files: string[] = []
  for (const given of paths) {
    const found = await stat(given).catch(() => null)
    if (!found) throw new AppError('not_found', `There is no file or folder "${given}".`)
    if (!found.isDirectory()) {
      files.push(given)
      continue
    }
    // Names that are not rows (functions.csv of the VM benchmarks, a README) are left alone.
    const inside = (await readdir(given)).filter((name) => /\.(csv|ndjson|jsonl)(\.gz)?$/i.test(name) && name !== 'functions.csv').sort()
    files.push(...inside.map((name) => path.join(given, name)))
  }
  if (files.length === 0) throw new AppError('not_found', 'There is no .csv, .ndjson or .jsonl file (or the same with .gz).')
  return files
}

async function decideShift(ctx: Context, kind: ImportKind, shift: Shift, files: string[], fingerprints: string[]): Promise<number> {
  const known = [...(await knownShifts(fingerprints)).values()]
  const [earlier] = known
  if (earlier !== undefined) {
    const wanted = shift === 'auto' ? earlier : shift
    // Moved by another number of weeks every row would be a new one.
    if (known.some((weeks) => weeks !== wanted)) {
      throw new AppError(
        'conflict',
        `Of these files some were imported with their times moved by ${[...new Set(known)].join(' and ')} weeks. Use the same number.`,
      )
    }
    return wanted
  }
  if (shift !== 'auto') return shift
  let newest = Number.NEGATIVE_INFINITY
  for (const file of files) {
    for await (const row of readCalls(kind, file, 0)) {
      const at = 'problem' in row ? null : momentOf(row)
      if (at !== null && at > newest) newest = at
    }
  }
  if (!Number.isFinite(newest)) throw new AppError('invalid', 'No row has a moment that could be read.')
  return weeksToLastFullWeek(newest, ctx.now)
}
