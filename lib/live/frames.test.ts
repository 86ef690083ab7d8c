import { expect, it } from 'vitest'
import { eventFrame, retryFrame, stateFrame } from './frames'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

it('writes an event on four lines, without whose it is', () => {
  const frame = eventFrame({
    id: 7,
    organizationId: '00000000-0000-4000-8000-000000000001',
    topic: 'alert',
    subjectId: null,
    body: { title: 'two\nlines' },
    at: new Date('2026-01-02T03:04:05Z'),
  })
  expect(text(frame)).toBe('id: 7\nevent: alert\ndata: {"title":"two\\nlines","subjectId":null,"at":"2026-01-02T03:04:05.000Z"}\n\n')
})

it('asks to come back after one to three seconds', () => {
  expect(text(retryFrame(0))).toBe('retry: 1000\n\n')
  expect(text(retryFrame(1))).toBe('retry: 3000\n\n')
})

it('says where a stream stands', () => {
  expect(text(stateFrame('ready', 12))).toBe('id: 12\nevent: ready\ndata: {}\n\n')
  expect(text(stateFrame('beat', 12))).toBe(': still here\nid: 12\nevent: beat\ndata: {}\n\n')
})
