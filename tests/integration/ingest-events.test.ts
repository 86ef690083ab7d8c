import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { POST } from '@/app/api/ingest/events/route'
import type { IngestAnswer } from '@/lib/ingest/model'
import { createMeter, meter } from '@/lib/meter'
import { DAY, MINUTE } from '@/lib/time'
import { useDatabase } from '../support/database'
import { callRow, seedKey, seedPublisher } from '../support/ingest'

const database = useDatabase()
let key: string
let sequence = 0

beforeAll(async () => {
  key = await seedKey(database.owner(), null)
})

function event(noun: string, data: unknown, attributes: Record<string, unknown> = {}): Record<string, unknown> {
  sequence++
  return {
    specversion: '1.0',
    id: `e-${sequence}`,
    source: 'https://market.example',
    type: `com.pulsegrid.${noun}.v1`,
    time: new Date(Date.now() - MINUTE).toISOString(),
    data,
    ...attributes,
  }
}

async function post(body: BodyInit, headers: Record<string, string>, secret = key): Promise<{ status: number; answer: IngestAnswer }> {
  const response = await POST(
    new Request('http://localhost/api/ingest/events', { method: 'POST', headers: { authorization: `Bearer ${secret}`, ...headers }, body }),
  )
  return { status: response.status, answer: (await response.json()) as IngestAnswer }
}
const batch = (events: unknown[], secret = key) => post(JSON.stringify(events), { 'content-type': 'application/cloudevents-batch+json' }, secret)

/** One of everything, in an order that only works when it is put right. */
function marketplace(): Record<string, unknown>[] {
  return [
    event('review_response', { review: 'r-1', response: 'Thank you', respondedAt: '2026-01-02T00:00:00Z' }),
    event('review', { id: 'r-1', tool: 'resize', consumer: 'shop', rating: 5, body: 'Fast', postedAt: '2026-01-01T00:00:00Z' }),
    event('tool', {
      id: 'resize',
      developer: 'pixels',
      name: 'Resize',
      category: 'images',
      dependsOn: ['acme'],
      healthEndpoint: 'https://pixels.example/health',
      pricing: { perCall: 0.01 },
    }),
    event('tool_version', { tool: 'resize', version: '1.2.0', changelog: 'Faster', releasedAt: '2026-01-01T00:00:00Z' }),
    event('developer', { id: 'pixels', organization: 'pixels-inc', name: 'Pixels', stripeConnectActive: true }),
    event('organization', { id: 'pixels-inc', name: 'Pixels Inc', plan: 'pro', timeZone: 'Europe/Berlin' }),
    event('consumer', { id: 'shop', name: 'Shop', balance: 12.5, autoRefill: true }),
    event('marker', { id: 'm-1', tool: 'resize', kind: 'deploy', label: 'Release 1.2' }),
    event('marker', { id: 'm-2', kind: 'deploy', label: 'Gateway 9' }),
    event('api_key', { id: 'k-1', organization: 'pixels-inc', name: 'Main', prefix: 'pk_live', ipAllowlist: ['10.0.0.0/8'], issuedAt: '2025-06-01T00:00:00Z' }),
    event('webhook_endpoint', { id: 'w-1', organization: 'pixels-inc', url: 'https://pixels.example/hook' }),
    event('webhook_delivery', { id: 'd-1', endpoint: 'w-1', delivered: true, statusCode: 200 }),
    event('refund', { id: 'f-1', tool: 'resize', consumer: 'shop', kind: 'dispute', amount: 3.2 }),
    event('payout', { id: 'p-1', organization: 'pixels-inc', amount: 100, status: 'paid' }),
    event('build', { id: 'b-1', organization: 'pixels-inc', project: 'site', number: 7, status: 'failed', error: 'exit 1' }),
    event('subscription', { id: 's-1', organization: 'pixels-inc', plan: 'pro', status: 'active', mrr: 49 }),
    event('payment', { id: 'y-1', organization: 'pixels-inc', amount: 49, status: 'failed', failureReason: 'card_declined' }),
    event('invoice', { id: 'i-1', organization: 'pixels-inc', amount: 49, status: 'open', dueAt: '2026-02-01T00:00:00Z' }),
    event('support_ticket', { id: 't-1', organization: 'pixels-inc', subject: 'Help', status: 'open', csat: 4 }),
    event('user_activity', { organization: 'pixels-inc', user: 'u-1', action: 'signed_in', detail: { browser: 'x' } }),
    event('log_line', { level: 'error', message: 'boom', service: 'api', fields: { a: [1, null] } }),
    event('metric', { metric: 'queue_depth', value: 7.5, dimensions: { queue: 'mail' } }),
    event('invocation', { tool: 'resize', consumer: 'shop', status: 502, errorCode: 'upstream.acme', latencyMs: 30 }),
  ]
}

