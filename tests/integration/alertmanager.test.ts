import { readFileSync } from 'node:fs'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { POST } from '@/app/api/integrations/alertmanager/route'
import type { Scope } from '@/lib/auth/model'
import { useDatabase } from '../support/database'
import { seedKey } from '../support/ingest'
import { createOrganization } from '../support/people'

const database = useDatabase()
const { owner } = database

let organizationId: string
let key: string

const makeKey = (organization: string | null, scopes: Scope[]) => seedKey(owner(), organization, scopes)

async function send(payload: unknown, bearer = key): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await POST(
    new Request('http://localhost:3000/api/integrations/alertmanager', {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: typeof payload === 'string' ? payload : JSON.stringify(payload),
    }),
  )
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const one = (over: Record<string, unknown> = {}) => ({
  status: 'firing',
  labels: { alertname: 'InstanceDown', instance: 'a:9100', severity: 'critical' },
  annotations: { summary: 'a:9100 is down' },
  startsAt: '2026-03-02T09:00:00.123456789Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus:9090/graph?g0.expr=up',
  fingerprint: 'aaaaaaaaaaaaaaaa',
  ...over,
})
const payload = (alerts: unknown[], over: Record<string, unknown> = {}) => ({
  version: '4',
  groupKey: '{}:{alertname="InstanceDown"}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'pulsegrid',
  groupLabels: { alertname: 'InstanceDown' },
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'http://alertmanager:9093',
  alerts,
  ...over,
})
const rows = () => owner()`select state, severity, title, labels, source_url, resolve_reason, organization_id from alerts order by created_at, started_at`
const eventTypes = async () => (await owner()`select type from alert_events order by seq`).map(({ type }) => type)

beforeAll(async () => {
  process.env.LOG_LEVEL = 'silent'
  organizationId = (await createOrganization()).id
  key = await makeKey(organizationId, ['alerts:write'])
})
beforeEach(async () => {
  await owner()`truncate alert_events, alerts, channel_inbox cascade`
})

describe('Alertmanager’s webhook', () => {
  it('needs a key with the scope alerts:write', async () => {
    expect((await send(payload([one()]), 'nonsense')).status).toBe(401)
    expect((await send(payload([one()]), await makeKey(organizationId, ['alerts:read']))).status).toBe(403)
    expect(await rows()).toEqual([])
  })

  it('opens, repeats, regroups and resolves, each once', async () => {
    expect(await send(payload([one()]))).toMatchObject({ status: 200, body: { received: 1, opened: 1 } })
    expect(await send(payload([one()]))).toMatchObject({ body: { opened: 0, updated: 1 } })
    expect(await send(payload([one()], { groupKey: '{}:{instance="a:9100"}', groupLabels: { instance: 'a:9100' } }))).toMatchObject({ body: { updated: 1 } })
    expect(await rows()).toMatchObject([
      { state: 'firing', severity: 'critical', title: 'a:9100 is down', organization_id: organizationId, source_url: expect.stringContaining('prometheus') },
    ])
    const over = one({ status: 'resolved', endsAt: '2026-03-02T09:05:00Z' })
    expect(await send(payload([over]))).toMatchObject({ body: { resolved: 1 } })
    expect(await send(payload([over]))).toMatchObject({ body: { resolved: 0, unchanged: 1 } })
    // A late repeat of what was firing then.
    expect(await send(payload([one()]))).toMatchObject({ body: { opened: 0, unchanged: 1 } })
    expect(await eventTypes()).toEqual(['fired', 'resolved'])
    // It fires anew.
    expect(await send(payload([one({ startsAt: '2026-03-02T10:00:00Z' })]))).toMatchObject({ body: { opened: 1 } })
    expect(await rows()).toMatchObject([{ state: 'resolved', resolve_reason: 'source' }, { state: 'firing' }])
  })

  it('keeps what came and went while we were away', async () => {
    expect(await send(payload([one({ status: 'resolved', endsAt: '2026-03-02T09:05:00Z' })]))).toMatchObject({ body: { resolved: 1 } })
    expect(await rows()).toMatchObject([{ state: 'resolved' }])
    expect(await eventTypes()).toEqual(['fired', 'resolved'])
  })

  it('names what is broken in it and keeps the rest', async () => {
    const answer = await send(payload([one(), { status: 'odd' }, one({ fingerprint: 'b', labels: { alertname: 'Other' } })], { truncatedAlerts: 7 }))
    expect(answer).toMatchObject({
      status: 200,
      body: { received: 3, opened: 2, truncated: 7, errors: [{ index: 1, message: expect.stringContaining('status') }] },
    })
    expect(await send('nonsense')).toMatchObject({ status: 400 })
    expect(await send(payload([], { version: '3' }))).toMatchObject({ status: 400, body: { errors: [{ pointer: '/version' }] } })
    expect((await send(`"${'x'.repeat(11 * 1024 * 1024)}"`)).status).toBe(413)
  })

  it('opens an alert once when payloads race', async () => {
    await Promise.all(Array.from({ length: 12 }, () => send(payload([one(), one({ fingerprint: 'b' })]))))
    expect(await rows()).toHaveLength(2)
    expect(await eventTypes()).toEqual(['fired', 'fired'])
  })

  it('of an organization is another’s never, and the platform’s key opens the platform’s', async () => {
    const other = await createOrganization()
    await send(payload([one()]))
    await send(payload([one()]), await makeKey(other.id, ['alerts:write']))
    await send(payload([one()]), await makeKey(null, ['alerts:write']))
    expect((await rows()).map(({ organization_id }) => organization_id)).toEqual([organizationId, other.id, null])
  })

  it('understands what a real one sent', async () => {
    const recorded = readFileSync('tests/support/alertmanager-0.25.jsonl', 'utf8').trim().split('\n')
    for (const line of recorded) expect(await send(line)).toMatchObject({ status: 200, body: { errors: [] } })
    expect((await rows()).length).toBeGreaterThan(0)
  })
})
