import { expect, it } from 'vitest'
import { withPlatform } from '@/db/client'
import { readSharedHealth } from '@/lib/systems/queries/shared-health'
import { SECOND } from '@/lib/time'
import { useDatabase } from '../support/database'

process.env.DATABASE_POOL_SIZE = '6'
const { owner } = useDatabase()
const now = new Date('2026-03-04T12:00:30Z')
const after = (seconds: number) => new Date(now.getTime() + seconds * SECOND)
const read = (at: Date) => withPlatform((tx) => readSharedHealth(tx, at))

it('is read once for all who look within ten seconds, and anew after that', async () => {
  const first = await read(now)
  for (const each of await Promise.all([0, 3, 9.999].map((seconds) => read(after(seconds))))) expect(each).toBe(first)
  const later = await read(after(10))
  expect(later).not.toBe(first)
  // A clock that went back is no reason to show the future.
  expect(await read(after(5))).not.toBe(later)
})

it('is read anew as soon as an SLO, a system or an alert has changed', async () => {
  const changes = [
    () => owner()`update slos set version = version + 1, updated_at = now() where key = 'build-success'`,
    () => owner()`update systems set name = 'Interface', updated_at = now() where key = 'api'`,
    () => owner()`insert into live_events (topic, body) values ('alert', '{}')`,
  ]
  for (const change of changes) {
    const before = await read(after(60))
    await change()
    expect(await read(after(60))).not.toBe(before)
  }
})

it('is read anew after it could not be read', async () => {
  const health = await read(after(120))
  await owner()`alter table metric_hours rename to metric_hours_away`
  await expect(read(after(140))).rejects.toThrow()
  await owner()`alter table metric_hours_away rename to metric_hours`
  const again = await read(after(140))
  expect(again).not.toBe(health)
  expect(again.slos).toHaveLength(3)
})
