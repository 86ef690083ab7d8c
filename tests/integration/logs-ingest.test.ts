import { beforeAll, describe, expect, it } from 'vitest'
import { POST } from '@/app/api/ingest/events/route'
import type { IngestAnswer } from '@/lib/ingest/model'
import { foldLogCounts } from '@/lib/logs/commands/fold-counts'
import { DAY, MINUTE } from '@/lib/time'
import { useDatabase } from '../support/database'
import { seedKey } from '../support/ingest'

const database = useDatabase()
let key: string

beforeAll(async () => {
  key = await seedKey(database.owner(), null)
})

const line = (id: string, data: Record<string, unknown>) => ({
  specversion: '1.0',
  id,
  source: 'https://market.example',
  type: 'com.pulsegrid.log_line.v1',
  data: { id, level: 'info', message: 'm', ...data },
})

async function send(...events: unknown[]): Promise<IngestAnswer> {
  const response = await POST(
    new Request('http://localhost/api/ingest/events', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(events),
    }),
  )
  return (await response.json()) as IngestAnswer
}

describe('lines of the log', () => {
  it('are stored without secrets, in their message and their fields', async () => {
    await send(
      line('s-1', {
        message: 'connecting to postgres://app:hunter2@db/x as ada@mail.example',
        fields: { password: 'x', note: { card: '4111 1111 1111 1111' } },
      }),
    )
    const [stored] = await database.owner()`select message, fields, received_at - now() < interval '1 minute' as fresh from log_lines where external_id = 's-1'`
    expect(stored).toEqual({
      message: 'connecting to postgres://app:[redacted:password]@db/x as [redacted:email]',
      fields: { password: '[redacted:secret]', note: { card: '[redacted:card]' } },
      fresh: true,
    })
  })

  it('make the day that they belong to, however late they come', async () => {
    const at = new Date(Date.now() - 20 * DAY).toISOString()
    expect(await send(line('late-1', { at }), line('late-2', {}))).toMatchObject({ accepted: 2, rejected: 0 })
    expect(await database.owner()`select partition_exists('log_lines', ${at}::timestamptz) as made`).toEqual([{ made: true }])
    expect(await database.owner()`select external_id from log_lines where at = ${at}`).toEqual([{ external_id: 'late-1' }])
  })

  it('are refused where they could not be kept', async () => {
    const { accepted, errors } = await send(
      line('old', { at: new Date(Date.now() - 31 * DAY).toISOString() }),
      line('future', { at: new Date(Date.now() + 10 * MINUTE).toISOString() }),
      line('fine', { at: new Date(Date.now() - 29 * DAY).toISOString() }),
    )
    expect({ accepted, reasons: errors.map(({ reason }) => reason) }).toEqual({ accepted: 1, reasons: ['too_old', 'in_future'] })
  })

  it('are the same by id and moment', async () => {
    const at = new Date(Date.now() - MINUTE).toISOString()
    const again = { ...line('same', { at, message: 'another' }), id: 'another-event' }
    expect(await send(line('same', { at }), again, line('same-later', { id: 'same', at: new Date(Date.now()).toISOString() }))).toMatchObject({ accepted: 3 })
    expect(await database.owner()`select message from log_lines where external_id = 'same' order by at`).toEqual([{ message: 'm' }, { message: 'm' }])
  })

  it('are counted by stretch, level and service, deleted ones too', async () => {
    const owner = database.owner()
    const at = new Date(Math.floor(Date.now() / (5 * MINUTE)) * 5 * MINUTE - DAY)
    const counted = () =>
      owner`select level, service, sum(lines)::int as lines from log_counts where at = ${at} group by 1, 2 having sum(lines) <> 0 order by level`
    const one = (id: string, level: string) => line(id, { level, service: 'api', at: new Date(at.getTime() + MINUTE).toISOString() })
    await send(one('c-1', 'warn'), one('c-2', 'warn'), one('c-3', 'error'))
    await send(one('c-1', 'warn'))
    expect(await counted()).toEqual([
      { level: 'error', service: 'api', lines: 1 },
      { level: 'warn', service: 'api', lines: 2 },
    ])
    await owner`delete from log_lines where external_id in ('c-1', 'c-3')`
    expect(await counted()).toEqual([{ level: 'warn', service: 'api', lines: 1 }])
    await Promise.all([foldLogCounts(), foldLogCounts()])
    expect(await owner`select level, lines::int from log_counts where at = ${at}`).toEqual([{ level: 'warn', lines: 1 }])
  })

  it('are found by the parts of paths, hosts and ids', async () => {
    await send(
      line('w-1', { message: 'GET /api/tools/geo-code failed: upstream.acme.example answered 502', service: 'edge-gateway', requestId: 'req_7f3a-b2' }),
    )
    const found = async (query: string) =>
      (await database.owner()`select external_id from log_lines where words @@ websearch_to_tsquery('simple', ${query}) and external_id = 'w-1'`).length === 1
    for (const query of ['tools', '"geo code"', 'acme 502', 'gateway', '"req 7f3a b2"', 'FAILED', 'failed -timeout'])
      expect(await found(query), query).toBe(true)
    for (const query of ['"code geo"', 'failed -502', 'tool']) expect(await found(query), query).toBe(false)
  })
})
