import { describe, expect, it } from 'vitest'
import { attributeFault, coversTool, type FailureFacts, type FaultSpan } from './attribute-fault'

const at = Date.UTC(2026, 0, 5, 12)
const call = (facts: Partial<FailureFacts> = {}): FailureFacts => ({ failed: true, statusCode: 500, errorCode: null, stated: null, occurredAtMs: at, ...facts })
const platform = (from: number, to: number | null): FaultSpan => ({ kind: 'platform', routes: [], tools: [], provider: null, fromMs: from, toMs: to })
const upstream = (from: number, to: number | null): FaultSpan => ({ kind: 'upstream', routes: [], tools: [], provider: 'acme', fromMs: from, toMs: to })

describe('attributeFault', () => {
  it.each<[string, FailureFacts, FaultSpan[], string | null, boolean]>([
    ['a server error is the developer’s', call(), [], 'developer', false],
    ['an error without a status is the developer’s', call({ statusCode: null }), [], 'developer', false],
    ['an unlisted client error is the developer’s', call({ statusCode: 410 }), [], 'developer', false],
    ...[400, 401, 403, 404, 413, 422, 429].map((status): [string, FailureFacts, FaultSpan[], string, boolean] => [
      `${status} is the consumer’s`,
      call({ statusCode: status }),
      [],
      'consumer',
      false,
    ]),
    ['a success has no fault', call({ failed: false, statusCode: 200 }), [], null, false],
    ['a success inside a window is left out of fair rates', call({ failed: false, statusCode: 200 }), [platform(at, null)], null, true],
    ['a code that names a provider', call({ errorCode: 'upstream.acme' }), [], 'upstream', false],
    ['the other spelling of it', call({ errorCode: 'provider.acme' }), [], 'upstream', false],
    ['a code that only begins so names nobody', call({ errorCode: 'upstream.' }), [], 'developer', false],
    ['a provider’s code wins over the consumer’s status', call({ statusCode: 429, errorCode: 'upstream.acme' }), [], 'upstream', false],
    ['a gateway error with a dot', call({ errorCode: 'gateway.timeout' }), [], 'platform', false],
    ['a gateway error with an underscore', call({ errorCode: 'gateway_timeout' }), [], 'platform', false],
    ['gateways of somebody else', call({ errorCode: 'gatewayish' }), [], 'developer', false],
    ['inside a platform window', call({ statusCode: 404 }), [platform(at - 1, at + 1)], 'platform', true],
    ['inside a provider window', call(), [upstream(at - 1, at + 1)], 'upstream', true],
    ['inside both the platform’s counts', call(), [upstream(at - 1, null), platform(at - 1, null)], 'platform', true],
    ['a window begins with its first moment', call(), [platform(at, at + 1)], 'platform', true],
    ['and ends before its last', call(), [platform(at - 1, at)], 'developer', false],
    ['before a window', call(), [platform(at + 1, null)], 'developer', false],
    ['the sender’s word wins', call({ stated: 'developer' }), [platform(at, null)], 'developer', true],
  ])('%s', (_name, facts, spans, fault, excused) => {
    expect(attributeFault(facts, spans)).toEqual({ fault, excused })
  })
})

describe('coversTool', () => {
  const tool = { id: 't1', route: '/v1/convert', dependsOn: ['acme', 'globex'] }
  it.each<[string, FaultSpan, boolean]>([
    ['a platform window without routes covers every tool', platform(0, null), true],
    ['one with the tool’s route', { ...platform(0, null), routes: ['/x', '/v1/convert'] }, true],
    ['one with other routes', { ...platform(0, null), routes: ['/x'] }, false],
    ['one with the tool itself', { ...platform(0, null), tools: ['t0', 't1'] }, true],
    ['one with another tool covers that one alone', { ...platform(0, null), tools: ['t0'] }, false],
    ['one with another tool and the tool’s route', { ...platform(0, null), tools: ['t0'], routes: ['/v1/convert'] }, true],
    ['a provider that the tool stands on', upstream(0, null), true],
    ['another provider', { ...upstream(0, null), provider: 'initech' }, false],
  ])('%s', (_name, span, covers) => {
    expect(coversTool(span, tool)).toBe(covers)
  })

  it('a tool without a route is in no window for routes', () => {
    expect(coversTool({ ...platform(0, null), routes: ['/x'] }, { id: 't1', route: null, dependsOn: [] })).toBe(false)
  })
})
