import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { withPlatform } from '@/db/client'
import type { SystemImpact } from '@/lib/incidents/model'
import { refreshStatusJob } from '@/lib/jobs/refresh-status'
import { followClock } from '@/lib/status/commands/follow-clock'
import { refreshSnapshot } from '@/lib/status/commands/refresh-snapshot'
import { findStoredSnapshot } from '@/lib/status/queries/find-stored-snapshot'
import { findPublicIncident, listPast } from '@/lib/status/queries/list-past'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'
import { addIncident, addMaintenance, type IncidentWish } from '../support/status'

const database = useDatabase()
const now = new Date('2026-03-10T12:00:00Z')
const at = (text: string) => new Date(`2026-${text}:00Z`)
const incident = (wish: Partial<IncidentWish> = {}) => addIncident(database.owner(), { title: 'Requests fail', startedAt: at('03-10T10:00'), ...wish })

beforeAll(async () => {
  // Registered long ago; what is known of them goes back so far.
  await database.owner()`update systems set created_at = '2025-12-01T00:00:00Z'`
})

describe('the snapshot', () => {
  it('has public systems in their order, and nothing else', async () => {
    const { systems, name } = await refreshSnapshot(now)
    expect(name).toBe('Pulsegrid')
    expect(systems.map(({ key }) => key)).toEqual(['api', 'ingest', 'builds', 'webhooks', 'mail'])
    expect(systems.every(({ impact, upRatio, days }) => impact === null && upRatio === 1 && days.length === 90)).toBe(true)
  })

  it('shows public incidents with their public entries, and the state that follows from them', async () => {
    const shown = await incident({
      systems: [{ key: 'api', impact: 'partial_outage', from: at('03-10T10:00') }],
      entries: [
        { at: at('03-10T10:05'), body: 'We look into it.', facts: { status: 'investigating' }, type: 'opened' },
        { at: at('03-10T10:10'), body: 'Ada restarts the cache by hand.', visibility: 'internal' },
        { at: at('03-10T10:30'), body: 'The cache is broken.', facts: { status: 'identified' }, type: 'status' },
      ],
    })
    const hidden = await incident({ public: false, systems: [{ key: 'mail', impact: 'major_outage', from: at('03-10T10:00') }] })
    const { systems, incidents } = await refreshSnapshot(now)
    const found = incidents.find(({ id }) => id === shown.id)
    expect(found).toMatchObject({ number: shown.number, systems: [{ key: 'api', impact: 'partial_outage', open: true }] })
    expect(found?.updates.map(({ body }) => body)).toEqual(['The cache is broken.', 'We look into it.'])
    expect(incidents.some(({ id }) => id === hidden.id)).toBe(false)
    const state = Object.fromEntries(systems.map(({ key, impact, since }) => [key, [impact, since]]))
    expect(state.api).toEqual(['partial_outage', '2026-03-10T10:00:00.000Z'])
    // What is not shown changes nothing that is.
    expect(state.mail).toEqual([null, null])
    const [today] = systems.find(({ key }) => key === 'api')?.days.slice(-1) ?? []
    // Two of twelve hours at 30 %.
    expect(today?.upRatio).toBeCloseTo(0.95, 10)
    expect(today?.incidents).toEqual([shown.number])
  })

  it('keeps what is over for its days; older ones are found in the database', async () => {
    const old = await incident({
      startedAt: at('01-02T10:00'),
      resolvedAt: at('01-02T11:00'),
      title: 'Of January',
      systems: [{ key: 'api', impact: 'major_outage', from: at('01-02T10:00'), to: at('01-02T11:00') }],
    })
    const older = await addIncident(database.owner(), {
      title: 'Of last year',
      startedAt: new Date('2025-10-02T10:00:00Z'),
      resolvedAt: new Date('2025-10-02T11:00:00Z'),
    })
    const secret = await addIncident(database.owner(), {
      title: 'Secret',
      public: false,
      startedAt: new Date('2025-10-03T10:00:00Z'),
      resolvedAt: new Date('2025-10-03T11:00:00Z'),
    })
    const { incidents } = await refreshSnapshot(now)
    expect(incidents.map(({ title }) => title)).toContain('Of January')
    expect(incidents.map(({ title }) => title)).not.toContain('Of last year')
    const shown = new Set(['api'])
    const past = await withPlatform((tx) => listPast(tx, { from: new Date('2025-10-01T00:00:00Z'), to: new Date('2026-01-01T00:00:00Z') }, shown))
    expect(past.incidents.map(({ title }) => title)).toEqual(['Of last year'])
    const find = (number: number) => withPlatform((tx) => findPublicIncident(tx, number, shown))
    expect((await find(older.number))?.title).toBe('Of last year')
    expect((await find(old.number))?.systems).toEqual([{ key: 'api', impact: 'major_outage', open: false }])
    expect(await find(secret.number)).toBeNull()
    expect(await find(999_999)).toBeNull()
  })

  it('has a post-mortem once it is published, without what it cost', async () => {
    const { id } = await incident({ startedAt: at('03-01T10:00'), resolvedAt: at('03-01T11:00') })
    const owner = database.owner()
    await owner`insert into postmortems (incident_id, what_happened, revenue_micros, whys) values (${id}, 'A node broke.', 123456789, ${['It was old.']})`
    const markdown = async () => (await refreshSnapshot(now)).incidents.find((one) => one.id === id)?.postmortem
    expect(await markdown()).toBeNull()
    await owner`update postmortems set published_at = ${now} where incident_id = ${id}`
    expect(await markdown()).toBe('### What happened\n\nA node broke.\n\n### Root cause\n\n1. It was old.')
    expect(JSON.stringify(await refreshSnapshot(now))).not.toContain('123456789')
  })

  it('puts the words of a correction in their place', async () => {
    const { id } = await incident({ entries: [{ at: at('03-10T11:00'), body: 'Ten in a hundred fail.' }] })
    const owner = database.owner()
    const [wrong] = await owner`select seq from incident_entries where incident_id = ${id}`
    await owner`insert into incident_entries (incident_id, type, visibility, body, corrects_seq, at) values (${id}, 'correction', 'public', 'One in a hundred fails.', ${wrong?.seq}, ${at('03-10T11:10')})`
    const found = (await refreshSnapshot(now)).incidents.find((one) => one.id === id)
    expect(found?.updates).toMatchObject([{ body: 'One in a hundred fails.', correctedAt: '2026-03-10T11:10:00.000Z' }])
  })

  it('holds many incidents', async () => {
    const impacts: SystemImpact[] = ['degraded', 'partial_outage', 'major_outage']
    for (let n = 0; n < 60; n++) {
      const from = new Date(at('02-01T00:00').getTime() + n * 3_600_000)
      await incident({
        incidentKey: randomUUID(),
        startedAt: from,
        resolvedAt: new Date(from.getTime() + 1_800_000),
        systems: [{ key: 'builds', impact: impacts[n % 3] as SystemImpact, from, to: new Date(from.getTime() + 1_800_000) }],
        entries: [{ at: from, body: 'Looking.' }],
      })
    }
    const { incidents, systems } = await refreshSnapshot(now)
    expect(incidents.length).toBeGreaterThan(60)
    // Of each third a half hour lost whole, 30 %, and nothing.
    const lostDays = (20 * 0.5 * 1.3) / 24
    const builds = systems.find(({ key }) => key === 'builds')
    expect(builds?.days.reduce((lost, { upRatio }) => lost + 1 - (upRatio ?? 1), 0)).toBeCloseTo(lostDays, 8)
  })

  it('is one row, whoever writes at once, and the last that was read stays', async () => {
    await Promise.all(Array.from({ length: 8 }, () => refreshSnapshot(now)))
    const rows = await database.owner()`select id, at from status_snapshots`
    expect(rows).toMatchObject([{ id: 1, at: now }])
    expect((await withPlatform((tx) => findStoredSnapshot(tx, null)))?.at).toBe(now.toISOString())
    expect(await withPlatform((tx) => findStoredSnapshot(tx, now.toISOString()))).toBeNull()
  })

  it('of another version is no snapshot', async () => {
    await database.owner()`update status_snapshots set body = '{"version":99}'`
    expect(await withPlatform((tx) => findStoredSnapshot(tx, null))).toBeNull()
  })
})

