import { describe, expect, it } from 'vitest'
import type { SafeFetchResult } from '@/lib/safe-fetch'
import { classify } from './classify'

const answered = (status: number, latencyMs = 100, stoppedAt: string | null = null): SafeFetchResult => ({
  outcome: 'answered',
  status,
  body: '',
  retryAfter: null,
  latencyMs,
  stoppedAt,
})

describe('what a probe says about a tool', () => {
  it.each([
    ['200 quickly', answered(200), 'up'],
    ['204', answered(204), 'up'],
    ['299', answered(299), 'up'],
    ['just under 2 s', answered(200, 1999), 'up'],
    ['2 s', answered(200, 2000), 'degraded'],
    ['429', answered(429), 'degraded'],
    ['301 that was not followed', answered(301, 100, 'The redirect is not followed: This address is private or reserved.'), 'degraded'],
    ['304', answered(304), 'degraded'],
    ['400', answered(400), 'down'],
    ['404', answered(404), 'down'],
    ['500', answered(500), 'down'],
    ['503 slowly', answered(503, 5000), 'down'],
    ['199', answered(199), 'down'],
    ['no answer', { outcome: 'failed', reason: 'No complete answer in time.', latencyMs: 10_000 }, 'down'],
    ['an address that is not requested', { outcome: 'refused', reason: 'This address is private or reserved.' }, 'down'],
  ] satisfies [string, SafeFetchResult, string][])('%s', (_name, result, state) => {
    const verdict = classify(result)
    expect(verdict.state).toBe(state)
    expect(verdict.reason === null).toBe(state === 'up')
  })
})
