import { describe, expect, it } from 'vitest'
import { invocationRowSchema } from '@/lib/ingest/model'
import type { Attributes } from './model'
import type { Span } from './shapes'
import { spanRow } from './span-row'

const span = (overrides: Partial<Span> = {}): Span => ({
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  name: 'POST /geocode',
  kind: 2,
  startTimeUnixNano: 1_773_152_400_000_000_000n,
  endTimeUnixNano: 1_773_152_400_120_500_000n,
  attributes: { 'pulsegrid.tool': 'geocode', 'pulsegrid.consumer': 'shop-7' },
  status: { code: 0 },
  ...overrides,
})
const attributes = (more: Span['attributes']): Partial<Span> => ({ attributes: { ...span().attributes, ...more } })

describe('spanRow', () => {
  it('is a call that ingest takes, with the identity of the span', () => {
    const row = spanRow(span(), {})
    expect(row).toMatchObject({
      id: 'otlp:0af7651916cd43dd8448eb211c80319c:b7ad6b7169203331',
      tool: 'geocode',
      consumer: 'shop-7',
      occurredAt: '2026-03-10T14:20:00.000Z',
      status: 'ok',
      latencyMs: 120.5,
    })
    expect(invocationRowSchema.safeParse(row).success).toBe(true)
  })

  it.each([
    { name: 'an HTTP status', span: attributes({ 'http.response.status_code': 429 }), is: { status: 429 } },
    { name: 'an HTTP status of old conventions, as text', span: attributes({ 'http.status_code': '502' }), is: { status: 502 } },
    { name: 'a failed span', span: { status: { code: 2 } }, is: { status: 'error' } },
    { name: 'a status that is no number', span: attributes({ 'http.response.status_code': 'teapot' }), is: { status: 'ok' } },
    {
      name: 'the tool of the GenAI conventions',
      span: { attributes: { 'gen_ai.tool.name': 'search', 'user.id': 'u' } },
      is: { tool: 'search', consumer: 'u' },
    },
    { name: 'a price', span: attributes({ 'pulsegrid.cost_usd': 0.002 }), is: { cost: 0.002 } },
    { name: 'who is to blame', span: attributes({ 'pulsegrid.fault': 'upstream' }), is: { fault: 'upstream' } },
    { name: 'a blame that is none', span: attributes({ 'pulsegrid.fault': 'nobody' }), is: { fault: null } },
    { name: 'an error code', span: attributes({ 'error.type': 'timeout' }), is: { errorCode: 'timeout' } },
    { name: 'an end before the start', span: { endTimeUnixNano: 1n }, is: { latencyMs: null } },
    { name: 'a span without ids', span: { spanId: '' }, is: { id: undefined } },
  ])('$name', ({ span: overrides, is }) => {
    expect(spanRow(span(overrides), {})).toMatchObject(is)
  })

  it.each<{ name: string; span: Partial<Span>; resource: Attributes; isCall: boolean }>([
    { name: 'a span without a tool', span: { attributes: {} }, resource: {}, isCall: false },
    { name: 'a served request of a resource that names its tool', span: { attributes: {} }, resource: { 'pulsegrid.tool': 'geocode' }, isCall: true },
    { name: 'a consumed message of such a resource', span: { attributes: {}, kind: 5 }, resource: { 'pulsegrid.tool': 'geocode' }, isCall: true },
    { name: 'an inner step of such a resource', span: { attributes: {}, kind: 1 }, resource: { 'pulsegrid.tool': 'geocode' }, isCall: false },
    { name: 'an inner step that names a tool itself', span: { kind: 1 }, resource: {}, isCall: true },
  ])('$name', ({ span: overrides, resource, isCall }) => {
    expect(spanRow(span(overrides), resource) !== null).toBe(isCall)
  })
})