describe('planned work by the clock', () => {
  const entries = async (id: string) =>
    (await database.owner()`select type, at from status_maintenance_entries where maintenance_id = ${id} order by seq`).map((row) => [row.type, row.at])

  it('begins and ends once, with an entry each, however many look at once', async () => {
    const id = await addMaintenance(database.owner(), { startsAt: at('03-11T02:00'), endsAt: at('03-11T04:00') })
    const race = (moment: Date) => Promise.all(Array.from({ length: 6 }, () => followClock(moment)))
    expect((await race(at('03-11T01:59'))).reduce((sum, n) => sum + n, 0)).toBe(0)
    expect((await race(at('03-11T02:00'))).reduce((sum, n) => sum + n, 0)).toBe(1)
    expect((await race(at('03-11T04:00'))).reduce((sum, n) => sum + n, 0)).toBe(1)
    expect(await entries(id)).toEqual([
      ['started', at('03-11T02:00')],
      ['completed', at('03-11T04:00')],
    ])
  })

  it('has both when nobody looked meanwhile, and neither when it was cancelled', async () => {
    const missed = await addMaintenance(database.owner(), { startsAt: at('03-12T02:00'), endsAt: at('03-12T04:00') })
    const cancelled = await addMaintenance(database.owner(), { startsAt: at('03-12T02:00'), endsAt: at('03-12T04:00'), cancelledAt: at('03-11T00:00') })
    const result = await refreshStatusJob.run(jobContext(at('03-13T00:00')), { now: at('03-13T00:00'), stillMine: async () => true })
    expect(result.changed).toBe(2)
    expect((await entries(missed)).map(([type]) => type)).toEqual(['started', 'completed'])
    expect(await entries(cancelled)).toEqual([])
  })

  it('is said once and for all, but for that of the demo', async () => {
    const real = await addMaintenance(database.owner(), { startsAt: at('03-14T02:00'), endsAt: at('03-14T04:00') })
    const simulated = await addMaintenance(database.owner(), { startsAt: at('03-14T02:00'), endsAt: at('03-14T04:00'), simulated: true })
    await followClock(at('03-14T03:00'))
    const remove = (id: string) => withPlatform((tx) => tx.execute(sql`delete from status_maintenance_entries where maintenance_id = ${id}`))
    await expect(remove(real)).rejects.toMatchObject({ cause: { code: '42501' } })
    expect((await remove(simulated)).count).toBe(1)
  })
})
