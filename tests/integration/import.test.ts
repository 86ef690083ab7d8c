import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { importFiles } from '@/lib/ingest/commands/import/import-files'
import { type ImportKind, type Shift, totalOf } from '@/lib/ingest/import/model'
import { DAY, WEEK } from '@/lib/time'
import { useDatabase } from '../support/database'
import { callRow, jobContext, seedPublisher } from '../support/ingest'

const database = useDatabase()
const quiet = { onStart: () => {}, onBytes: () => {}, onProgress: () => {} }
let folder: string

beforeAll(async () => {
  await seedPublisher(database.owner(), 'alpha')
})
beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'pulsegrid-import-'))
  await database.owner()`truncate invocations, rollup_marks, imports`
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, content: string, packed = false): string {
  const target = path.join(folder, name)
  writeFileSync(target, packed ? gzipSync(content) : content)
  return target
}
const run = async (kind: ImportKind, paths: string[], shift: Shift = 0, now = new Date()) =>
  totalOf(await importFiles(jobContext(now), { kind, paths, shift }, quiet))
const stored = async () => Number((await database.owner()`select count(*) from invocations`)[0]?.count)

/** Benchmark rows; every tenth is written twice: equal in all columns, and two runs all the same. */
function benchmarks(rows: number, week: string): string {
  const start = Date.parse(`${week}T00:10:00Z`)
  const lines = ['end,app,function,caller,duration_ms']
  for (let i = 0; lines.length <= rows; i++) {
    const end = new Date(start + i * 1000).toISOString().replace('T', ' ').replace('Z', '')
    const line = `${end},suite-${i % 3},test-${i % 7},vm-${i % 50},${1000 + (i % 900)}`
    lines.push(line)
    if (i % 10 === 0) lines.push(line)
  }
  return `${lines.slice(0, rows + 1).join('\n')}\n`
}

describe('importing benchmark runs', () => {
  it('takes every row once, equal ones too, and a second time changes nothing', async () => {
    const owner = database.owner()
    file('2023-06-05.csv.gz', benchmarks(2345, '2023-06-05'), true)
    file('2023-06-12.csv.gz', benchmarks(1000, '2023-06-12'), true)
    file('functions.csv', 'app,function,source_test_suite\n')
    const now = new Date()
    expect(await run('vm-benchmarks', [folder], 'auto', now)).toEqual({ rows: 3345, accepted: 3345, repeated: 0, rejected: 0, reasons: {} })
    expect(await stored()).toBe(3345)
    const [row] = await owner`
      select count(outcome)::int as outcomes, count(fault)::int as faults, max(i.occurred_at) as newest, min(i.occurred_at) as oldest, count(distinct o.id)::int as publishers, min(o.shifted_weeks) as weeks
      from invocations i join organizations o on o.id = i.organization_id`
    expect(row).toMatchObject({ outcomes: 0, faults: 0, publishers: 3 })
    const monday = Math.floor((now.getTime() - 4 * DAY) / WEEK) * WEEK + 4 * DAY
    expect(row?.newest.getTime()).toBeGreaterThanOrEqual(monday - WEEK)
    expect(row?.newest.getTime()).toBeLessThan(monday)
    // The first run ended 00:10:00 and took a second; weekday and hour are kept.
    expect(row?.oldest.getTime()).toBe(Date.parse('2023-06-05T00:09:59Z') + Number(row?.weeks) * WEEK)

    const before =
      await owner`select (select count(*) from rollup_marks) as marks, (select count(*) from organizations) as organizations, (select count(*) from imports) as imports`
    expect(await run('vm-benchmarks', [folder], 'auto', new Date(now.getTime() + 3 * WEEK))).toMatchObject({ rows: 3345, accepted: 3345 })
    expect(await stored()).toBe(3345)
    expect(
      await owner`select (select count(*) from rollup_marks) as marks, (select count(*) from organizations) as organizations, (select count(*) from imports) as imports`,
    ).toEqual(before)
    await expect(run('vm-benchmarks', [folder], 7)).rejects.toMatchObject({ code: 'conflict' })
    // The same rows in another file are recognised one by one.
    const twin = file('twin.csv', benchmarks(1000, '2023-06-12').replace('\n', '\n\n'))
    expect(await run('vm-benchmarks', [twin], Number(row?.weeks))).toMatchObject({ accepted: 0, repeated: 1000 })
  })

  it('counts rows that cannot be kept, with the reason', async () => {
    const rows = file('old.csv', `${benchmarks(20, '2023-06-05')}not a time,suite-1,test-1,vm-1,10\n`)
    expect(await run('vm-benchmarks', [rows])).toEqual({ rows: 21, accepted: 0, repeated: 0, rejected: 21, reasons: { too_old: 20, invalid: 1 } })
    const [row] = await database.owner()`select rows_rejected::int as rejected, reasons, state from imports`
    expect(row).toEqual({ rejected: 21, reasons: { too_old: 20, invalid: 1 }, state: 'finished' })
  })

  it('goes on where it was killed, to the same counts', async () => {
    const rows = 60_000
    const source = file('2023-06-05.csv', benchmarks(rows, '2023-06-05'))
    let kills = 0
    for (let attempt = 1; attempt <= 4; attempt++) {
      const { progress, exited, child } = startImport(source)
      const killed = await Promise.race([progress(attempt * 10_000), exited.then(() => false)])
      if (!killed) break
      child.kill('SIGKILL')
      await exited
      kills++
      const [state] =
        await database.owner()`select rows_done::int as done, rows_accepted::int as accepted, (select count(*)::int from invocations) as stored from imports`
      // What is noted is what is there, whenever it was killed.
      expect(state?.accepted).toBe(state?.done)
      expect(state?.stored).toBe(state?.done)
    }
    expect(kills).toBeGreaterThanOrEqual(2)
    expect(await run('vm-benchmarks', [source], 'auto')).toEqual({ rows, accepted: rows, repeated: 0, rejected: 0, reasons: {} })
    expect(await stored()).toBe(rows)
  }, 120_000)
})

