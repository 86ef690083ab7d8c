import { createHash } from 'node:crypto'
import type postgres from 'postgres'
import { benchmarkRow, type CatalogueEntry, csvCallRow, type ImportedRow, jsonCallRow } from '../../import/call-records'
import { addCounts, type Counts, type FileReport, IMPORT_BATCH_ROWS, type ImportKind } from '../../import/model'
import { readRecords, type SourceRecord } from '../../import/read-file'
import type { Line } from '../../ndjson'
import { type PreparedCalls, prepareCalls } from '../ingest-calls'
import { ensureDays, storeCalls } from '../store-calls'
import { ensureCatalogue } from './ensure-catalogue'
import { advanceImport, type ImportRow } from './progress'

/** A file being imported. */
export interface FileWork {
  kind: ImportKind
  file: string
  fingerprint: string
  shiftedWeeks: number
  now: Date
  onBytes: (bytes: number) => void
  onProgress: (report: FileReport) => void
}

/**
 * Imports the calls of one file, from where an earlier attempt stopped. Each batch and its progress
 * are one transaction. The next batch is read while one is stored.
 */
export async function importCalls(connection: postgres.ReservedSql, work: FileWork, begun: ImportRow, report: FileReport): Promise<void> {
  const days = new Set<number>()
  const known = new Set<string>()
  let storing: Promise<void> = Promise.resolve()
  try {
    for await (const rows of batches(work, begun.rowsDone)) {
      const prepared = await prepare(work, rows, known)
      await storing
      storing = store(prepared, rows.length)
      // Waited for above; a failure must not count as unhandled until then.
      storing.catch(() => {})
    }
  } finally {
    // Whatever happened: nobody else may use the connection before it is done.
    await storing
  }

  async function store({ parcel, refusals }: PreparedCalls, rows: number): Promise<void> {
    const newDays = parcel.days.filter((day) => !days.has(day))
    await ensureDays(connection, newDays)
    for (const day of newDays) days.add(day)
    const more: Counts = { rows, accepted: parcel.rows, repeated: 0, rejected: refusals.length, reasons: {} }
    for (const { reason } of refusals) more.reasons[reason] = (more.reasons[reason] ?? 0) + 1
    await storeCalls(connection, parcel, async (repeats) => {
      more.accepted -= repeats.length
      more.repeated = repeats.length
      const after = structuredClone(report)
      addCounts(after, more)
      await advanceImport(connection, begun.id, more, after.reasons)
    })
    addCounts(report, more)
    work.onProgress(report)
  }
}

async function prepare(work: FileWork, rows: (ImportedRow | { problem: string })[], known: Set<string>): Promise<PreparedCalls> {
  const entries = new Map<string, CatalogueEntry>()
  for (const row of rows) if ('entry' in row && row.entry && !known.has(row.entry.tool) && !entries.has(row.entry.tool)) entries.set(row.entry.tool, row.entry)
  if (entries.size > 0) {
    await ensureCatalogue([...entries.values()], work.kind, work.shiftedWeeks)
    for (const tool of entries.keys()) known.add(tool)
  }
  const line = (row: ImportedRow | { problem: string } | undefined): Line => (!row || 'problem' in row ? { problem: row?.problem ?? '' } : { value: row.row })
  return prepareCalls(
    { keyId: null, organizationId: null },
    { count: rows.length, plain: false, parse: (index) => line(rows[index]) },
    work.now,
    work.shiftedWeeks === 0 ? null : work.shiftedWeeks,
  )
}

async function* batches(work: FileWork, skip: number): AsyncGenerator<(ImportedRow | { problem: string })[]> {
  let batch: (ImportedRow | { problem: string })[] = []
  let place = 0
  for await (const row of readCalls(work.kind, work.file, work.shiftedWeeks, work.onBytes)) {
    // Read again up to where the earlier attempt stopped: equal records must be counted from the first.
    if (place++ < skip) continue
    batch.push(row)
    if (batch.length === IMPORT_BATCH_ROWS) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

/** The calls of a file in their order. */
export async function* readCalls(
  kind: ImportKind,
  file: string,
  shiftedWeeks: number,
  onBytes?: (bytes: number) => void,
): AsyncGenerator<ImportedRow | { problem: string }> {
  const seen = new Map<string, number>()
  for await (const record of readRecords(file, onBytes)) {
    if ('problem' in record) {
      yield record
      continue
    }
    const ordinal = seen.get(record.text) ?? 0
    seen.set(record.text, ordinal + 1)
    yield toCall(kind, record, ordinal, shiftedWeeks)
  }
}

function toCall(kind: ImportKind, record: Exclude<SourceRecord, { problem: string }>, ordinal: number, shiftedWeeks: number): ImportedRow {
  if (kind === 'vm-benchmarks') return 'csv' in record ? benchmarkRow(record.csv, ordinal, shiftedWeeks) : { row: null }
  const contentId = `content:${createHash('sha256').update(record.text).digest('base64url')}:${ordinal}`
  return 'csv' in record ? csvCallRow(record.csv, contentId, shiftedWeeks) : jsonCallRow(record.json, contentId, shiftedWeeks)
}
