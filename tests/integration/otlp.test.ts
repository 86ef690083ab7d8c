import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { type Attributes, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { OTLPMetricExporter as JsonMetrics } from '@opentelemetry/exporter-metrics-otlp-http'
import { OTLPMetricExporter as ProtoMetrics } from '@opentelemetry/exporter-metrics-otlp-proto'
import { OTLPTraceExporter as JsonTraces } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtoTraces } from '@opentelemetry/exporter-trace-otlp-proto'
import { AggregationTemporality, AggregationType, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { POST as postMetrics } from '@/app/api/otlp/v1/metrics/route'
import { POST as postTraces } from '@/app/api/otlp/v1/traces/route'
import { closePool, withTenant } from '@/db/client'
import { listSeriesTotals, type SeriesAggregation } from '@/lib/metrics/series/queries'
import { MINUTE } from '@/lib/time'
import { useDatabase } from '../support/database'
import { seedKey, seedPublisher } from '../support/ingest'

const database = useDatabase()
let server: Server
let url: string
let key: string
let organizationId: string
/** Statuses that the server answered with. */
let statuses: number[] = []
/** What the next requests meet, one each. */
let faults: (() => void)[] = []

beforeAll(async () => {
  ;({ organizationId } = await seedPublisher(database.owner(), 'alpha', 2))
  key = await seedKey(database.owner(), organizationId)
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', async () => {
      faults.shift()?.()
      const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []))
      const post = request.url?.endsWith('/traces') ? postTraces : postMetrics
      const answer = await post(new Request(`http://localhost${request.url}`, { method: 'POST', headers, body: Buffer.concat(chunks) }))
      statuses.push(answer.status)
      response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), ...(answer.headers.has('retry-after') ? { 'retry-after': '0' } : {}) })
      response.end(Buffer.from(await answer.arrayBuffer()))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/otlp/v1`
})
afterEach(() => {
  process.env.DATABASE_URL = database.url()
  statuses = []
  faults = []
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const goAway = () => {
  const away = new URL(database.url())
  away.port = '1'
  process.env.DATABASE_URL = away.toString()
}
const comeBack = () => {
  process.env.DATABASE_URL = database.url()
}

const options = (signal: 'traces' | 'metrics') => ({ url: `${url}/${signal}`, headers: { authorization: `Bearer ${key}` } })
const post = (signal: 'traces' | 'metrics', body: string | Uint8Array, headers: Record<string, string> = {}) =>
  (signal === 'traces' ? postTraces : postMetrics)(
    new Request(`http://localhost/api/otlp/v1/${signal}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : Buffer.from(body),
    }),
  )

async function traced(exporter: JsonTraces, spans: { name: string; attributes: Attributes; failed?: boolean }[]): Promise<void> {
  const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] })
  const tracer = provider.getTracer('test')
  for (const { name, attributes, failed } of spans) {
    const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes })
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR })
    span.end()
  }
  await provider.forceFlush()
  await provider.shutdown()
}

const calls = (tool: string) =>
  database.owner()`select i.outcome, i.status_code, i.error_code from invocations i join tools t on t.id = i.tool_id where t.external_id = ${tool} order by i.outcome`