async function counts(): Promise<Record<string, number>> {
  const tables = [
    'organizations',
    'developers',
    'consumers',
    'tools',
    'tool_versions',
    'markers',
    'reviews',
    'refunds',
    'payouts',
    'webhook_endpoints',
    'webhook_deliveries',
    'builds',
    'subscriptions',
    'payments',
    'invoices',
    'support_tickets',
    'user_activities',
    'log_lines',
    'metric_samples',
    'invocations',
    'ingest_events',
  ]
  const owner = database.owner()
  const entries = await Promise.all(tables.map(async (table) => [table, Number((await owner`select count(*) from ${owner(table)}`)[0]?.count)] as const))
  return Object.fromEntries(entries)
}

describe('CloudEvents', () => {
  it('of every type are applied once, whatever their order in the batch', async () => {
    const events = marketplace()
    expect((await batch(events)).answer).toEqual({ accepted: 23, repeated: 0, rejected: 0, reasons: {}, errors: [], repeats: [] })
    const before = await counts()
    expect(before).toMatchObject({ organizations: 2, markers: 2, invocations: 1, ingest_events: 22, metric_samples: 1, log_lines: 1, user_activities: 1 })
    const again = await batch(events)
    expect(again).toMatchObject({ status: 200, answer: { accepted: 0, repeated: 23, rejected: 0 } })
    expect(await counts()).toEqual(before)

    const owner = database.owner()
    const [tool] = await owner`select t.*, o.external_id as organization, o.time_zone from tools t join organizations o on o.id = t.organization_id`
    expect(tool).toMatchObject({
      name: 'Resize',
      category: 'images',
      depends_on: ['acme'],
      pricing: { perCall: 0.01 },
      organization: 'pixels-inc',
      time_zone: 'Europe/Berlin',
    })
    const [review] = await owner`select r.*, c.external_id as consumer from reviews r join consumers c on c.id = r.consumer_id`
    expect(review).toMatchObject({ rating: 5, response: 'Thank you', consumer: 'shop' })
    const [shop] = await owner`select c.*, o.name from consumers c join organizations o on o.id = c.organization_id`
    expect(shop).toMatchObject({ balance_micros: '12500000', auto_refill: true, placeholder: false, name: 'Shop' })
    const [stored] = await owner`select fault, cost_micros from invocations`
    expect(stored).toMatchObject({ fault: 'upstream' })
  })

  it('come structured, in lines, in headers, packed', async () => {
    const organization = (id: string) => event('organization', { id, name: id })
    const structured = await post(JSON.stringify(organization('mode-1')), { 'content-type': 'application/cloudevents+json; charset=utf-8' })
    expect(structured).toMatchObject({ status: 200, answer: { accepted: 1 } })
    const lines = await post(`${JSON.stringify(organization('mode-2'))}\nnot json\n${JSON.stringify(organization('mode-3'))}`, {
      'content-type': 'application/x-ndjson',
    })
    expect(lines).toMatchObject({ status: 207, answer: { accepted: 2, rejected: 1, errors: [{ index: 1, reason: 'invalid_json' }] } })
    const binary = await post(JSON.stringify({ name: 'Zoë' }), {
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': 'bin-1',
      'ce-source': 'https%3A%2F%2Fmarket.example',
      'ce-type': 'com.pulsegrid.organization.v1',
      'ce-subject': 'mode-4',
    })
    expect(binary).toMatchObject({ status: 200, answer: { accepted: 1 } })
    const packed = await post(gzipSync(JSON.stringify([organization('mode-5')])), {
      'content-type': 'application/cloudevents-batch+json',
      'content-encoding': 'gzip',
    })
    expect(packed).toMatchObject({ status: 200, answer: { accepted: 1 } })
    const base64 = { ...organization('x'), data: undefined, data_base64: Buffer.from(JSON.stringify({ id: 'mode-6', name: 'Six' })).toString('base64') }
    expect((await batch([base64])).answer.accepted).toBe(1)
    const rows = await database.owner()`select external_id, name from organizations where external_id like 'mode-%' order by 1`
    expect(rows.map((row) => row.name)).toEqual(['mode-1', 'mode-2', 'mode-3', 'Zoë', 'mode-5', 'Six'])
    expect((await post('{}', { 'content-type': 'application/json' })).status).toBe(415)
    expect((await post('{', { 'content-type': 'application/cloudevents+json' })).status).toBe(400)
  })

  it('get an outcome each, and a bad one costs only itself', async () => {
    const { status, answer } = await batch([
      event('tool', { id: 'crop', developer: 'pixels', name: 'Crop', slug: 'taken' }),
      event('tool', { id: 'crop-2', developer: 'pixels', name: 'Crop', slug: 'taken' }),
      event('tool', { id: 'crop-3', developer: 'nobody', name: 'Crop' }),
      event('tool', { id: 'crop-4', developer: 'pixels', name: 'Crop', healthEndpoint: 'ftp://x' }),
      event('developer', { id: 'second', organization: 'pixels-inc' }),
      event('surprise', {}),
      { ...event('tool', {}), type: 'com.other.tool.v1' },
      { ...event('tool', {}), specversion: '0.3' },
      event('organization', { id: 'future', name: 'x' }, { time: new Date(Date.now() + 6 * MINUTE).toISOString() }),
      event('organization', { id: 'old', name: 'x' }, { time: new Date(Date.now() - 121 * DAY).toISOString() }),
      event('organization', { id: 'nul', name: 'x\u0000y' }),
      event('log_line', { level: 'info', message: 'm', fields: { deep: ['\u0000'] } }),
      event('metric', { metric: 'm', value: 1, dimensions: { shoe: 'x' } }),
      event('invocation', { tool: 'nowhere', consumer: 'shop' }),
      event('invocation', { tool: 'resize', consumer: 'shop' }),
      event('review', { id: 'r-9', tool: 'nowhere', rating: 1 }),
      event('review_response', { review: 'r-nowhere', response: 'x' }),
    ])
    expect(status).toBe(207)
    expect(answer).toMatchObject({ accepted: 2, repeated: 0, rejected: 15 })
    expect(Object.fromEntries(answer.errors.map(({ index, reason }) => [index, reason]))).toEqual({
      1: 'conflict',
      2: 'unknown_reference',
      3: 'invalid',
      4: 'conflict',
      5: 'unknown_type',
      6: 'unknown_type',
      7: 'invalid',
      8: 'in_future',
      9: 'too_old',
      10: 'invalid',
      11: 'invalid',
      12: 'invalid',
      13: 'unknown_tool',
      15: 'unknown_tool',
      16: 'unknown_reference',
    })
    const counted = await database.owner()`select sum(rows)::int as rows from ingest_rejections`
    expect(counted[0]?.rows).toBeGreaterThanOrEqual(15)
  })

  it('may come again after what they were refused for', async () => {
    const early = event('tool', { id: 'early', developer: 'late-dev', name: 'Early' })
    expect((await batch([early])).answer.rejected).toBe(1)
    await batch([event('developer', { id: 'late-dev' })])
    expect((await batch([early])).answer).toMatchObject({ accepted: 1, rejected: 0 })
  })

  it('never put an older state over a newer one, in any order', async () => {
    const at = (minutes: number) => ({ time: new Date(Date.now() - DAY + minutes * MINUTE).toISOString() })
    const owner = database.owner()
    const state = async () => (await owner`select plan, time_zone, renewal_at from organizations where external_id = 'versions'`)[0]
    await batch([event('organization', { id: 'versions', name: 'V', plan: 'pro', timeZone: 'Asia/Tokyo', renewalAt: '2027-01-01T00:00:00Z' }, at(20))])
    await batch([event('organization', { id: 'versions', name: 'V', plan: 'free', timeZone: 'UTC' }, at(10))])
    expect(await state()).toMatchObject({ plan: 'pro', time_zone: 'Asia/Tokyo' })
    // Left out keeps, null clears; several in one batch are laid over each other by their times.
    await batch([
      event('organization', { id: 'versions', name: 'V', plan: 'enterprise' }, at(40)),
      event('organization', { id: 'versions', name: 'V', plan: 'starter', renewalAt: null }, at(30)),
    ])
    expect(await state()).toEqual({ plan: 'enterprise', time_zone: 'Asia/Tokyo', renewal_at: null })
  })

  it('sent together from many sides are applied once', async () => {
    const events = Array.from({ length: 300 }, (_, i) =>
      event(i % 2 ? 'consumer' : 'organization', i % 2 ? { id: `many-${i}` } : { id: `many-${i}`, name: `Many ${i}` }),
    )
    const answers = await Promise.all([0, 1, 2, 3].map((shift) => batch([...events.slice(shift * 70), ...events.slice(0, shift * 70)])))
    expect(answers.reduce((sum, { answer }) => sum + answer.accepted, 0)).toBe(300)
    expect(answers.reduce((sum, { answer }) => sum + answer.repeated, 0)).toBe(900)
  })

  it('of a consumer that was seen before it was described keep its calls and its organization', async () => {
    const owner = database.owner()
    await batch([event('invocation', callRow('resize', { consumer: 'seen' })), event('invocation', callRow('resize', { consumer: 'seen-2' }))])
    const [before] = await owner`select id, organization_id, placeholder from consumers where external_id = 'seen'`
    expect(before?.placeholder).toBe(true)
    // A new organization: the placeholder becomes it. A known one: the consumer moves there.
    await batch([event('consumer', { id: 'seen', organization: 'seen-org', name: 'Seen' })])
    await batch([event('consumer', { id: 'seen-2', organization: 'versions' })])
    const [after] =
      await owner`select c.id, c.organization_id, c.placeholder, o.external_id, o.name from consumers c join organizations o on o.id = c.organization_id where c.external_id = 'seen'`
    expect(after).toEqual({ ...before, placeholder: false, external_id: 'seen-org', name: 'Seen' })
    const [moved] = await owner`select o.external_id from consumers c join organizations o on o.id = c.organization_id where c.external_id = 'seen-2'`
    expect(moved?.external_id).toBe('versions')
  })

  it("of a tenant's key concern its own organization only", async () => {
    const owner = database.owner()
    const alpha = await seedPublisher(owner, 'alpha')
    const beta = await seedPublisher(owner, 'beta')
    const alphaKey = await seedKey(owner, alpha.organizationId)
    const betaKey = await seedKey(owner, beta.organizationId)
    const build = { id: 'b-1', organization: 'beta', project: 'x', number: 1, status: 'ok' }
    const { answer } = await batch(
      [
        event('tool_version', { tool: 'alpha/tool-1', version: '1.0.0' }),
        event('tool_version', { tool: 'beta/tool-1', version: '1.0.0' }),
        event('review', { id: 'own-praise', tool: 'alpha/tool-1', rating: 5 }),
        event('organization', { id: 'alpha', name: 'Free', plan: 'enterprise' }),
        event('build', build, { id: 'same', source: 'same' }),
        event('invocation', callRow('beta/tool-1')),
        event('invocation', callRow('alpha/tool-1')),
      ],
      alphaKey,
    )
    expect(answer).toMatchObject({ accepted: 3, rejected: 4, reasons: { unknown_tool: 2, forbidden_type: 2 } })
    expect((await batch([event('build', { ...build, status: 'broken' }, { id: 'same', source: 'same' })], betaKey)).answer).toMatchObject({ accepted: 1 })
    const builds =
      await owner`select o.external_id as organization, b.status from builds b join organizations o on o.id = b.organization_id where b.project = 'x' order by 1`
    expect(builds).toEqual([
      { organization: 'alpha', status: 'ok' },
      { organization: 'beta', status: 'broken' },
    ])
  })
})

