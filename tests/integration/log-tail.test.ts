import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { GET as tailRoute } from '@/app/api/admin/logs/tail/route'
import { tailHub } from '@/lib/logs/commands/tail-hub'
import { readLogFilter } from '@/lib/logs/filter'
import { TAIL_LINES, TAILS_PER_SESSION } from '@/lib/logs/model'
import { readPosition } from '@/lib/logs/tail-frames'
import { HOUR } from '@/lib/time'
import { useDatabase } from '../support/database'
import { seedLines } from '../support/log-lines'
import { createPerson, signIn } from '../support/people'
import { readTail, type TailReader } from '../support/tail-reader'

process.env.BETTER_AUTH_SECRET = 'live-test-secret-that-is-long-enough-0123'
const database = useDatabase()
/** How long something is waited for on a busy machine. */
const POLL = { timeout: 20_000 }
let sessionId: string
let cookie: string
let userId: string
const readers: TailReader[] = []

beforeAll(async () => {
  // What happens every half minute happens several times a second.
  tailHub({ pollMs: 20, beatMs: 100, recheckMs: 100 })
  const person = await createPerson({ platformRole: 'read_only' })
  cookie = await signIn(person.email)
  userId = person.userId
  const [session] = await database.owner()`select id from sessions where user_id = ${userId}`
  sessionId = String(session?.id)
})
afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader.close()))
})
afterAll(() => tailHub().close())

async function follow(params: Record<string, string> = {}, position: string | null = null): Promise<TailReader> {
  const filter = readLogFilter(params, new Date())
  const reader = readTail(await tailHub().follow({ sessionId, filter, position: readPosition(position), lifeMs: null }))
  readers.push(reader)
  return reader
}

let sequence = 0
const some = (count: number, more: Record<string, unknown> = {}) =>
  Array.from({ length: count }, () => ({ id: `t-${String(++sequence).padStart(6, '0')}`, at: new Date(), ...more }))
const ids = ({ lines }: TailReader) => lines.map(({ key }) => key.split('_')[1])

