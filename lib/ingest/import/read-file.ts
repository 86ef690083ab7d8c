import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'

/** One record: a CSV line by column, or a parsed JSON line, or why it could not be read. */
export type SourceRecord = { csv: Record<string, string | undefined>; text: string } | { json: unknown; text: string } | { problem: string }

/** The unpacked bytes of a file; gzip is recognised by its first bytes. `onBytes` hears of packed bytes read. */
async function unpacked(file: string, onBytes?: (bytes: number) => void): Promise<Readable> {
  const handle = await open(file)
  const magic = Buffer.alloc(2)
  await handle.read(magic, 0, 2, 0)
  await handle.close()
  const raw = createReadStream(file, { highWaterMark: 256 * 1024 })
  if (onBytes) raw.on('data', (chunk) => onBytes(chunk.length))
  if (magic[0] !== 0x1f || magic[1] !== 0x8b) return raw
  const inflated = createGunzip({ chunkSize: 256 * 1024 })
  // An error of the file must reach whoever reads the inflated bytes.
  raw.on('error', (error) => inflated.destroy(error))
  return raw.pipe(inflated)
}

/** By which a file is known: sha256 of the kind and its unpacked bytes. */
export async function fingerprintOf(kind: string, file: string): Promise<string> {
  const hash = createHash('sha256').update(`${kind}\n`)
  for await (const chunk of await unpacked(file)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** Is the file CSV (by name, packed or not)? Everything else is JSON lines. */
function isCsv(file: string): boolean {
  return /\.csv(\.gz)?$/i.test(file)
}

/**
 * The records of a file, one by one.
 * @throws Error when the file cannot be read, is broken gzip, or its CSV has no sound quoting
 */
export async function* readRecords(file: string, onBytes?: (bytes: number) => void): AsyncGenerator<SourceRecord> {
  const source = await unpacked(file, onBytes)
  if (isCsv(file)) {
    // Rows with too many or too few cells are judged like any other row, not a reason to stop.
    const parser = source.pipe(parse({ columns: true, bom: true, relax_column_count: true, skip_empty_lines: true, raw: true }))
    source.on('error', (error) => parser.destroy(error))
    for await (const { record, raw } of parser as AsyncIterable<{ record: Record<string, string>; raw: string }>) yield { csv: record, text: raw.trimEnd() }
    return
  }
  for await (const line of createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue
    try {
      yield { json: JSON.parse(line) as unknown, text: line }
    } catch {
      yield { problem: 'The line is not valid JSON.' }
    }
  }
}
