import type postgres from 'postgres'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import type { Item } from '../../events/envelope'
import { addCounts, type FileReport, IMPORT_BATCH_ROWS } from '../../import/model'
import { readRecords } from '../../import/read-file'
import { ingestEvents } from '../events/ingest-events'
import type { FileWork } from './import-calls'
import { advanceImport, type ImportRow } from './progress'

/**
 * Imports CloudEvents, one JSON object a line, from where an earlier attempt stopped. Progress is
 * noted after each batch: a batch that was interrupted between its effect and that note is taken
 * again and counted as repeated, with no other effect.
 */
export async function importEvents(ctx: Context, connection: postgres.ReservedSql, work: FileWork, begun: ImportRow, report: FileReport): Promise<void> {
  if (work.shiftedWeeks !== 0) throw new AppError('invalid', 'Events cannot be moved in time.')
  let items: Item[] = []
  let place = 0
  for await (const record of readRecords(work.file, work.onBytes)) {
    if (place++ < begun.rowsDone) continue
    items.push('problem' in record ? record : 'json' in record ? { value: record.json } : { problem: 'Events come as JSON lines, not as CSV.' })
    if (items.length === IMPORT_BATCH_ROWS) {
      await take(items)
      items = []
    }
  }
  if (items.length > 0) await take(items)

  async function take(items: Item[]): Promise<void> {
    const { accepted, repeated, rejected, reasons } = await ingestEvents(ctx, items)
    const more = { rows: items.length, accepted, repeated, rejected, reasons: { ...reasons } as Record<string, number> }
    addCounts(report, more)
    await advanceImport(connection, begun.id, more, report.reasons)
    work.onProgress(report)
  }
}
