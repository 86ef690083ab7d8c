import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, MINUTE } from '@/lib/time'
import { acceptanceAt, decideAnyRow, decidePlainRow, decideRow, parseUtc } from './decide-row'

const now = new Date('2026-03-01T12:00:00Z')
const acceptance = acceptanceAt(now, 120)
const good = { id: 'a', tool: 't', consumer: 'c', occurredAt: '2026-03-01T11:59:00Z' }

describe('decideRow', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['nothing said about the outcome', {}, { outcome: null, statusCode: null, fault: null }],
    ['a success', { status: 399 }, { outcome: 'ok', statusCode: 399 }],
    ['the first failing status', { status: 400 }, { outcome: 'error', statusCode: 400 }],
    ['ok in a word', { status: 'ok' }, { outcome: 'ok', statusCode: null }],
    ['error in a word', { status: 'error' }, { outcome: 'error', statusCode: null }],
    ['an error code alone', { errorCode: 'boom' }, { outcome: 'error', errorCode: 'boom' }],
    ['an error code beside a success', { status: 200, errorCode: 'warned' }, { outcome: 'ok', errorCode: 'warned' }],
    ['a stated fault alone', { fault: 'upstream' }, { outcome: 'error', fault: 'upstream' }],
    ['a price', { cost: 0.000_001 }, { costMicros: 1 }],
    ['no price', { cost: null }, { costMicros: 0 }],
    ['the longest call', { latencyMs: DAY }, { latencyMs: DAY }],
    ['the latest moment', { occurredAt: new Date(now.getTime() + 5 * MINUTE).toISOString() }, { occurredAtMs: now.getTime() + 5 * MINUTE }],
    ['the oldest moment', { occurredAt: new Date(now.getTime() - 120 * DAY).toISOString() }, { occurredAtMs: now.getTime() - 120 * DAY }],
    ['another zone', { occurredAt: '2026-03-01T12:59:00+01:00' }, { occurredAtMs: Date.parse('2026-03-01T11:59:00Z') }],
    ['unknown fields', { shoeSize: 46 }, { id: 'a' }],
  ])('takes %s', (_name, fields, expected) => {
    const verdict = decideRow({ ...good, ...fields }, acceptance, true)
    expect(verdict).toMatchObject({ ok: true, call: expected })
  })

  it.each<[string, unknown, string, RegExp]>([
    ['a moment later than 5 minutes ahead', { ...good, occurredAt: new Date(now.getTime() + 5 * MINUTE + 1).toISOString() }, 'in_future', /5 minutes/],
    ['a moment before the retention', { ...good, occurredAt: new Date(now.getTime() - 120 * DAY - 1).toISOString() }, 'too_old', /older/],
    ['no moment', { ...good, occurredAt: undefined }, 'invalid', /occurredAt/],
    ['a moment without a zone', { ...good, occurredAt: '2026-03-01T11:59:00' }, 'invalid', /occurredAt/],
    ['a day that does not exist', { ...good, occurredAt: '2026-02-29T11:59:00Z' }, 'invalid', /occurredAt/],
    ['an empty id', { ...good, id: '' }, 'invalid', /id/],
    ['a number as id', { ...good, id: 7 }, 'invalid', /id/],
    ['a long id', { ...good, id: 'x'.repeat(201) }, 'invalid', /id/],
    ['a status below 100', { ...good, status: 99 }, 'invalid', /status/],
    ['a status above 599', { ...good, status: 600 }, 'invalid', /status/],
    ['half a status', { ...good, status: 200.5 }, 'invalid', /status/],
    ['another word as status', { ...good, status: 'fine' }, 'invalid', /status/],
    ['a negative latency', { ...good, latencyMs: -0.1 }, 'invalid', /latencyMs/],
    ['an endless latency', { ...good, latencyMs: Number.POSITIVE_INFINITY }, 'invalid', /latencyMs/],
    ['a latency over a day', { ...good, latencyMs: DAY + 1 }, 'invalid', /latencyMs/],
    ['a negative price', { ...good, cost: -1 }, 'invalid', /cost/],
    ['a fault of a success', { ...good, status: 200, fault: 'developer' }, 'invalid', /fault/],
    ['a list', [], 'invalid', /object/],
    ['nothing', null, 'invalid', /object/],
  ])('refuses %s', (_name, row, reason, message) => {
    const verdict = decideRow(row, acceptance, true)
    expect(verdict).toMatchObject({ ok: false, reason })
    expect(verdict.ok ? '' : verdict.message).toMatch(message)
  })

  it('refuses text that Postgres cannot hold', () => {
    for (const consumer of ['nul\u0000', 'half \ud83d pair'])
      expect(decideRow({ ...good, consumer }, acceptance, false)).toMatchObject({ ok: false, reason: 'invalid' })
    expect(decideRow({ ...good, consumer: 'whole 😀 pair' }, acceptance, false)).toMatchObject({ ok: true })
  })
})

const moment = fc.oneof(
  fc.date({ min: new Date(0), max: new Date('2199-12-31'), noInvalidDate: true }).map((date) => date.toISOString()),
  fc.stringMatching(/^20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-6]\d:[0-6]\d(\.\d{1,9})?Z$/),
  fc.stringMatching(/^2026-02-\d\dT12:00:00[Zz+]?$/),
  fc.string(),
)
const field = <T>(usual: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 8, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(null, undefined, '', 0, -1, true, {}) })

describe('the short path', () => {
  it('takes nothing that the schema refuses, and reads the same', () => {
    fc.assert(
      fc.property(
        fc.record({
          id: field(fc.string({ minLength: 1, maxLength: 210, unit: 'grapheme' })),
          tool: field(fc.string({ minLength: 1 })),
          consumer: field(fc.string({ minLength: 1 })),
          occurredAt: field(moment),
          status: field(fc.oneof(fc.integer({ min: 90, max: 610 }), fc.constantFrom('ok', 'error', 'fine'), fc.double())),
          latencyMs: field(fc.double({ min: -1, max: DAY + 1 })),
          cost: field(fc.double({ min: -1, max: 1_000_001 })),
          errorCode: field(fc.string({ maxLength: 201 })),
          apiKeyPrefix: field(fc.string({ maxLength: 41 })),
          sessionFingerprint: field(fc.string({ maxLength: 201 })),
          fault: fc.option(fc.constantFrom('developer', 'nobody'), { freq: 8 }),
        }),
        (row) => {
          fc.pre(!JSON.stringify(row).includes('\\u'))
          const short = decidePlainRow(row)
          if (short) expect(short).toEqual(decideAnyRow(row))
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('reads moments as Date.parse does', () => {
    fc.assert(
      fc.property(moment, (text) => {
        const read = parseUtc(text)
        if (!Number.isNaN(read)) expect(read).toBe(Date.parse(text))
      }),
      { numRuns: 2000 },
    )
    for (const text of ['2024-02-29T23:59:59.999Z', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00.5Z']) expect(parseUtc(text)).toBe(Date.parse(text))
    for (const text of ['2026-02-29T00:00:00Z', '2026-01-01T24:00:00Z', '2026-13-01T00:00:00Z', '2026-01-01T00:00:00.Z', '2026-01-01 00:00:00Z'])
      expect(parseUtc(text)).toBeNaN()
  })
})
