// npm run import -- <kind> <file or folder…> [--shift-weeks N|auto]: facts from files.
import { parseArgs } from 'node:util'
import { closePool } from '@/db/client'
import { AppError } from '@/lib/errors'
import { importFiles } from '@/lib/ingest/commands/import/import-files'
import { type FileReport, importKinds, type Shift, totalOf } from '@/lib/ingest/import/model'
import { prepareEnvironment } from './environment'

const usage = `usage: npm run import -- KIND FILE... [--shift-weeks N|auto]

kinds:
  invocations    calls: CSV with the columns id, tool, consumer, occurredAt, status, latencyMs, cost, errorCode, ..., or JSON lines
  events         CloudEvents as JSON lines
  vm-benchmarks  runs of the Azure VM noise data set: CSV with end, app, function, caller, duration_ms

Files may be packed with gzip; a folder stands for the files in it. Importing again changes nothing;
an import that was stopped goes on where it was. --shift-weeks moves times by whole weeks, auto so
that the newest row lies in the last full week before now.
`
process.exitCode = await main()
await closePool()

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { 'shift-weeks': { type: 'string' } }, allowPositionals: true })
  const [given, ...paths] = positionals
  const kind = importKinds.find((name) => name === given)
  const shift = readShift(values['shift-weeks'])
  if (!kind || paths.length === 0 || shift === null) return complain(usage)
  await prepareEnvironment()
  const progress = createProgress()
  const startedAt = performance.now()
  try {
    const ctx = { actor: { kind: 'job' as const, job: 'import' }, now: new Date(), requestId: 'import', ip: null }
    const reports = await importFiles(ctx, { kind, paths, shift }, progress)
    progress.end()
    const total = totalOf(reports)
    const seconds = (performance.now() - startedAt) / 1000
    const moved = reports[0]?.shiftedWeeks ? `, times moved by ${reports[0].shiftedWeeks} weeks` : ''
    const known = reports.filter(({ state }) => state === 'known').length
    process.stdout.write(
      `${figure(total.rows)} rows of ${reports.length} ${reports.length === 1 ? 'file' : 'files'}${moved}, in ${seconds.toFixed(1)} s: ` +
        `${figure(total.accepted)} accepted, ${figure(total.repeated)} repeated, ${figure(total.rejected)} rejected.\n`,
    )
    for (const [reason, rows] of Object.entries(total.reasons)) process.stdout.write(`  rejected as ${reason}: ${figure(rows)}\n`)
    if (known > 0) process.stdout.write(`${known} of the files had been imported before; nothing was changed for them.\n`)
    return 0
  } catch (error) {
    progress.end()
    if (error instanceof AppError) return complain(`${error.message}\n`)
    throw error
  }
}

function readShift(value: string | undefined): Shift | null {
  if (value === undefined) return 0
  if (value === 'auto') return 'auto'
  const weeks = Number(value)
  return Number.isInteger(weeks) && Math.abs(weeks) <= 5200 ? weeks : null
}

/** A bar that is drawn over on a terminal; a line a file elsewhere. */
function createProgress() {
  const terminal = process.stdout.isTTY
  let total = 0
  let read = 0
  let files = 0
  let rows = 0
  let drawnAt = 0
  const before = new Map<string, number>()
  const draw = () => {
    const share = total > 0 ? Math.min(1, read / total) : 1
    const width = 30
    const bar = '█'.repeat(Math.round(share * width)).padEnd(width, '░')
    process.stdout.write(`\r\x1b[K${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${figure(rows)} rows`)
  }
  return {
    onStart: (found: string[], bytes: number) => {
      files = found.length
      total = bytes
    },
    onBytes: (bytes: number) => {
      read += bytes
    },
    onProgress: (report: FileReport) => {
      rows += report.rows - (before.get(report.file) ?? 0)
      before.set(report.file, report.rows)
      if (terminal) {
        if (Date.now() - drawnAt < 100) return
        drawnAt = Date.now()
        draw()
      } else if (report.state !== 'running') {
        process.stdout.write(`${before.size} of ${files}: ${report.file}, ${figure(report.rows)} rows${report.state === 'known' ? ', known' : ''}\n`)
      }
    },
    end: () => {
      if (!terminal || total === 0) return
      draw()
      process.stdout.write('\n')
    },
  }
}

function figure(value: number): string {
  return value.toLocaleString('en-US')
}

function complain(text: string): number {
  process.stderr.write(text)
  return 1
}
