import { describe, expect, it } from 'vitest'
import { readOwnLine, requestLine } from './own-line'

const time = '2026-03-02T09:00:00.000Z'
const written = (level: string, more: Record<string, unknown> = {}) => `${JSON.stringify({ level, time, ...more })}\n`

describe('a line of standard output', () => {
  it.each(['warn', 'error', 'fatal'])('is kept when it is %s', (level) => {
    expect(readOwnLine(written(level, { requestId: 'r-1', job: 'retention', msg: 'a mail could not be sent' }))).toEqual({
      at: time,
      level,
      message: 'a mail could not be sent',
      requestId: 'r-1',
      fields: { job: 'retention' },
    })
  })

  it.each([
    ['less grave', written('info', { msg: 'm' })],
    ['no JSON', '{"level":"warn",oops\n'],
    ['without a moment', '{"level":"warn","msg":"m"}\n'],
    ['not of ours', 'ready on http://localhost:3000\n'],
  ])('is left alone: %s', (_, line) => expect(readOwnLine(line)).toBeNull())

  it('is stored without secrets and without what no text may hold', () => {
    expect(readOwnLine(written('error', { msg: 'sent to ada@mail.example\0', err: { message: 'postgres://a:b@c\ud800' }, token: 'x' }))).toMatchObject({
      message: 'sent to [redacted:email]\uFFFD',
      fields: { err: { message: 'postgres://a:[redacted:password]@c\uFFFD' }, token: '[redacted:secret]' },
    })
  })

  it('is bounded', () => {
    const line = readOwnLine(written('error', { msg: 'm'.repeat(50_000), requestId: 'r'.repeat(500), big: 'x '.repeat(30_000) }))
    expect({ message: line?.message.length, requestId: line?.requestId?.length }).toEqual({ message: 20_000, requestId: 200 })
    expect(line?.fields).toEqual({ truncated: '60010 characters of fields were left out' })
  })

  it('says so when it has no words', () => expect(readOwnLine(written('warn'))?.message).toBe('a line without words'))
})

describe('the line of a request', () => {
  it.each([
    [200, 'info'],
    [404, 'info'],
    [429, 'warn'],
    [499, 'info'],
    [500, 'error'],
    [503, 'error'],
  ])('answered with %i is %s', (status, level) => {
    const line = requestLine({ method: 'GET', route: '/api/alerts/:alertId', status, durationMs: 12.4, requestId: 'r-1' }, new Date(time))
    expect(line).toEqual({
      at: time,
      level,
      message: `GET /api/alerts/:alertId ${status} in 12 ms`,
      requestId: 'r-1',
      fields: { method: 'GET', route: '/api/alerts/:alertId', status, durationMs: 12 },
    })
  })
})
