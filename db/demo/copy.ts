import type { ReservedSql } from 'postgres'

// Rows into tables by COPY, in its text format, on a connection of its own. Where the login is held
// by row-level security (COPY is refused then) the rows go through a temporary table.

/** What a column can be given; undefined is not a value, so that no column is forgotten silently. */
export type Cell = string | number | boolean | Date | null | readonly (string | number)[] | Record<string, unknown>

/** A connection inside a transaction, and whether it may COPY straight into tables. */
export interface Target {
  sql: ReservedSql
  direct: boolean
}

/** Copies rows that have one key a column (camelCase of the column's name). Returns how many. */
export async function copyRows(target: Target, table: string, rows: readonly Record<string, Cell>[]): Promise<number> {
  const [first] = rows
  if (!first) return 0
  const keys = Object.keys(first)
  await copyLines(
    target,
    table,
    keys.map((key) => key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)),
    rows.map((row) => `${keys.map((key) => encode(row[key])).join('\t')}\n`),
  )
  return rows.length
}

/** Copies lines that are encoded already; each chunk holds whole lines. */
export async function copyLines({ sql, direct }: Target, table: string, columns: string[], chunks: Iterable<string | Buffer>): Promise<void> {
  const names = columns.join(', ')
  if (direct) return feed(sql, `copy ${table} (${names}) from stdin`, chunks)
  await sql.unsafe(`create temporary table demo_stage on commit drop as select ${names} from ${table} with no data`)
  await feed(sql, `copy demo_stage (${names}) from stdin`, chunks)
  await sql.unsafe(`insert into ${table} (${names}) select ${names} from demo_stage`)
  await sql.unsafe('drop table demo_stage')
}

async function feed(sql: ReservedSql, statement: string, chunks: Iterable<string | Buffer>): Promise<void> {
  const stream = await sql.unsafe(statement).writable()
  const finished = new Promise<void>((resolve, reject) => {
    stream.once('finish', resolve)
    stream.once('error', reject)
  })
  // A refused row ends the stream while we still write: the error must not be unhandled meanwhile.
  finished.catch(() => {})
  for (const chunk of chunks) {
    if (!stream.write(chunk)) await Promise.race([new Promise((resolve) => stream.once('drain', resolve)), finished])
  }
  stream.end()
  await finished
}

/** A value in COPY's text format. */
function encode(value: Cell | undefined): string {
  if (value === undefined) throw new TypeError('a column without a value')
  if (value === null) return '\\N'
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'string') return escapeText(value)
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return escapeText(`{${value.map((item) => (typeof item === 'number' ? item : `"${item.replace(/["\\]/g, '\\$&')}"`)).join(',')}}`)
  return escapeText(JSON.stringify(value))
}

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function escapeText(text: string): string {
  return text.replace(/[\\\t\n\r]/g, (c) => escapes[c] ?? c)
}
