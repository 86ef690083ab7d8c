import { describe, expect, it } from 'vitest'
import type { LogLine } from './model'
import { lineFrames, oldestOf, readPosition, skippedFrame, tailStateFrame, toTailLine, writePosition } from './tail-frames'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const position = { atMs: 1_795_000_000_000, snapshot: '735:740:736,738' }
const line = (n: number, more: Partial<LogLine> = {}): LogLine => ({
  at: new Date('2026-03-02T09:00:00Z'),
  atMicros: 1_000 + n,
  externalId: `l-${n}`,
  receivedAt: new Date('2026-03-02T09:00:01Z'),
  level: 'info',
  message: 'two\nlines',
  service: 'api',
  requestId: null,
  organizationId: null,
  organization: null,
  fields: null,
  ...more,
})

describe('a position', () => {
  it('comes back as it was written', () => expect(readPosition(writePosition(position))).toEqual(position))
  it.each([[null], [''], ['12'], ['12/'], ['12/735:740'], ['x/735:740:'], ['12/735:740:x'], ["12/735:740:'"]])('%j is none', (given) => {
    expect(readPosition(given)).toBeNull()
  })
  it('knows the oldest transaction that was under way', () => expect(oldestOf('18446744073709551615:18446744073709551616:')).toBe(18446744073709551615n))
})

it('lines go in events of two hundred, the last with the position', () => {
  const frames = lineFrames(
    Array.from({ length: 401 }, (_, n) => line(n)),
    position,
  )
  expect(frames.map(({ lines }) => lines)).toEqual([200, 200, 1])
  expect(frames.map(({ bytes }) => text(bytes).startsWith('id: '))).toEqual([false, false, true])
  expect(text(frames[2]?.bytes ?? new Uint8Array())).toBe(
    'id: 1795000000000/735:740:736,738\nevent: lines\ndata: [{"key":"1400_l-400","at":"2026-03-02T09:00:00.000Z","receivedAt":"2026-03-02T09:00:01.000Z","level":"info","message":"two\\nlines","service":"api","requestId":null,"organizationId":null,"organization":null,"fields":null}]\n\n',
  )
  expect(lineFrames([], position)).toEqual([])
})

it('says what was skipped, and that it is still there', () => {
  expect(text(skippedFrame(12))).toBe('event: skipped\ndata: {"lines":12}\n\n')
  expect(text(tailStateFrame('beat', position))).toBe('id: 1795000000000/735:740:736,738\nevent: beat\ndata: {}\n\n')
})

it('long texts are told in part', () => {
  const told = toTailLine(line(1, { message: 'm'.repeat(9_000), fields: { big: 'x'.repeat(9_000) } }))
  expect(told.message).toHaveLength(4_001)
  expect(told.fields).toEqual({ truncated: 'Too long to be told live; search for the line.' })
})