describe.each([
  { encoding: 'JSON', traces: JsonTraces, metrics: JsonMetrics, tool: 'alpha/tool-1' },
  { encoding: 'protobuf', traces: ProtoTraces, metrics: ProtoMetrics, tool: 'alpha/tool-2' },
])('the official exporters in $encoding', ({ encoding, traces, metrics, tool }) => {
  it('deliver spans that become calls, across an outage, and lose none', async () => {
    // The exporter tries again what is answered with 503.
    faults = [goAway, comeBack]
    await traced(new traces({ ...options('traces'), compression: 'gzip' as never }), [
      { name: 'a', attributes: { 'pulsegrid.tool': tool, 'pulsegrid.consumer': 'shop', 'http.response.status_code': 200 } },
      { name: 'b', attributes: { 'pulsegrid.tool': tool, 'pulsegrid.consumer': 'shop', 'error.type': 'timeout' }, failed: true },
      { name: 'no call', attributes: { 'http.response.status_code': 500 } },
    ])
    expect(statuses).toEqual([503, 200])
    expect(await calls(tool)).toEqual([
      { outcome: 'ok', status_code: 200, error_code: null },
      { outcome: 'error', status_code: null, error_code: 'timeout' },
    ])
  })

  it.each([AggregationTemporality.CUMULATIVE, AggregationTemporality.DELTA])(
    'deliver counters, levels and histograms (temporality %s), across an outage',
    async (temporality) => {
      const prefix = `${encoding.toLowerCase()}_${temporality}`
      const exporter = new metrics({ ...options('metrics'), temporalityPreference: temporality as never })
      const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
      const provider = new MeterProvider({
        readers: [reader],
        views: [{ instrumentName: '*exponential*', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
      })
      const source = provider.getMeter('test')
      const counter = source.createCounter(`${prefix}.jobs`)
      const level = source.createGauge(`${prefix}.level`)
      const duration = source.createHistogram(`${prefix}.duration`, { unit: 's', advice: { explicitBucketBoundaries: [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1] } })
      const exponential = source.createHistogram(`${prefix}.exponential`, { unit: 'ms' })
      const measure = () => {
        counter.add(3, { type: 'a', 'host.name': 'x' })
        counter.add(4, { type: 'b' })
        level.record(12.5)
        for (let i = 1; i <= 100; i++) {
          duration.record(i / 100, { 'http.route': '/tools/4711' })
          exponential.record(i)
        }
      }
      measure()
      await provider.forceFlush()
      measure()
      faults = [goAway, comeBack]
      await provider.forceFlush()
      await provider.forceFlush()
      await provider.shutdown()
      expect(statuses).not.toContain(500)
      expect(statuses.filter((status) => status === 503)).toHaveLength(1)

      const window = { from: new Date(Date.now() - 10 * MINUTE), to: new Date(Date.now() + MINUTE) }
      const total = (metric: string, aggregation: SeriesAggregation) =>
        withTenant(organizationId, (tx) => listSeriesTotals(tx, { organizationId, step: 'minute', window, metric, aggregation, groupBy: ['type', 'route'] }))
      expect(await total(`${prefix}_jobs_total`, 'sum')).toEqual([
        { group: { type: 'a' }, value: 6 },
        { group: { type: 'b' }, value: 8 },
      ])
      expect(await total(`${prefix}_level`, 'last')).toEqual([{ group: {}, value: 12.5 }])
      const [slow] = await total(`${prefix}_duration_ms`, 'p95')
      expect(slow?.group).toEqual({ route: '/tools/:id' })
      expect(slow?.value).toBeGreaterThan(900)
      expect(slow?.value).toBeLessThan(1000)
      const [p50] = await total(`${prefix}_exponential_ms`, 'p50')
      expect(Math.abs((p50?.value ?? 0) - 50) / 50).toBeLessThan(0.05)
    },
  )
})

describe('a request', () => {
  const span = (attributes: Record<string, string>, spanId = 'b7ad6b7169203331') => ({
    traceId: '0AF7651916CD43DD8448EB211C80319C',
    spanId,
    kind: 2,
    startTimeUnixNano: String(BigInt(Date.now()) * 1_000_000n),
    endTimeUnixNano: String(BigInt(Date.now() + 5) * 1_000_000n),
    attributes: Object.entries(attributes).map(([name, stringValue]) => ({ key: name, value: { stringValue } })),
  })
  const request = (...spans: object[]) => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] })
  const good = { 'pulsegrid.tool': 'alpha/tool-1', 'pulsegrid.consumer': 'shop' }

  it('that comes again changes nothing', async () => {
    const body = request(span(good, '00f067aa0ba902b7'))
    const before = (await calls('alpha/tool-1')).length
    expect(await (await post('traces', body)).json()).toEqual({})
    expect(await (await post('traces', gzipSync(body), { 'content-encoding': 'gzip' })).json()).toEqual({})
    expect(await calls('alpha/tool-1')).toHaveLength(before + 1)
  })

  it('keeps the good spans and says what was refused', async () => {
    const response = await post(
      'traces',
      request(
        span(good, '00f067aa0ba902b8'),
        span({ ...good, 'pulsegrid.tool': 'nobody/none' }, '00f067aa0ba902b9'),
        span({ 'pulsegrid.tool': 'alpha/tool-1' }),
      ),
    )
    expect(response.status).toBe(200)
    const { partialSuccess } = (await response.json()) as { partialSuccess: { rejectedSpans: string; errorMessage: string } }
    expect(partialSuccess.rejectedSpans).toBe('2')
    expect(partialSuccess.errorMessage).toContain('nobody/none')
  })

  it('of metrics says which attributes it drops, and refuses points of another kind or time', async () => {
    const now = BigInt(Date.now()) * 1_000_000n
    const gauge = (name: string, atNs: bigint, attributes: object[] = []) => ({
      name,
      gauge: { dataPoints: [{ timeUnixNano: String(atNs), asInt: '9007199254740993', attributes }] },
    })
    const counter = (name: string) => ({ name, sum: { isMonotonic: true, aggregationTemporality: 1, dataPoints: [{ timeUnixNano: String(now), asInt: '1' }] } })
    const body = (...metrics: object[]) => JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] })
    const response = await post(
      'metrics',
      body(gauge('mixed_total', now, [{ key: 'host.name', value: { stringValue: 'a' } }]), gauge('future', now * 2n), gauge('past', 1n)),
    )
    const { partialSuccess } = (await response.json()) as { partialSuccess: { rejectedDataPoints: string; errorMessage: string } }
    expect(partialSuccess.rejectedDataPoints).toBe('2')
    expect(partialSuccess.errorMessage).toContain('host.name')
    const mixed = (await (await post('metrics', body(counter('mixed_total')))).json()) as { partialSuccess: { rejectedDataPoints: string } }
    expect(mixed.partialSuccess.rejectedDataPoints).toBe('1')
  })

  it.each<{ name: string; body: string | Uint8Array; headers: Record<string, string>; status: number }>([
    { name: 'without anything', body: '{}', headers: {}, status: 200 },
    { name: 'that is no JSON', body: '{', headers: {}, status: 400 },
    { name: 'that is no OTLP', body: '{"resourceSpans": 7}', headers: {}, status: 400 },
    { name: 'that is no protobuf', body: 'zzz', headers: { 'content-type': 'application/x-protobuf' }, status: 400 },
    { name: 'of another type', body: '{}', headers: { 'content-type': 'text/plain' }, status: 415 },
    { name: 'without a key', body: '{}', headers: { authorization: '' }, status: 401 },
    { name: 'that is too large when inflated', body: gzipSync(Buffer.alloc(20 * 1024 * 1024)), headers: { 'content-encoding': 'gzip' }, status: 413 },
  ])('$name is answered with $status', async ({ body, headers, status }) => {
    const response = await post('traces', body, headers)
    expect(response.status).toBe(status)
    const type = headers['content-type'] === 'application/x-protobuf' ? 'application/x-protobuf' : 'application/json'
    expect(response.headers.get('content-type')).toBe(type)
    if (status !== 200 && type === 'application/json') expect(await response.json()).toMatchObject({ code: expect.any(Number), message: expect.any(String) })
  })

  it('meets a database that is away with 503 and a time to come back, whatever it holds', async () => {
    const points = JSON.stringify({
      resourceMetrics: [
        { scopeMetrics: [{ metrics: [{ name: 'a', gauge: { dataPoints: [{ timeUnixNano: String(BigInt(Date.now()) * 1_000_000n), asInt: 1 }] } }] }] },
      ],
    })
    goAway()
    await closePool()
    for (const signal of ['traces', 'metrics'] as const) {
      const response = await post(signal, signal === 'traces' ? request(span(good)) : points)
      expect(response.status).toBe(503)
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    }
  })
})
