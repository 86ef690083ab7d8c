import { describe, expect, it } from 'vitest'
import { withPlatform } from '@/db/client'
import type { UserActor } from '@/lib/auth/model'
import {
  cancelMaintenance,
  changeMaintenance,
  completeMaintenance,
  planMaintenance,
  sayOfMaintenance,
  startMaintenance,
} from '@/lib/status/commands/maintenances'
import { findStoredSnapshot } from '@/lib/status/queries/find-stored-snapshot'
import { countMaintenances, getMaintenance, listMaintenances } from '@/lib/status/queries/maintenances'
import { HOUR } from '@/lib/time'
import { useDatabase } from '../support/database'
import { createPerson } from '../support/people'

const database = useDatabase()
const now = new Date('2026-03-10T12:00:00Z')
const hours = (n: number) => new Date(now.getTime() + n * HOUR)
const wish = { title: 'Database upgrade', body: 'Writes wait.', systems: ['api'], startsAt: hours(2), endsAt: hours(4) }
const contextOf = (actor: UserActor, at = now) => ({ actor, now: at, requestId: 'test', ip: null })
const staff = async () => (await createPerson({ platformRole: 'admin' })).actor
const snapshot = async () => {
  const found = await withPlatform((tx) => findStoredSnapshot(tx, null))
  return found?.maintenances.find(({ title }) => title === wish.title)
}
const get = (id: string) => withPlatform((tx) => getMaintenance(tx, id))

describe('planned work', () => {
  it('is on the page at once, changes with a higher sequence, and says what is new', async () => {
    const ctx = contextOf(await staff())
    const { id } = await planMaintenance(ctx, wish)
    expect(await snapshot()).toMatchObject({ id, sequence: 0, systems: ['api'] })
    await changeMaintenance(ctx, id, { ...wish, endsAt: hours(5), sequence: 0, said: 'It takes longer.' })
    await sayOfMaintenance(ctx, id, { sequence: 1, body: 'All is prepared.' })
    await startMaintenance(ctx, id, { sequence: 2, body: '' })
    expect(await snapshot()).toMatchObject({ sequence: 3, startedAt: now.toISOString() })
    await completeMaintenance(contextOf(ctx.actor, hours(1)), id, { sequence: 3, body: 'Done early.' })
    const { maintenance, entries } = await get(id)
    expect(maintenance).toMatchObject({ sequence: 4, completedAt: hours(1) })
    expect(entries.map(({ type, body }) => [type, body])).toEqual([
      ['completed', 'Done early.'],
      ['started', ''],
      ['update', 'All is prepared.'],
      ['changed', 'Now from 10 Mar 2026, 14:00\u00a0UTC to 10 Mar 2026, 17:00\u00a0UTC.\n\nIt takes longer.'],
      ['scheduled', 'Writes wait.'],
    ])
    await expect(cancelMaintenance(contextOf(ctx.actor, hours(1)), id, { sequence: 4, body: 'No.' })).rejects.toMatchObject({ code: 'conflict' })
    const journal = await database.owner()`select action from journal where subject_id = ${id} order by id`
    expect(journal.map(({ action }) => String(action).split('.')[1])).toEqual(['planned', 'changed', 'updated', 'started', 'completed'])
  })

  it('is not overwritten by who looked at an older state', async () => {
    const ctx = contextOf(await staff())
    const { id } = await planMaintenance(ctx, wish)
    const race = await Promise.allSettled(
      Array.from({ length: 5 }, (_, n) => changeMaintenance(ctx, id, { ...wish, title: `Title ${n}`, sequence: 0, said: '' })),
    )
    expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const one of race) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'conflict' })
    expect((await get(id)).entries).toHaveLength(2)
  })

  it.each([
    ['ends before it begins', { endsAt: hours(1) }],
    ['is over', { startsAt: hours(-3), endsAt: hours(-1) }],
    ['lasts three weeks', { endsAt: hours(2 + 21 * 24) }],
    ['begins in two years', { startsAt: hours(24 * 700), endsAt: hours(24 * 700 + 1) }],
    ['began the day before yesterday', { startsAt: hours(-49), endsAt: hours(1) }],
    ['is on a system that is not on the page', { systems: ['database'] }],
  ])('is refused when it %s', async (_name, changes) => {
    const ctx = contextOf(await staff())
    await expect(planMaintenance(ctx, { ...wish, ...changes })).rejects.toMatchObject({ code: 'invalid' })
  })

  it('is refused to who may only look, and cancelled only with a reason', async () => {
    const reader = (await createPerson({ platformRole: 'read_only' })).actor
    await expect(planMaintenance(contextOf(reader), wish)).rejects.toMatchObject({ code: 'forbidden' })
    const ctx = contextOf(await staff())
    const { id } = await planMaintenance(ctx, wish)
    await expect(cancelMaintenance(contextOf(reader), id, { sequence: 0, body: 'x' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(cancelMaintenance(ctx, id, { sequence: 0, body: ' ' })).rejects.toMatchObject({ code: 'invalid' })
    await cancelMaintenance(ctx, id, { sequence: 0, body: 'The vendor is not ready.' })
    expect((await get(id)).maintenance.cancelledAt).toEqual(now)
    await expect(startMaintenance(ctx, '019cd000-0000-7000-8000-0000000000ff', { sequence: 0, body: '' })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('is listed by state, what is to come first', async () => {
    const ctx = contextOf(await staff())
    const search = 'Sorted'
    const titles = [
      ['Sorted later', 48],
      ['Sorted soon', 24],
    ] as const
    for (const [title, from] of titles) await planMaintenance(ctx, { ...wish, title, startsAt: hours(from), endsAt: hours(from + 1) })
    const running = await planMaintenance(ctx, { ...wish, title: 'Sorted now', startsAt: hours(-1), endsAt: hours(1) })
    const list = (state?: Parameters<typeof listMaintenances>[1]['state'], at = now) =>
      withPlatform((tx) => listMaintenances(tx, { search, state, now: at, limit: 10, offset: 0 }))
    expect((await list()).map(({ title }) => title)).toEqual(['Sorted now', 'Sorted soon', 'Sorted later'])
    expect((await list('in_progress')).map(({ id }) => id)).toEqual([running.id])
    expect((await list('scheduled')).map(({ title }) => title)).toEqual(['Sorted soon', 'Sorted later'])
    expect((await list(undefined, hours(30))).map(({ title }) => title)).toEqual(['Sorted later', 'Sorted soon', 'Sorted now'])
    expect((await list('completed', hours(30))).map(({ title }) => title)).toEqual(['Sorted soon', 'Sorted now'])
    expect(await withPlatform((tx) => countMaintenances(tx, { search: '100%_', state: undefined, now }))).toBe(0)
  })
})
