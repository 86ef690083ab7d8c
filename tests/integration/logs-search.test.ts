import { beforeAll, describe, expect, it } from 'vitest'
import { withPlatform } from '@/db/client'
import type { LogCursor } from '@/lib/logs/cursor'
import { readLogFilter } from '@/lib/logs/filter'
import { countLines } from '@/lib/logs/queries/count-lines'
import { listServices } from '@/lib/logs/queries/list-services'
import { searchLines } from '@/lib/logs/queries/search-lines'
import { DAY, HOUR, MINUTE } from '@/lib/time'
import { useDatabase } from '../support/database'
import { type LineSeed, seedLines } from '../support/log-lines'

const database = useDatabase()
const now = new Date('2026-03-10T12:00:00Z')
const organizationId = '00000000-0000-4000-8000-000000000001'
const ago = (ms: number) => new Date(now.getTime() - ms)

/** Ten thousand lines over ten days: every second a request, a burst of one word five days ago, few of a rare one. */
const lines: LineSeed[] = Array.from({ length: 10_000 }, (_, n) => ({
  id: `l-${String(n).padStart(5, '0')}`,
  // Two share each moment.
  at: ago(Math.floor(n / 2) * 2 * 86_400 + MINUTE),
  level: n % 500 === 0 ? 'fatal' : n % 50 === 1 ? 'error' : n % 20 === 2 ? 'warn' : 'info',
  message: `${n % 2 === 0 ? 'request' : 'reply'} ${n}${n % 3_000 === 7 ? ' zanzibar' : ''}${n >= 5_000 && n < 5_300 ? ' deadlock detected' : ''}`,
  service: ['edge', 'api', 'worker'][n % 3] ?? null,
  requestId: `req-${Math.floor(n / 4)}`,
  ...(n % 1_000 === 3 ? { organizationId } : {}),
}))

beforeAll(async () => {
  await seedLines(database.owner(), lines)
  await database.owner()`analyze log_lines`
})

const filterOf = (params: Record<string, string>) => readLogFilter({ span: '30d', ...params }, now)
const page = (params: Record<string, string>, after: LogCursor | null = null, limit = 100) =>
  withPlatform((tx) => searchLines(tx, filterOf(params), { after, limit }), { accessMode: 'read only' })
const count = (params: Record<string, string>) => withPlatform((tx) => countLines(tx, filterOf(params), now), { accessMode: 'read only' })

const has =
  (...words: string[]) =>
  (line: LineSeed) =>
    words.every((word) => ` ${line.message} `.includes(` ${word} `))
const kinds: [name: string, params: Record<string, string>, matches: (line: LineSeed) => boolean][] = [
  ['everything', {}, () => true],
  ['a common word', { q: 'request' }, has('request')],
  ['a rare word', { q: 'zanzibar' }, has('zanzibar')],
  ['a word of a bygone hour', { q: 'deadlock' }, has('deadlock')],
  ['two words', { q: 'reply deadlock' }, has('reply', 'deadlock')],
  ['a phrase', { q: '"deadlock detected"' }, has('deadlock', 'detected')],
  ['a phrase the other way round', { q: '"detected deadlock"' }, () => false],
  ['without a word', { q: 'deadlock -request' }, (line) => has('deadlock')(line) && !has('request')(line)],
  ['only without', { q: '-request' }, (line) => !has('request')(line)],
  ['one or the other', { q: 'zanzibar or deadlock' }, (line) => has('zanzibar')(line) || has('deadlock')(line)],
  ['a word of the service', { q: 'worker zanzibar' }, (line) => line.service === 'worker' && has('zanzibar')(line)],
  ['part of a request id', { q: '"req 1250"' }, (line) => line.requestId === 'req-1250'],
  ['a word that is nowhere', { q: 'quixotical' }, () => false],
  ['a level and up', { level: 'error' }, ({ level }) => level === 'error' || level === 'fatal'],
  ['a service', { service: 'api' }, ({ service }) => service === 'api'],
  ['a request', { request: 'req-77' }, ({ requestId }) => requestId === 'req-77'],
  ['an organization', { organization: organizationId }, (line) => line.organizationId === organizationId],
  [
    'all at once',
    { q: 'reply', level: 'warn', service: 'api', from: ago(5 * DAY).toISOString(), to: ago(DAY).toISOString() },
    (line) => has('reply')(line) && line.level !== 'info' && line.service === 'api' && line.at >= ago(5 * DAY) && line.at < ago(DAY),
  ],
]

describe('lines are found', () => {
  it.each(kinds)('%s', async (_, params, matches) => {
    const expected = lines.filter(matches).sort((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1))
    const first = await page(params)
    expect(first.lines.map(({ externalId }) => externalId)).toEqual(expected.slice(0, 100).map(({ id }) => id))
    expect(first.next === null).toBe(expected.length <= 100)
    // Page by page, each once; lines that share a moment are not lost between two pages.
    if (expected.length > 3_000) return
    const found: string[] = []
    for (let after: LogCursor | null = null, more = true; more; ) {
      const part = await page(params, after, 33)
      found.push(...part.lines.map(({ externalId }) => externalId))
      after = part.next
      more = part.next !== null
    }
    expect(found).toEqual(expected.map(({ id }) => id))
  })

  it('from a place on, whatever comes meanwhile', async () => {
    const first = await page({}, null, 10)
    await seedLines(database.owner(), [{ id: 'newer', at: ago(0) }])
    const second = await page({}, first.next, 10)
    expect([...first.lines, ...second.lines].map(({ externalId }) => externalId)).toEqual(
      lines
        .slice(0, 20)
        .sort((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1))
        .map(({ id }) => id),
    )
    await database.owner()`delete from log_lines where external_id = 'newer'`
  })
})

describe('lines are counted', () => {
  it.each(kinds)('%s', async (_, params, matches) => {
    const expected = lines.filter(matches)
    const { total, bars, exact } = await count(params)
    expect({ total, exact }).toEqual({ total: expected.length, exact: true })
    const errors = bars.reduce((sum, bar) => sum + (bar.lines.error ?? 0), 0)
    expect(errors).toBe(expected.filter(({ level }) => level === 'error').length)
  })

  it('bar by bar, also in short stretches', async () => {
    const { bars, widthMs } = await count({ from: ago(HOUR).toISOString() })
    expect(widthMs).toBe(MINUTE)
    const counted = bars
      .filter(({ lines: each }) => Object.keys(each).length > 0)
      .map(({ at, lines: each }) => [at.toISOString(), Object.values(each).reduce((a, b) => a + b, 0)])
    const expected = new Map<string, number>()
    for (const { at } of lines) {
      if (at < ago(HOUR)) continue
      const key = new Date(Math.floor(at.getTime() / MINUTE) * MINUTE).toISOString()
      expected.set(key, (expected.get(key) ?? 0) + 1)
    }
    expect(counted).toEqual([...expected].sort(([a], [b]) => (a < b ? -1 : 1)))
  })
})

it('services are listed', async () => {
  expect(await withPlatform((tx) => listServices(tx, ago(DAY)))).toEqual(['api', 'edge', 'worker'])
})
