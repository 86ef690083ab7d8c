import { afterEach, beforeAll, expect, it } from 'vitest'
import { closePool } from '@/db/client'
import { log } from '@/lib/log'
import { flushOwnLines, keepRequest, startKeepingOwnLines } from '@/lib/logs/commands/own-lines'
import { MAX_WAITING_LINES } from '@/lib/logs/model'
import { useDatabase } from '../support/database'

const database = useDatabase()
let stop: () => Promise<void>
const lines = () => database.owner()`select level, message, service, request_id, fields from log_lines order by at, external_id`
const request = { method: 'GET', route: '/api/alerts', status: 200, durationMs: 3, requestId: 'r-1' }

beforeAll(() => {
  process.env.LOG_LEVEL = 'warn'
})
afterEach(async () => {
  await stop()
  await database.owner()`delete from log_lines`
})

it('warnings, errors and requests are written; each once, however often they are flushed', async () => {
  stop = startKeepingOwnLines()
  log().warn({ requestId: 'r-2', to: 'ada@mail.example' }, 'a mail waits')
  log().info('nobody needs to know')
  keepRequest(request, new Date())
  await Promise.all([flushOwnLines(), flushOwnLines()])
  await flushOwnLines()
  expect(await lines()).toEqual([
    { level: 'warn', message: 'a mail waits', service: 'pulsegrid', request_id: 'r-2', fields: { to: '[redacted:email]' } },
    {
      level: 'info',
      message: 'GET /api/alerts 200 in 3 ms',
      service: 'pulsegrid',
      request_id: 'r-1',
      fields: { method: 'GET', route: '/api/alerts', status: 200, durationMs: 3 },
    },
  ])
})

it('lines wait while the database is away, up to a bound, and what was given up is said', async () => {
  stop = startKeepingOwnLines()
  const url = process.env.DATABASE_URL
  await closePool()
  process.env.DATABASE_URL = 'postgres://nobody@127.0.0.1:9/away'
  keepRequest(request, new Date())
  await flushOwnLines()
  for (let n = 0; n < MAX_WAITING_LINES + 10; n++) keepRequest(request, new Date())
  await flushOwnLines()
  await closePool()
  process.env.DATABASE_URL = url
  await flushOwnLines()
  // What it says itself of the drop comes with the next writing.
  await flushOwnLines()
  const stored = await lines()
  const said = stored.filter(({ level }) => level === 'warn').map(({ message, fields }) => ({ message, dropped: fields?.dropped }))
  expect(stored).toHaveLength(MAX_WAITING_LINES + 1)
  expect(said).toEqual([
    { message: 'lines of this process could not be written into the log', dropped: undefined },
    { message: 'lines of this process were given up before they reached the log', dropped: 12 },
  ])
})

it('lines that the database refuses do not hold up the others', async () => {
  stop = startKeepingOwnLines()
  keepRequest({ ...request, requestId: 'refused' }, new Date(8.64e15))
  await flushOwnLines()
  keepRequest(request, new Date())
  await flushOwnLines()
  expect((await lines()).map(({ request_id }) => request_id)).toContain('r-1')
})
