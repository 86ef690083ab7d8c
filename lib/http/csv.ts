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
  return new Response(csvText([header, ...rows], true), { headers: fileHeaders(fileName, 'text/csv; charset=utf-8') })
}

/** Rows as a part of a CSV file; the first part begins with the byte order mark. */
export function csvText(rows: Cell[][], first: boolean): string {
  const safe = rows.map((row) => row.map((cell) => (typeof cell === 'string' && HIDDEN_FORMULA.test(cell) ? `'${cell}` : cell)))
  return stringify(safe, { bom: first, escape_formulas: true })
}

/** Headers of an answer that a browser saves as a file. */
export function fileHeaders(fileName: string, type: string): Record<string, string> {
  return { 'content-type': type, 'content-disposition': `attachment; filename="${fileName}"`, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
}