describe('what the platform reports', () => {
  it('of ended builds and webhook deliveries is counted once, by the word that metrics have for the end', async () => {
    Object.assign(globalThis, { pulsegridMeter: createMeter() })
    const build = (id: string, status: string) => event('build', { id, organization: 'counted', project: 'site', number: 1, status })
    const delivery = (id: string, delivered: boolean) => event('webhook_delivery', { id, organization: 'counted', delivered })
    const events = [
      event('organization', { id: 'counted', name: 'Counted', plan: 'free' }),
      ...['running', 'failure', 'ERROR', 'success'].map((status, i) => build(`counted-${i}`, status)),
      ...[true, true, false].map((delivered, i) => delivery(`counted-${i}`, delivered)),
    ]
    expect((await batch(events)).answer).toMatchObject({ accepted: 8 })
    expect((await batch(events)).answer).toMatchObject({ accepted: 0, repeated: 8 })
    const counted = meter()
      .totals()
      .filter(({ metric }) => ['builds_total', 'webhook_deliveries_total'].includes(metric))
      .map(({ metric, dimensions, sum }) => `${metric} ${dimensions.status} ${sum}`)
    expect(counted.toSorted()).toEqual([
      'builds_total failed 2',
      'builds_total succeeded 1',
      'webhook_deliveries_total delivered 2',
      'webhook_deliveries_total failed 1',
    ])
  })
})
