import { stringify } from 'csv-stringify/sync'

type Cell = string | number | null

// Spreadsheets run what begins with these as a formula; csv-stringify defuses them at the first
// character only, so what hides behind white space or a quote is defused here.
const HIDDEN_FORMULA = /^[\s"']+[=+\-@＝＋－＠]/

/**
 * Rows as a CSV download: RFC 4180 quoting, a byte order mark for spreadsheets, cells that would run
 * as formulas defused. For tables that fit in memory.
 */
export function csvResponse(fileName: string, header: string[], rows: Cell[][]): Response {
  const safe = rows.map((row) => row.map((cell) => (typeof cell === 'string' && HIDDEN_FORMULA.test(cell) ? `'${cell}` : cell)))
  const text = stringify([header, ...safe], { bom: true, escape_formulas: true })
  return new Response(text, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  })
}
