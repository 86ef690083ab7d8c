import { type ChildProcess, fork } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { withPlatform, withTenant } from '@/db/client'
import { announceComputed, publishLive } from '@/lib/live/commands/publish'
import { STREAMS_PER_SESSION } from '@/lib/live/model'
import { killWhileStreaming } from '@/scripts/stream-chaos'
import { type Reader, readStream } from '@/scripts/stream-reader'
import { useDatabase } from '../support/database'
import { createOrganization, createPerson, signIn } from '../support/people'

process.env.BETTER_AUTH_SECRET = 'live-test-secret-that-is-long-enough-0123'
const database = useDatabase()
// The full run: STREAM_EVENTS=10000 STREAM_KILLS=20.
const EVENTS = Number(process.env.STREAM_EVENTS ?? 600)
const KILLS = Number(process.env.STREAM_KILLS ?? 2)

interface Server {
  origin: string
  child: ChildProcess
  exited: Promise<number | null>
  kill: () => Promise<void>
}

function startServer(settings: Record<string, string> = {}, port = 0): Promise<Server> {
  const child = fork('tests/support/live-server.ts', {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, DATABASE_URL: database.url(), ...(port ? { PORT: String(port) } : {}), ...settings },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the server ended while it started')))
    child.once('message', (address: AddressInfo) =>
      resolve({
        origin: `http://127.0.0.1:${address.port}`,
        child,
        exited,
        kill: async () => {
          child.kill('SIGKILL')
          await exited
        },
      }),
    )
  })
}

let mine: { id: string }
let others: { id: string }
let member: Awaited<ReturnType<typeof createPerson>>
let memberCookie: string
/** Serves most tests; what happens every half minute happens several times a second. */
let server: Server

beforeAll(async () => {
  server = await startServer({ BEAT_MS: '100', RECHECK_MS: '200', REREAD_MS: '300' })
  mine = await createOrganization()
  others = await createOrganization()
  member = await createPerson({ organizationId: mine.id })
  memberCookie = await signIn(member.email)
}, 120_000)

afterAll(() => server.kill())

/** How long a state is waited for on a busy machine. */
const POLL = { timeout: 20_000 }

const readers: Reader[] = []
afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader.close()))
})

function follow(cookie: string, options: { origin?: string; path?: string; after?: number; reconnectMs?: number | null } = {}): Reader {
  const { path = '/api/stream', origin = server.origin, ...rest } = options
  const reader = readStream({ url: () => `${origin}${path}`, cookie, ...rest })
  readers.push(reader)
  return reader
}

const say = (organizationId: string | null, text: string) =>
  withPlatform((tx) => publishLive(tx, { organizationId, topic: 'channel', body: { text }, at: new Date() }))
const heard = (reader: Reader) => reader.events.map(({ name, data }) => `${name} ${String(JSON.parse(data).text ?? JSON.parse(data).what)}`)
/** How a stream began, each time. */
const began = ({ states }: Reader) => ({ ready: states.ready ?? 0, reset: states.reset ?? 0 })
const newest = async () => Number((await database.owner()`select coalesce(max(id), 0)::int as id from live_events`)[0]?.id)

describe('a stream', () => {
  it('tells members what happens in their organization, staff what happens on the platform, and both that values are new', async () => {
    const staff = await createPerson({ platformRole: 'read_only' })
    const asMember = follow(memberCookie)
    const asStaff = follow(await signIn(staff.email), { path: '/api/admin/stream' })
    await Promise.all([asMember.ready, asStaff.ready])
    await say(mine.id, 'mine')
    await say(others.id, 'others')
    await say(null, 'platform')
    await announceComputed('scores', new Date())
    await expect.poll(() => heard(asMember), POLL).toEqual(['channel mine', 'value scores'])
    await expect.poll(() => heard(asStaff), POLL).toEqual(['channel platform', 'value scores'])
  })

  it('is written by a tenant for its own organization only', async () => {
    await withTenant(mine.id, (tx) => publishLive(tx, { organizationId: mine.id, topic: 'channel', body: { text: 'own' }, at: new Date() }))
    const foreign = withTenant(mine.id, (tx) => publishLive(tx, { organizationId: others.id, topic: 'channel', body: { text: 'foreign' }, at: new Date() }))
    await expect(foreign).rejects.toThrow()
    const forAll = withTenant(mine.id, (tx) => publishLive(tx, { organizationId: null, topic: 'channel', body: { text: 'all' }, at: new Date() }))
    await expect(forAll).rejects.toThrow()
  })

  it('begins with the present, resumes behind the named event, and resets where that is gone', async () => {
    const before = await newest()
    await say(mine.id, 'one')
    // Not simply the next number: what was refused has used some up.
    const one = await newest()
    await say(mine.id, 'two')
    const fresh = follow(memberCookie)
    const resumed = follow(memberCookie, { after: before })
    const byAddress = follow(memberCookie, { path: `/api/stream?after=${one}` })
    const ahead = follow(memberCookie, { after: one + 1_000 })
    await Promise.all([fresh.ready, resumed.ready, byAddress.ready, ahead.ready])
    expect([heard(fresh), began(fresh)]).toEqual([[], { ready: 1, reset: 0 }])
    expect([heard(resumed), began(resumed)]).toEqual([['channel one', 'channel two'], { ready: 1, reset: 0 }])
    expect([heard(byAddress), began(byAddress)]).toEqual([['channel two'], { ready: 1, reset: 0 }])
    expect([heard(ahead), began(ahead)]).toEqual([[], { ready: 0, reset: 1 }])

    await database.owner()`delete from live_events where id <= ${one}`
    const tooLate = follow(memberCookie, { after: Math.max(0, before - 1) })
    await tooLate.ready
    expect([heard(tooLate), began(tooLate)]).toEqual([[], { ready: 0, reset: 1 }])
    await say(mine.id, 'three')
    await expect.poll(() => heard(tooLate), POLL).toEqual(['channel three'])
    await expect.poll(() => heard(ahead), POLL).toEqual(['channel three'])
  })

  it('gives its reader a position to come back with, also while nothing happens there', async () => {
    const reader = follow(memberCookie)
    await reader.ready
    await say(others.id, 'not for it')
    await expect.poll(() => reader.states.beat ?? 0, POLL).toBeGreaterThan(2)
    expect(reader.connects).toBe(1)
    expect(heard(reader)).toEqual([])
  })

  it('goes on when the connection that listens is cut, and misses nothing said meanwhile', async () => {
    const reader = follow(memberCookie)
    await reader.ready
    await database.owner()`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen%'`
    await say(mine.id, 'in the gap')
    await expect.poll(() => heard(reader), POLL).toEqual(['channel in the gap'])
    expect(reader.connects).toBe(1)
  })
})