/** The importer as a process of its own; progress resolves once so many rows are noted. */
function startImport(source: string): { child: ChildProcess; exited: Promise<unknown>; progress: (rows: number) => Promise<boolean> } {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/import.ts', 'vm-benchmarks', source, '--shift-weeks', 'auto'], {
    env: { ...process.env, DATABASE_URL: database.url() },
    stdio: 'ignore',
  })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const progress = async (rows: number) => {
    while (child.exitCode === null && child.signalCode === null) {
      const [row] = await database.owner()`select rows_done::int as done from imports`
      if (row && row.done >= rows) return true
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    return false
  }
  return { child, exited, progress }
}

describe('importing calls and events', () => {
  it('reads calls from CSV and from lines, packed or not', async () => {
    const at = new Date(Date.now() - DAY).toISOString()
    const csv = file(
      'calls.csv',
      `id,tool,consumer,occurredAt,status,latencyMs,cost,errorCode\na,alpha/tool-1,c,${at},200,12,0.5,\nb,alpha/tool-1,"c, d",${at},503,,,boom\nc,nowhere,c,${at},200,,,\n`,
    )
    expect(await run('invocations', [csv])).toEqual({ rows: 3, accepted: 2, repeated: 0, rejected: 1, reasons: { unknown_tool: 1 } })
    const lines = file(
      'calls.ndjson.gz',
      `${[callRow('alpha/tool-1', { id: 'a', occurredAt: at }), callRow('alpha/tool-1'), 'broken'].map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n')}\n\n`,
      true,
    )
    expect(await run('invocations', [lines])).toEqual({ rows: 3, accepted: 1, repeated: 1, rejected: 1, reasons: { invalid_json: 1 } })
    const rows = await database.owner()`select outcome, status_code, cost_micros::int as cost, error_code from invocations where error_code is not null`
    expect(rows).toEqual([{ outcome: 'error', status_code: 503, cost: 0, error_code: 'boom' }])
  })

  it('reads events from lines', async () => {
    const event = (id: string, noun: string, data: unknown) =>
      JSON.stringify({ specversion: '1.0', id, source: 'file', type: `com.pulsegrid.${noun}.v1`, data })
    const lines = file(
      'events.ndjson',
      [event('1', 'tool', { id: 'x', developer: 'alpha', name: 'X' }), event('2', 'invocation', callRow('x')), event('3', 'tool', {}), '{'].join('\n'),
    )
    expect(await run('events', [lines])).toEqual({ rows: 4, accepted: 2, repeated: 0, rejected: 2, reasons: { invalid: 1, invalid_json: 1 } })
    expect(await run('events', [lines])).toMatchObject({ rows: 4, accepted: 2 })
    await expect(run('events', [path.join(folder, 'nowhere')])).rejects.toMatchObject({ code: 'not_found' })
  })
})
