import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { POST as postEvents } from '@/app/api/ingest/events/route'
import { POST } from '@/app/api/ingest/invocations/route'
import { closePool } from '@/db/client'
import { useDatabase } from '../support/database'
import { callRow, linesRequest, seedKey, seedPublisher } from '../support/ingest'

const database = useDatabase()
let key: string

beforeAll(async () => {
  await seedPublisher(database.owner(), 'alpha')
  key = await seedKey(database.owner(), null)
})
afterEach(async () => {
  process.env.DATABASE_URL = database.url()
  await database.owner().unsafe(`alter database ${new URL(database.url()).pathname.slice(1)} reset default_transaction_read_only`)
  await closePool()
})

const send = (rows = [callRow('alpha/tool-1')]) => POST(linesRequest(key, rows))
const event = () => ({
  specversion: '1.0',
  id: crypto.randomUUID(),
  source: 's',
  type: 'com.pulsegrid.organization.v1',
  data: { id: crypto.randomUUID(), name: 'x' },
})
const stored = async () => Number((await database.owner()`select count(*) from invocations`)[0]?.count)

/** 503 with a time to come back, whatever is wrong with the database. */
async function expectUnavailable(response: Response): Promise<void> {
  expect(response.status).toBe(503)
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
}

describe('while the database', () => {
  it('is away every request is told to come again, and taken once it is back', async () => {
    expect((await send()).status).toBe(200)
    const away = new URL(database.url())
    away.port = '1'
    process.env.DATABASE_URL = away.toString()
    // More often than the pool has connections: none may be lost for good.
    for (let round = 0; round < 5; round++) {
      for (const response of await Promise.all(Array.from({ length: 8 }, () => send()))) await expectUnavailable(response)
    }
    await expectUnavailable(await postEvents(linesRequest(key, [event()], { path: 'events' })))
    process.env.DATABASE_URL = database.url()
    expect((await send()).status).toBe(200)
    expect((await postEvents(linesRequest(key, [event()], { path: 'events' }))).status).toBe(200)
  })

  it('is read-only', async () => {
    await database.owner().unsafe(`alter database ${new URL(database.url()).pathname.slice(1)} set default_transaction_read_only = on`)
    await closePool()
    await expectUnavailable(await send())
    await expectUnavailable(await postEvents(linesRequest(key, [event()], { path: 'events' })))
  })

  it('cuts connections: nothing that was answered 2xx is missing, nothing is answered 500', async () => {
    const before = await stored()
    let over = false
    const cutting = (async () => {
      for (let round = 0; round < 12; round++) {
        await database.owner()`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query ~ 'staged_calls|commit|rollup_marks'`
        await new Promise((resolve) => setTimeout(resolve, 40))
      }
      over = true
    })()
    let acknowledged = 0
    const statuses = new Set<number>()
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        while (!over) {
          const rows = Array.from({ length: 50 }, () => callRow('alpha/tool-1'))
          for (;;) {
            const response = await send(rows)
            statuses.add(response.status)
            if (response.status === 200) break
            await new Promise((resolve) => setTimeout(resolve, 10))
          }
          acknowledged += rows.length
        }
      }),
    )
    await cutting
    expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([])
    expect((await stored()) - before).toBe(acknowledged)
  })

  it('has no room for one request that cannot be stored, the others of its group are', async () => {
    // Whatever refuses a row that every check let through; here a trigger stands for it.
    const owner = database.owner()
    await owner`create function refuse_poison() returns trigger language plpgsql as $$ begin if new.error_code = 'poison' then raise exception 'poison' using errcode = '22000'; end if; return new; end $$`
    await owner`create trigger refuse_poison before insert on invocations for each row execute function refuse_poison()`
    const before = await stored()
    const responses = await Promise.all(
      Array.from({ length: 12 }, (_, i) => send([callRow('alpha/tool-1', i === 5 ? { status: 500, errorCode: 'poison' } : {})])),
    )
    await owner`drop trigger refuse_poison on invocations`
    expect(responses.map((response) => response.status)).toEqual(Array.from({ length: 12 }, (_, i) => (i === 5 ? 503 : 200)))
    expect((await stored()) - before).toBe(11)
  })
})