describe('who follows', () => {
  it('sees the newest that stand there, then each that comes, the oldest first', async () => {
    const there = some(3)
    await seedLines(database.owner(), there)
    const reader = await follow()
    await expect.poll(() => ids(reader), POLL).toEqual(there.map(({ id }) => id))
    const come = some(5)
    await seedLines(database.owner(), come)
    await expect.poll(() => ids(reader), POLL).toEqual([...there, ...come].map(({ id }) => id))
    await expect.poll(() => reader.events.includes('beat'), POLL).toBe(true)
  })

  it('sees what its filters let through', async () => {
    const reader = await follow({ q: 'upstream -retry', level: 'warn', service: 'api' })
    const [wanted] = some(1, { message: 'upstream timeout', level: 'error', service: 'api' })
    await seedLines(database.owner(), [
      ...some(1, { message: 'upstream timeout', level: 'info', service: 'api' }),
      ...some(1, { message: 'upstream timeout, retry', level: 'error', service: 'api' }),
      ...some(1, { message: 'upstream timeout', level: 'error', service: 'edge' }),
      ...(wanted ? [wanted] : []),
    ])
    await expect.poll(() => ids(reader), POLL).toEqual([wanted?.id])
  })

  it('misses no line that is committed late, and sees none twice', async () => {
    const owner = database.owner()
    const reader = await follow({ q: 'late' })
    const [early, between] = [some(1, { message: 'late' }), some(1, { message: 'late' })]
    await owner.begin(async (slow) => {
      // Written first, seen last.
      await slow`select ensure_partitions('log_lines', now(), now())`
      await slow`insert into log_lines (external_id, at, level, message) values (${early[0]?.id ?? ''}, now(), 'info', 'late')`
      await seedLines(owner, between)
      await expect.poll(() => ids(reader), POLL).toEqual([between[0]?.id])
      await new Promise((resolve) => setTimeout(resolve, 200))
    })
    await expect.poll(() => ids(reader), POLL).toEqual([between[0]?.id, early[0]?.id])
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(ids(reader)).toHaveLength(2)
  })

  it('goes on where it was after a pause, and begins anew after a long one or with nonsense', async () => {
    const first = await follow({ q: 'pause' })
    await seedLines(database.owner(), some(1, { message: 'pause' }))
    await expect.poll(() => first.lines.length, POLL).toBe(1)
    const position = first.position()
    await first.close()
    const missed = some(4, { message: 'pause' })
    await seedLines(database.owner(), missed)
    const second = await follow({ q: 'pause' }, position)
    await expect.poll(() => ids(second), POLL).toEqual(missed.map(({ id }) => id))
    expect(second.events).not.toContain('restart')
    for (const old of [`${Date.now() - HOUR}/1:1:`, `${Date.now()}/9:1:`]) {
      const anew = await follow({ q: 'pause' }, old)
      await expect.poll(() => [anew.lines.length, anew.events[0]], POLL).toEqual([5, 'restart'])
    }
  })

  it('is told how many lines were skipped when too many come at once', async () => {
    const reader = await follow({ q: 'flood' })
    await seedLines(database.owner(), some(TAIL_LINES + 500, { message: 'flood' }))
    await expect.poll(() => reader.lines.length + reader.skipped(), POLL).toBe(TAIL_LINES + 500)
    expect(reader.skipped()).toBe(500)
    // The newest are told.
    expect(ids(reader).at(-1)).toBe(`t-${String(sequence).padStart(6, '0')}`)
  })

  it('is told so when it reads too slowly, and stays connected', async () => {
    const filter = readLogFilter({ q: 'slowpoke' }, new Date())
    const body = await tailHub().follow({ sessionId, filter, position: null, lifeMs: null })
    const big = { message: `slowpoke ${'x'.repeat(3_900)}` }
    for (let part = 0; part < 4; part++) {
      await seedLines(database.owner(), some(300, big))
      await new Promise((resolve) => setTimeout(resolve, 150))
    }
    const reader = readTail(body)
    readers.push(reader)
    await seedLines(database.owner(), some(1, { message: 'slowpoke at last' }))
    await expect.poll(() => reader.lines.at(-1)?.message, POLL).toBe('slowpoke at last')
    expect(reader.skipped()).toBeGreaterThan(0)
    expect(reader.lines.length + reader.skipped()).toBe(1_201)
    expect(reader.open()).toBe(true)
  })

  it('may have so many streams', async () => {
    for (let n = 0; n < TAILS_PER_SESSION; n++) await follow()
    await expect(follow()).rejects.toMatchObject({ code: 'rate_limited' })
    await readers.pop()?.close()
    await follow()
  })
})

describe('who may follow', () => {
  const ask = (headers: Record<string, string>) => tailRoute(new Request('http://localhost/api/admin/logs/tail?q=secret', { headers }))

  it('staff with a session, and nobody else', async () => {
    expect((await ask({})).status).toBe(401)
    expect((await ask({ authorization: 'Bearer pgk_unknown' })).status).toBe(401)
    const member = await createPerson()
    expect((await ask({ cookie: await signIn(member.email) })).status).toBe(403)
    const answer = await ask({ cookie })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('text/event-stream')
    await answer.body?.cancel()
  })

  it('until the session or the role is gone', async () => {
    const person = await createPerson({ platformRole: 'admin' })
    const answer = await ask({ cookie: await signIn(person.email) })
    const reader = readTail(answer.body as ReadableStream<Uint8Array>)
    const stays = await follow()
    await database.owner()`update users set platform_role = null where id = ${person.userId}`
    await expect.poll(() => reader.open(), POLL).toBe(false)
    expect(stays.open()).toBe(true)
  })

  it('until the server stops', async () => {
    const reader = await follow()
    tailHub().close()
    await expect.poll(() => reader.open(), POLL).toBe(false)
    await expect(follow()).rejects.toMatchObject({ code: 'unavailable' })
  })
})
