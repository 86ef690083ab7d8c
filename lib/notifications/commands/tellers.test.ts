import { expect, it } from 'vitest'
import { type Teller, tellDue } from './tellers'

const now = new Date('2026-03-02T09:00:00Z')
const work = { now, stillMine: async () => true }
const teller = (name: string, told: number): Teller => ({ name, tell: async () => ({ checked: told, changed: told, failed: 0 }) })
const broken: Teller = { name: 'broken', tell: () => Promise.reject(new Error('no such column')) }

it('adds up what the tellers did', async () => {
  expect(await tellDue(work, [teller('one', 2), teller('two', 3)])).toEqual({ checked: 5, changed: 5, failed: 0 })
})

it('does nothing without tellers', async () => {
  expect(await tellDue(work, [])).toEqual({ checked: 0, changed: 0, failed: 0 })
})

it('goes on after one that fails, and counts it', async () => {
  expect(await tellDue(work, [teller('one', 1), broken, teller('two', 1)])).toEqual({ checked: 2, changed: 2, failed: 1 })
})

it('gives up when the database is away: the others would fail as well', async () => {
  const away: Teller = { name: 'away', tell: () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })) }
  await expect(tellDue(work, [away, teller('two', 1)])).rejects.toThrow('refused')
})

it('ends quietly when the run is no longer its own', async () => {
  const answers = [true, false]
  expect(await tellDue({ now, stillMine: async () => answers.shift() ?? false }, [teller('one', 1), teller('two', 1)])).toEqual({
    checked: 1,
    changed: 1,
    failed: 0,
  })
})
