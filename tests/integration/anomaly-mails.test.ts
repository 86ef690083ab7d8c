import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withPlatform } from '@/db/client'
import { tellAnomalies } from '@/lib/notifications/commands/tell-anomalies'
import { findOutdated } from '@/lib/notifications/queries/find-outdated'
import { listTouchedOrganizations } from '@/lib/notifications/queries/touched'
import { setMailPreference } from '@/lib/outbox/commands'
import { addDays, DAY, HOUR, MINUTE } from '@/lib/time'
import { useDatabase } from '../support/database'
import { holdAfter } from '../support/hold'
import { seedPublisher } from '../support/ingest'
import { createPerson } from '../support/people'
import { providerCause, type StorySeed, seedStory } from '../support/stories'

const database = useDatabase()
const { owner } = database
const now = new Date('2026-03-10T03:00:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)
const stillMine = async () => true
const tell = (at: Date = now) => tellAnomalies({ now: at, stillMine })

let publishers = 0
async function publisher({ members = 1, zone = 'UTC' } = {}) {
  const { organizationId } = await seedPublisher(owner(), `alerted-${publishers++}`)
  await owner()`update organizations set time_zone = ${zone} where id = ${organizationId}`
  const [tool] = await owner()<{ id: string }[]>`select id from tools where organization_id = ${organizationId}`
  const people = await Promise.all(Array.from({ length: members }, () => createPerson({ organizationId, memberRole: 'member' })))
  const toolId = tool?.id ?? ''
  const story = (over: Partial<StorySeed> = {}) => seedStory(owner(), { organizationId, toolId, startedAt: ago(20 * MINUTE), ...over })
  const mails = () => owner()<{ id: string; subject: string; text: string; category: string; state: string }[]>`
    select id, subject, text, category, state from outbox where organization_id = ${organizationId} order by created_at, id`
  return { organizationId, toolId, people, story, mails }
}

beforeAll(() => {
  process.env.LOG_LEVEL = 'silent'
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
  process.env.APP_URL = 'https://console.example.org'
})
beforeEach(async () => {
  await owner()`truncate outbox, notification_log, notification_preferences, anomaly_events, anomaly_stories cascade`
})

describe('a story', () => {
  it('is told to every member once: what, since when, why, for whom, what to do, and where to disagree', async () => {
    const who = await publisher({ members: 3, zone: 'Europe/Berlin' })
    const id = await who.story()
    expect(await tell()).toEqual({ checked: 1, changed: 3, failed: 0 })
    expect(await tell(new Date(now.getTime() + MINUTE))).toEqual({ checked: 0, changed: 0, failed: 0 })
    const mails = await who.mails()
    expect(mails).toHaveLength(3)
    const text = mails[0]?.text.replace(/\s+/g, ' ') ?? ''
    expect(mails[0]).toMatchObject({ category: 'anomaly_alerts', subject: 'Errors on Route planner since 03:40 Europe/Berlin' })
    for (const words of ['40 % of the calls fail, 1 % is usual.', '400 of 1,000 calls failed', 'the cause is not known', 'Look at the failed calls by status'])
      expect(text).toContain(words)
    expect(text).toContain(`https://console.example.org/dashboard/anomalies/${id}`)
    expect(text).toContain(`https://console.example.org/dashboard/anomalies/${id}#feedback`)
    expect(text).toContain(`https://console.example.org/dashboard/tools/${who.toolId}`)
    expect(text).toContain('https://console.example.org/unsubscribe?token=')
  })

  it.each<[string, Partial<StorySeed>]>([
    ['is a warning', { severity: 'warning' }],
    ['is over', { state: 'resolved', endedAt: ago(MINUTE) }],
    ['was dismissed', { state: 'dismissed' }],
    ['is a false alarm', { state: 'false_positive' }],
    ['never was', { state: 'withdrawn' }],
    ['became usual', { state: 'expired', endedAt: ago(MINUTE) }],
    ['was first seen less than six minutes ago', { createdAt: ago(6 * MINUTE - 1) }],
    ['began a day ago and was not told', { startedAt: ago(DAY), createdAt: ago(DAY) }],
    ['has no confirmed event', { toolId: '' }],
  ])('is not told when it %s', async (_name, over) => {
    const who = await publisher()
    await who.story(over)
    expect((await tell()).changed).toBe(0)
    expect(await who.mails()).toHaveLength(0)
  })

  it.each<[string, Partial<StorySeed>]>([
    ['was first seen exactly six minutes ago', { createdAt: ago(6 * MINUTE) }],
    ['began a moment less than a day ago', { startedAt: ago(DAY - 1), createdAt: ago(DAY - 1) }],
    ['is urgent', { severity: 'urgent' }],
  ])('is told when it %s', async (_name, over) => {
    const who = await publisher()
    await who.story(over)
    expect((await tell()).changed).toBe(1)
  })

  it('is not told when all its events were withdrawn or ended', async () => {
    const who = await publisher()
    const id = await who.story()
    await owner()`update anomaly_events set state = 'withdrawn' where story_id = ${id}`
    expect((await tell()).changed).toBe(0)
  })

  it('is told once more when it becomes urgent, and not again when it falls back', async () => {
    const who = await publisher()
    const id = await who.story()
    await tell()
    const at = (minutes: number) => new Date(now.getTime() + minutes * MINUTE)
    await owner()`update anomaly_stories set severity = 'urgent' where id = ${id}`
    expect((await tell(at(5))).changed).toBe(1)
    await owner()`update anomaly_stories set severity = 'critical' where id = ${id}`
    expect((await tell(at(10))).changed).toBe(0)
    const other = await who.story({ severity: 'urgent' })
    await tell(at(15))
    await owner()`update anomaly_stories set severity = 'critical' where id = ${other}`
    expect((await tell(at(20))).changed).toBe(0)
    expect((await who.mails()).map(({ subject }) => subject.startsWith('Urgent: '))).toEqual([false, true, true])
  })

  it('reaches nobody of another organization, nor who does not want it', async () => {
    const [who, other] = [await publisher({ members: 2 }), await publisher()]
    const [first] = who.people
    if (!first) throw new Error('nobody')
    await withPlatform((tx) => setMailPreference(tx, { userId: first.userId, category: 'anomaly_alerts', enabled: false, now }))
    await who.story()
    expect((await tell()).changed).toBe(1)
    expect(await other.mails()).toHaveLength(0)
    expect((await tell(new Date(now.getTime() + MINUTE))).checked).toBe(0)
  })

  it('that is over when its mail could be sent is not sent', async () => {
    const who = await publisher()
    const id = await who.story()
    await tell()
    const [mail] = await who.mails()
    const outdated = () => withPlatform((tx) => findOutdated(tx, [{ id: mail?.id ?? '', template: 'anomaly-alert', organizationId: who.organizationId }], now))
    expect(await outdated()).toEqual(new Map())
    await owner()`update anomaly_stories set state = 'resolved', ended_at = ${now} where id = ${id}`
    expect([...(await outdated()).keys()]).toEqual([mail?.id])
  })

  it('says that it is simulated where it is', async () => {
    const who = await publisher()
    await owner()`update organizations set simulated = true where id = ${who.organizationId}`
    await who.story()
    await tell()
    expect((await who.mails())[0]?.text).toContain('simulated data')
  })

  it('that cannot be written stops no other', async () => {
    const [bad, good] = [await publisher(), await publisher()]
    const id = await bad.story({ startedAt: ago(40 * MINUTE) })
    await owner()`update anomaly_stories set facts = '{}' where id = ${id}`
    await good.story()
    expect(await tell()).toEqual({ checked: 2, changed: 1, failed: 1 })
    expect(await good.mails()).toHaveLength(1)
  })
})

describe('the attention budget', () => {
  it('is two mails in seven rolling days; what there was no room for stays untold, urgent ones come through', async () => {
    const who = await publisher()
    const at = (ms: number) => new Date(now.getTime() + ms)
    const storyAt = (ms: number, over: Partial<StorySeed> = {}) => who.story({ startedAt: at(ms - 20 * MINUTE), ...over })
    await storyAt(0)
    await storyAt(0)
    const third = await storyAt(0)
    expect((await tell()).changed).toBe(2)
    expect(await who.mails()).toHaveLength(2)
    // Room that comes later is for what is news then.
    await owner()`update anomaly_stories set started_at = ${at(7 * DAY - HOUR)} where id = ${third}`
    expect(await tell(at(7 * DAY))).toMatchObject({ changed: 0 })

    await storyAt(7 * DAY - MINUTE)
    expect((await tell(at(7 * DAY - 1))).changed).toBe(0)
    await storyAt(7 * DAY - MINUTE, { severity: 'urgent' })
    expect((await tell(at(7 * DAY - 1))).changed).toBe(1)
    await storyAt(7 * DAY)
    // Both of the first week are exactly seven days old; the urgent one counts.
    expect((await tell(at(7 * DAY))).changed).toBe(1)
    await storyAt(7 * DAY + MINUTE)
    expect((await tell(at(7 * DAY + MINUTE))).changed).toBe(0)
  })

  it('is each publisher’s own', async () => {
    const [who, other] = [await publisher(), await publisher()]
    for (let i = 0; i < 3; i++) await who.story()
    await other.story()
    await tell()
    expect([(await who.mails()).length, (await other.mails()).length]).toEqual([2, 1])
  })

  it('keeps its room for a story that was held and becomes urgent', async () => {
    const who = await publisher()
    for (let i = 0; i < 2; i++) await who.story({ startedAt: ago(30 * MINUTE) })
    const third = await who.story()
    await tell()
    await owner()`update anomaly_stories set severity = 'urgent' where id = ${third}`
    expect((await tell(new Date(now.getTime() + MINUTE))).changed).toBe(1)
  })
})

describe('a story of the platform', () => {
  const platformStory = (over: Partial<StorySeed> = {}) =>
    seedStory(owner(), { organizationId: null, startedAt: ago(20 * MINUTE), facts: { cause: providerCause() }, ...over })

  it('holds the mails about its parts while it lasts, and no longer', async () => {
    const who = await publisher()
    const platformStoryId = await platformStory()
    await who.story({ platformStoryId, severity: 'urgent' })
    expect((await tell()).changed).toBe(0)
    await owner()`update anomaly_stories set state = 'resolved', ended_at = ${now} where id = ${platformStoryId}`
    expect((await tell()).changed).toBe(1)
  })

  it.each<[string, Partial<StorySeed>]>([
    ['is a false alarm', { state: 'false_positive' }],
    ['was dismissed', { state: 'dismissed' }],
    ['never was', { state: 'withdrawn' }],
    ['has another cause', { facts: { cause: { kind: 'version', value: '4', label: '4', pattern: 'errors', statusCode: null, confidence: 1 } } }],
    ['has no cause', { facts: { cause: null } }],
  ])('holds nothing when it %s', async (_name, over) => {
    const who = await publisher()
    await who.story({ platformStoryId: await platformStory(over) })
    expect((await tell()).changed).toBe(1)
  })
})

describe('races', () => {
  const worker = (env: Record<string, string> = {}): ChildProcess =>
    spawn(process.execPath, ['--import', 'tsx', 'tests/support/anomaly-mail-worker.ts'], {
      env: { ...process.env, DATABASE_URL: database.url(), ANOMALIES_AT: now.toISOString(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })

  it('twenty-five tellers send each member one mail, and keep to the budget', { timeout: 120_000 }, async () => {
    const who = await publisher({ members: 3 })
    for (let i = 0; i < 6; i++) await who.story()
    const codes = await Promise.all(Array.from({ length: 5 }, async () => (await once(worker(), 'exit'))[0]))
    expect(codes).toEqual([0, 0, 0, 0, 0])
    expect(await who.mails()).toHaveLength(2 * 3)
    const perPerson = await owner()`select to_address, count(*)::int as n from outbox where organization_id = ${who.organizationId} group by 1`
    expect(perPerson.map(({ n }) => Number(n))).toEqual([2, 2, 2])
  })

  it('one that is killed half way leaves each member one mail, when the next has run', { timeout: 120_000 }, async () => {
    const many = await Promise.all(Array.from({ length: 20 }, () => publisher({ members: 3 })))
    for (const one of many) await one.story()
    const written = async () => Number((await owner()`select count(*)::int as n from outbox`)[0]?.n)
    const hold = await holdAfter(owner(), 'outbox', 4)
    const killed = worker()
    await hold.reached()
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    await hold.release()
    const before = await written()
    expect(before).toBeGreaterThan(0)
    expect(before).toBeLessThan(60)
    await tell(new Date(now.getTime() + MINUTE))
    for (const one of many) expect(await one.mails()).toHaveLength(3)
    expect(await written()).toBe(60)
    expect((await tell(addDays(now, 0.01))).checked).toBe(0)
  })
})

describe('the tone guard', () => {
  it('holds for publishers with a part of a platform story, while both last', async () => {
    const [who, other] = [await publisher(), await publisher()]
    const platformStoryId = await seedStory(owner(), { organizationId: null, startedAt: ago(20 * MINUTE), facts: { cause: providerCause() } })
    const id = await who.story({ platformStoryId })
    const touched = () => withPlatform((tx) => listTouchedOrganizations(tx, now))
    expect([...(await touched())]).toEqual([who.organizationId])
    expect((await touched()).has(other.organizationId)).toBe(false)
    await owner()`update anomaly_stories set state = 'resolved' where id = ${id}`
    expect((await touched()).size).toBe(0)
    await owner()`update anomaly_stories set state = 'ongoing' where id = ${id}`
    await owner()`update anomaly_stories set state = 'false_positive' where id = ${platformStoryId}`
    expect((await touched()).size).toBe(0)
  })
})