describe('whoever may not listen', () => {
  it('is refused: no session, a key, a stranger to the staff', async () => {
    const status = async (path: string, headers: Record<string, string>) => (await fetch(`${server.origin}${path}`, { headers })).status
    expect(await status('/api/stream', {})).toBe(401)
    expect(await status('/api/admin/stream', {})).toBe(401)
    expect(await status('/api/admin/stream', { cookie: memberCookie })).toBe(403)
    expect(await status('/api/stream', { authorization: 'Bearer pgk_unknown' })).toBe(401)
    const loner = await createPerson()
    expect(await status('/api/stream', { cookie: await signIn(loner.email) })).toBe(403)
  })

  it('is cut off: who signed out, who was removed, who lost the role; the others are not', async () => {
    const [leaver, removed, dismissed] = [
      await createPerson({ organizationId: mine.id }),
      await createPerson({ organizationId: mine.id }),
      await createPerson({ platformRole: 'admin' }),
    ]
    const stays = follow(memberCookie, { reconnectMs: null })
    const cut = [
      follow(await signIn(leaver.email), { reconnectMs: null }),
      follow(await signIn(removed.email), { reconnectMs: null }),
      follow(await signIn(dismissed.email), { reconnectMs: null, path: '/api/admin/stream' }),
    ]
    await Promise.all([stays, ...cut].map((reader) => reader.ready))
    const owner = database.owner()
    await owner`delete from sessions where user_id = ${leaver.userId}`
    await owner`delete from members where user_id = ${removed.userId}`
    await owner`update users set platform_role = null where id = ${dismissed.userId}`
    await expect.poll(() => cut.map((reader) => reader.open()), POLL).toEqual([false, false, false])
    expect(stays.open()).toBe(true)
  })

  it('has had enough: a session is given so many streams, and another when one is closed', async () => {
    const cookie = await signIn((await createPerson({ organizationId: mine.id })).email)
    const streams = Array.from({ length: STREAMS_PER_SESSION }, () => follow(cookie))
    await Promise.all(streams.map((reader) => reader.ready))
    const refused = await fetch(`${server.origin}/api/stream`, { headers: { cookie } })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60'])
    await streams[0]?.close()
    await follow(cookie).ready
  })
})

describe('a server', () => {
  it('that is told to stop ends its streams and itself', async () => {
    const stopping = await startServer()
    const reader = follow(memberCookie, { origin: stopping.origin, reconnectMs: null })
    await reader.ready
    stopping.child.kill('SIGTERM')
    // It would be there for ever if a stream were left open.
    expect(await stopping.exited).toBe(0)
    await expect.poll(() => reader.open(), POLL).toBe(false)
  }, 180_000)

  it(`that is killed ${KILLS} times while ${EVENTS} events are written loses and repeats none for who resumes`, async () => {
    let port = 0
    const report = await killWhileStreaming(database.owner(), {
      organizationId: mine.id,
      otherId: others.id,
      cookie: memberCookie,
      path: '/api/stream',
      events: EVENTS,
      kills: KILLS,
      start: async () => {
        const victim = await startServer({}, port)
        port = Number(new URL(victim.origin).port)
        return victim
      },
    })
    expect(report).toMatchObject({ lost: 0, doubled: 0, disordered: 0, foreign: 0 })
    expect(report.received).toBe(report.written)
    // A kill may meet a reader that is still on its way back.
    expect(report.connects).toBeGreaterThan(1)
  }, 600_000)
})
