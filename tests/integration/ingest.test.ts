import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { POST } from '@/app/api/ingest/invocations/route'
import type { IngestAnswer } from '@/lib/ingest/model'
import { DAY, MINUTE } from '@/lib/time'
import { useDatabase } from '../support/database'
import { callRow, linesRequest, type SeededPublisher, seedKey, seedPublisher } from '../support/ingest'

const database = useDatabase()
let alpha: SeededPublisher
let beta: SeededPublisher
let platformKey: string
let alphaKey: string

beforeAll(async () => {
  const owner = database.owner()
  alpha = await seedPublisher(owner, 'alpha', 3)
  beta = await seedPublisher(owner, 'beta', 1)
  platformKey = await seedKey(owner, null)
  alphaKey = await seedKey(owner, alpha.organizationId)
})

async function send(key: string, rows: unknown[], options?: Parameters<typeof linesRequest>[2]): Promise<{ status: number; answer: IngestAnswer }> {
  const response = await POST(linesRequest(key, rows, options))
  return { status: response.status, answer: (await response.json()) as IngestAnswer }
}

describe('the fast path for calls', () => {
  it('stores good rows with outcome, fault, cost and marks their buckets', async () => {
    const [tool] = alpha.tools as [string]
    const rows = [
      callRow(tool, { id: 'ok-1', status: 200, cost: 0.0015, latencyMs: 12.5, apiKeyPrefix: 'pk_1', sessionFingerprint: 'sähe-♥' }),
      callRow(tool, { id: 'dev-1', status: 500 }),
      callRow(tool, { id: 'con-1', status: 429 }),
      callRow(tool, { id: 'up-1', status: 502, errorCode: 'upstream.acme' }),
      callRow(tool, { id: 'gw-1', status: 502, errorCode: 'gateway_timeout' }),
      callRow(tool, { id: 'said-1', status: 500, fault: 'platform' }),
      callRow(tool, { id: 'none-1', status: undefined, latencyMs: null }),
    ]
    const { status, answer } = await send(platformKey, rows)
    expect({ status, ...answer }).toEqual({ status: 200, accepted: 7, repeated: 0, rejected: 0, reasons: {}, errors: [], repeats: [] })
    const stored = await database.owner()`
      select i.outcome, i.fault, i.fault_stated, i.status_code, i.cost_micros::int as cost, i.latency_ms, i.session_fingerprint, i.api_key_prefix, i.organization_id
      from invocations i join tools t on t.id = i.tool_id where t.external_id = ${tool} order by i.outcome nulls last, i.fault nulls first, i.fault_stated`
    expect(stored.map((row) => [row.outcome, row.fault, row.fault_stated, row.status_code])).toEqual([
      ['ok', null, false, 200],
      ['error', 'developer', false, 500],
      ['error', 'consumer', false, 429],
      ['error', 'platform', false, 502],
      ['error', 'platform', true, 500],
      ['error', 'upstream', false, 502],
      [null, null, false, null],
    ])
    expect(stored[0]).toMatchObject({
      cost: 1500,
      latency_ms: 12.5,
      session_fingerprint: 'sähe-♥',
      api_key_prefix: 'pk_1',
      organization_id: alpha.organizationId,
    })
    const [marks] = await database.owner()`select count(*)::int as n, count(distinct bucket_at)::int as buckets from rollup_marks`
    expect(marks?.n).toBeGreaterThanOrEqual(1)
  })

  it('keeps the good rows and says index and reason of the bad ones', async () => {
    const [tool] = alpha.tools as [string]
    const { status, answer } = await send(platformKey, [
      callRow(tool),
      '{"id": "broken"',
      callRow('no-such-tool', { id: 'lost' }),
      callRow(tool, { occurredAt: new Date(Date.now() + 6 * MINUTE).toISOString() }),
      callRow(tool, { occurredAt: new Date(Date.now() - 121 * DAY).toISOString() }),
      callRow(tool, { latencyMs: -1 }),
      callRow(tool, { consumer: 'nul\u0000byte' }),
      callRow(tool, { errorCode: 'half \ud83d', status: 500 }),
      '{"id":"x","latencyMs":1e999}',
      '[1,2]',
      '',
      callRow(tool, { status: 'error' }),
    ])
    expect(status).toBe(207)
    expect({ ...answer, errors: answer.errors.map(({ index, reason }) => [index, reason]) }).toEqual({
      accepted: 2,
      repeated: 0,
      rejected: 9,
      reasons: { invalid_json: 1, unknown_tool: 1, in_future: 1, too_old: 1, invalid: 5 },
      errors: [
        [1, 'invalid_json'],
        [2, 'unknown_tool'],
        [3, 'in_future'],
        [4, 'too_old'],
        [5, 'invalid'],
        [6, 'invalid'],
        [7, 'invalid'],
        [8, 'invalid'],
        [9, 'invalid'],
      ],
      repeats: [],
    })
    expect(answer.errors[1]).toMatchObject({ id: 'lost' })
    const counted = await database.owner()`select reason, rows::int as rows from ingest_rejections order by reason`
    expect(Object.fromEntries(counted.map((row) => [row.reason, row.rows]))).toEqual(answer.reasons)
  })

  it('knows a repeat by its id, also inside one request', async () => {
    const [tool] = alpha.tools as [string]
    const rows = Array.from({ length: 50 }, (_, i) => callRow(tool, { id: `again-${i}` }))
    expect((await send(platformKey, [...rows, rows[3]])).answer).toMatchObject({ accepted: 50, repeated: 1, repeats: [50] })
    const more = [callRow(tool), ...rows.slice(10, 13), callRow(tool)]
    expect((await send(platformKey, more)).answer).toMatchObject({ accepted: 2, repeated: 3, repeats: [1, 2, 3] })
  })

  it('gives each of many simultaneous requests its own answer', async () => {
    const [tool] = alpha.tools as [string]
    const shared = callRow(tool, { id: 'shared' })
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, request) =>
        send(platformKey, [callRow(tool), shared, callRow(tool, { latencyMs: request % 2 ? 5 : 'slow' }), callRow(tool)]).then(({ answer }) => answer),
      ),
    )
    expect(answers.reduce((sum, answer) => sum + answer.accepted, 0)).toBe(20 * 2 + 10 + 1)
    expect(answers.reduce((sum, answer) => sum + answer.repeated, 0)).toBe(19)
    expect(answers.filter((answer) => answer.rejected === 1 && answer.errors[0]?.index === 2)).toHaveLength(10)
  })

  it('stores each event once however often it is sent, in any order, over several connections', async () => {
    const [, tool] = alpha.tools as [string, string]
    const events = Array.from({ length: 2000 }, (_, i) => callRow(tool, { id: `many-${i}` }))
    const sends = events.flatMap((event, i) => Array.from({ length: 2 + (i % 4) }, () => event))
    sends.sort(
      (a, b) =>
        ((`${a.id}`.length * 7919 + Number(`${a.id}`.slice(5)) * 104_729) % 1009) -
        ((`${b.id}`.length * 7919 + Number(`${b.id}`.slice(5)) * 15_485_863) % 1009),
    )
    const quarter = Math.ceil(sends.length / 4)
    const answers = await Promise.all(
      [0, 1, 2, 3].map(async (connection) => {
        const own = sends.slice(connection * quarter, (connection + 1) * quarter)
        let accepted = 0
        for (let at = 0; at < own.length; at += 300) accepted += (await send(platformKey, own.slice(at, at + 300))).answer.accepted
        return accepted
      }),
    )
    expect(answers.reduce((a, b) => a + b, 0)).toBe(2000)
    const [row] = await database.owner()`select count(*)::int as n from invocations i join tools t on t.id = i.tool_id where t.external_id = ${tool}`
    expect(row?.n).toBe(2000)
  })

  it("takes from a tenant's key its own tools only, and never tells whether another's exist", async () => {
    const { answer } = await send(alphaKey, [callRow(alpha.tools[0] as string), callRow(beta.tools[0] as string), callRow('nowhere')])
    expect(answer).toMatchObject({ accepted: 1, rejected: 2, reasons: { unknown_tool: 2 } })
    expect(answer.errors.map((error) => error.message.replace(/".*"/, '…'))).toEqual(['There is no tool ….', 'There is no tool ….'])
    const [row] = await database.owner()`select count(*)::int as n from invocations where organization_id = ${beta.organizationId}`
    expect(row?.n).toBe(0)
  })

  it("does not let one sender's id stand in for another's", async () => {
    const occurredAt = new Date(Date.now() - MINUTE).toISOString()
    const betaKey = await seedKey(database.owner(), beta.organizationId)
    expect((await send(alphaKey, [callRow(alpha.tools[0] as string, { id: 'order-7', occurredAt })])).answer.accepted).toBe(1)
    expect((await send(betaKey, [callRow(beta.tools[0] as string, { id: 'order-7', occurredAt })])).answer.accepted).toBe(1)
  })

  it('creates unknown callers once, with an organization each', async () => {
    const [tool] = alpha.tools as [string]
    const requests = Array.from({ length: 8 }, () =>
      send(
        platformKey,
        Array.from({ length: 30 }, (_, i) => callRow(tool, { consumer: `new caller ${i}` })),
      ),
    )
    for (const { answer } of await Promise.all(requests)) expect(answer.accepted).toBe(30)
    const rows = await database.owner()`
      select c.external_id, o.name from consumers c join organizations o on o.id = c.organization_id where c.placeholder and c.external_id like 'new caller%'`
    expect(rows).toHaveLength(30)
    expect(rows[0]?.name).toBe(rows[0]?.external_id)
  })

  it('takes calls of any day that is kept, making its partition', async () => {
    const [tool] = alpha.tools as [string]
    const days = [1, 17, 60, 119]
    const { answer } = await send(
      platformKey,
      days.map((day) => callRow(tool, { id: `late-${day}`, occurredAt: new Date(Date.now() - day * DAY).toISOString() })),
    )
    expect(answer.accepted).toBe(4)
    // The retention drops a day that this process believes to exist.
    await database.owner()`select drop_partitions_before('invocations', ${new Date(Date.now() - 50 * DAY).toISOString()})`
    const again = await send(
      platformKey,
      days.map((day) => callRow(tool, { id: `later-${day}`, occurredAt: new Date(Date.now() - day * DAY).toISOString() })),
    )
    expect(again.answer.accepted).toBe(4)
  })

  it('reads gzip, and stops inflating at the limit', async () => {
    const [tool] = alpha.tools as [string]
    expect((await send(platformKey, [callRow(tool), callRow(tool)], { gzip: true })).answer.accepted).toBe(2)
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20))
    const headers = { authorization: `Bearer ${platformKey}`, 'content-type': 'application/x-ndjson' }
    const post = (body: BodyInit, more: Record<string, string> = {}) =>
      POST(new Request('http://localhost/api/ingest/invocations', { method: 'POST', headers: { ...headers, ...more }, body }))
    expect((await post(bomb, { 'content-encoding': 'gzip' })).status).toBe(413)
    expect((await post('x'.repeat(8 * 1024 * 1024 + 1))).status).toBe(413)
    expect((await post('not gzip', { 'content-encoding': 'gzip' })).status).toBe(400)
    expect((await post('{}', { 'content-encoding': 'br' })).status).toBe(415)
    expect((await post('{}', { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await post('{}\n'.repeat(10_001))).status).toBe(413)
    const broken = Buffer.concat([
      Buffer.from(`${JSON.stringify(callRow(tool))}\n{"id":"`),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(`"}\n${JSON.stringify(callRow(tool, { consumer: 'zoë' }))}`),
    ])
    expect(await (await post(broken)).json()).toMatchObject({ accepted: 2, rejected: 1, errors: [{ index: 1, reason: 'invalid_json' }] })
    expect((await post('')).status).toBe(200)
  })

  it('refuses who may not', async () => {
    const weak = await seedKey(database.owner(), null, ['scores:read'])
    expect((await POST(linesRequest(weak, []))).status).toBe(403)
    expect((await POST(linesRequest('pgk_wrong', []))).status).toBe(401)
  })
})
