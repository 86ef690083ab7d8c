import { csvText, fileHeaders } from '@/lib/http/csv'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import type { LogCursor } from '@/lib/logs/cursor'
import { EXPORT_LINES, exportColumns, exportRow } from '@/lib/logs/export'
import { readLogFilter } from '@/lib/logs/filter'
import { searchLines } from '@/lib/logs/queries/search-lines'
import { tellLine } from '@/lib/logs/tail-frames'
import { isoDay } from '@/lib/time'

/** Lines read at a time. */
const PART = 1_000

/** The filtered lines as a file, the newest first: read and sent part by part, each in a transaction of its own. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await requireStaff('admin.read')
  const params = Object.fromEntries(new URL(request.url).searchParams)
  const filter = readLogFilter(params, ctx.now)
  // Lines that come meanwhile are not of this file.
  const until = { ...filter, to: filter.to ?? ctx.now }
  const csv = params.format !== 'ndjson'
  const encoder = new TextEncoder()
  let after: LogCursor | null = null
  let sent = 0
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { lines, next } = await readPlatform(ctx, (tx) => searchLines(tx, until, { after, limit: Math.min(PART, EXPORT_LINES - sent) }))
      const first = sent === 0
      const text = csv
        ? csvText([...(first ? [exportColumns] : []), ...lines.map(exportRow)], first)
        : lines.map((line) => `${JSON.stringify(tellLine(line))}\n`).join('')
      if (text !== '') controller.enqueue(encoder.encode(text))
      sent += lines.length
      after = next
      if (!next || sent >= EXPORT_LINES) controller.close()
    },
  })
  const name = `logs-${isoDay(ctx.now)}`
  return new Response(body, { headers: csv ? fileHeaders(`${name}.csv`, 'text/csv; charset=utf-8') : fileHeaders(`${name}.ndjson`, 'application/x-ndjson') })
}
