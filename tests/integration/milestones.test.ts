import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withPlatform } from '@/db/client'
import { toolMetricsDaily } from '@/db/schema/metrics'
import { recordMilestones } from '@/lib/milestones/commands'
import { deliverMails } from '@/lib/notifications/commands/deliver'
import { tellDormant } from '@/lib/notifications/commands/tell-dormant'
import { tellMilestones } from '@/lib/notifications/commands/tell-milestones'
import { setMailPreference } from '@/lib/outbox/commands'
import { addDays, HOUR, startOfDay } from '@/lib/time'
import { useDatabase } from '../support/database'
import { holdAfter } from '../support/hold'

const database = useDatabase()
const { owner } = database
const now = new Date('2026-03-16T05:15:00Z')
const today = startOfDay(now)
const stillMine = async () => true
const record = (at = now) => recordMilestones({ now: at, stillMine })
const tell = (at = now) => tellMilestones({ now: at, stillMine })
const detect = (at = now) => tellDormant({ now: at, stillMine })
const deliver = (at: Date) => deliverMails({ now: at, stillMine })
const marks = () =>
  owner()`select m.threshold_micros / 1000000 as mark, to_char(m.reached_at, 'YYYY-MM-DD') as reached from revenue_milestones m order by m.developer_id, m.threshold_micros`
const mails = () =>
  owner()<
    { to_address: string; subject: string; text: string; state: string }[]
  >`select to_address, subject, text, state from outbox order by to_address, created_at`
const subjects = async () => (await mails()).map(({ to_address, subject }) => `${to_address}: ${subject}`)

interface Publisher {
  organizationId: string
  toolId: string
  userId: string
}

async function publisher(name: string, { owners = 1, publishedDaysAgo = 200 } = {}): Promise<Publisher> {
  const [organization] = await owner()<{ id: string }[]>`insert into organizations (name, slug) values (${name}, ${name}) returning id`
  const organizationId = organization?.id ?? ''
  await owner()`insert into developers (organization_id, external_id) values (${organizationId}, ${name})`
  let userId = ''
  for (let i = 0; i < owners; i++) {
    const [user] = await owner()<{ id: string }[]>`insert into users (name, email) values (${name}, ${`${name}-${i}@example.org`}) returning id`
    userId ||= user?.id ?? ''
    await owner()`insert into members (organization_id, user_id, role) values (${organizationId}, ${user?.id ?? ''}, 'owner')`
  }
  const [member] = await owner()<{ id: string }[]>`insert into users (name, email) values ('Member', ${`${name}-member@example.org`}) returning id`
  await owner()`insert into members (organization_id, user_id, role) values (${organizationId}, ${member?.id ?? ''}, 'member')`
  return { organizationId, userId, toolId: await tool(organizationId, `${name}-tool`, publishedDaysAgo) }
}

async function tool(organizationId: string, name: string, publishedDaysAgo = 200): Promise<string> {
  const [row] = await owner()<{ id: string }[]>`
    insert into tools (organization_id, developer_id, external_id, slug, name, published_at)
    select ${organizationId}, id, ${name}, ${name}, ${name}, ${addDays(now, -publishedDaysAgo)} from developers where organization_id = ${organizationId} returning id`
  return row?.id ?? ''
}

/** Daily sums by day before today: [days ago, dollars, calls]. */
async function earned({ organizationId, toolId }: { organizationId: string; toolId: string }, days: [number, number, number?][]): Promise<void> {
  const none = {
    errors: 0,
    errors4xx: 0,
    errors429: 0,
    errors5xx: 0,
    errorsDeveloper: 0,
    errorsConsumer: 0,
    errorsPlatform: 0,
    errorsUpstream: 0,
    fairErrors: 0,
  }
  const rows = days.map(([ago, dollars, invocations = 10]) => ({
    ...none,
    organizationId,
    toolId,
    bucketAt: addDays(today, -ago),
    invocations,
    rated: invocations,
    fairRated: invocations,
    latencyCount: invocations,
    latencySumMs: 100,
    revenueMicros: dollars * 1_000_000,
    consumers: 1,
    sketchKeys: [],
    sketchCounts: [],
  }))
  await withPlatform((tx) => tx.insert(toolMetricsDaily).values(rows))
}

beforeAll(() => {
  process.env.LOG_LEVEL = 'silent'
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
  process.env.APP_URL = 'https://console.example.org'
})

beforeEach(async () => {
  await owner()`
    truncate outbox, notification_log, notification_preferences, notification_settings, suppressions, fault_windows, revenue_months, revenue_milestones,
      tool_metrics_daily, members, users, tools, developers, organizations, payouts cascade`
})

describe('revenue milestones', () => {
  it('are recorded once, and owners get one mail with what was earned', async () => {
    const northwind = await publisher('northwind')
    await earned(northwind, [
      [40, 60],
      [2, 30],
      [1, 12.5],
    ])
    await owner()`insert into payouts (organization_id, external_id, amount_micros, status, at) values (${northwind.organizationId}, 'p1', 50000000, 'paid', ${addDays(now, -3)})`
    expect(await record()).toEqual({ checked: 1, changed: 1, failed: 0 })
    expect(await record()).toEqual({ checked: 0, changed: 0, failed: 0 })
    expect(await marks()).toEqual([{ mark: '100', reached: '2026-03-16' }])
    expect(await tell()).toEqual({ checked: 1, changed: 1, failed: 0 })
    expect(await tell()).toEqual({ checked: 0, changed: 0, failed: 0 })
    const [mail, none] = await mails()
    expect(none).toBeUndefined()
    expect(mail).toMatchObject({ to_address: 'northwind-0@example.org', subject: 'northwind has earned $100' })
    const text = mail?.text.replace(/\s+/g, ' ') ?? ''
    expect(text).toContain('passed the mark on 15 Mar 2026')
    expect(text).toContain('$102.50 in all')
    expect(text).toMatch(/This month \$42\.50 Mar 2026/)
    expect(text).toMatch(/Last month \$60\.00 Feb 2026/)
    expect(text).toContain('The last payout was $50.00 on 13 Mar 2026 (paid).')
    expect(text).toMatch(/Stop these mails https:\/\/console\.example\.org\/unsubscribe\?token=/)
    expect(await owner()`select to_char(month_at, 'YYYY-MM-DD') as month, revenue_micros / 1000000.0 as dollars from revenue_months order by 1`).toMatchObject([
      { month: '2026-02-01' },
      { month: '2026-03-01' },
    ])
  })

  it('passed several at once are one mail about the highest; the lower ones are recorded', async () => {
    await earned(await publisher('leaper'), [[1, 12_000]])
    expect((await record()).changed).toBe(3)
    await tell()
    expect(await subjects()).toEqual(['leaper-0@example.org: leaper has earned $10,000'])
  })

  it('passed long ago when they are first noticed are told to nobody', async () => {
    await earned(await publisher('eighth'), [[9, 100]])
    await earned(await publisher('seventh'), [[8, 100]])
    await earned(await publisher('sooner'), [
      [300, 20_000],
      [2, 1],
    ])
    await record()
    // The day ends at its midnight: 8 days before today is 7 days and 5 hours before this run.
    expect(await marks()).toHaveLength(5)
    await tell()
    expect(await subjects()).toEqual([])
    await earned(await publisher('sixth'), [[7, 100]])
    await record()
    await tell()
    expect(await subjects()).toEqual(['sixth-0@example.org: sixth has earned $100'])
  })

  it('wait for a publisher who is in an incident, and are dropped when they are old', async () => {
    await earned(await publisher('northwind'), [[1, 150]])
    await record()
    await owner()`insert into fault_windows (kind, source, label, severity, from_at, to_at) values ('platform', 'inc', 'Incident', 1, ${now}, ${addDays(now, 1)})`
    expect((await tell()).checked).toBe(0)
    expect((await tell(addDays(now, 1))).changed).toBe(1)
    await owner()`truncate outbox, notification_log`
    expect((await tell(addDays(now, 14))).checked).toBe(0)
  })

  it('come again for the next mark, whatever became of the rollups, and never for the same', async () => {
    const northwind = await publisher('northwind')
    await earned(northwind, [[1, 150]])
    await record()
    await tell()
    // More than 400 days later the days are gone; the month stands.
    await owner()`truncate tool_metrics_daily`
    const later = addDays(now, 500)
    await owner()`update tools set published_at = ${addDays(later, -10)}`
    await earned(northwind, [[-499, 900]])
    await record(later)
    await tell(later)
    expect(await subjects()).toEqual(['northwind-0@example.org: northwind has earned $100', 'northwind-0@example.org: northwind has earned $1,000'])
    expect((await mails())[1]?.text).toContain('$1,050.00 in all')
  })

  it('follow late calls of months that can still change, and leave older ones', async () => {
    const northwind = await publisher('northwind')
    await earned(northwind, [
      [300, 10],
      [30, 10],
    ])
    await record()
    await owner()`update tool_metrics_daily set revenue_micros = 20000000`
    await record()
    const sums = await owner()`select (revenue_micros / 1000000)::int as dollars from revenue_months order by month_at`
    expect(sums.map(({ dollars }) => dollars)).toEqual([10, 20])
  })

  it('of two publishers with one owner are two mails', async () => {
    const northwind = await publisher('northwind')
    const southwind = await publisher('southwind')
    await owner()`update members set user_id = ${northwind.userId} where user_id = ${southwind.userId}`
    await earned(northwind, [[1, 150]])
    await earned(southwind, [[1, 150]])
    await record()
    await tell()
    expect((await subjects()).sort()).toEqual(['northwind-0@example.org: northwind has earned $100', 'northwind-0@example.org: southwind has earned $100'])
  })

  it('are not told to those who do not want them', async () => {
    const northwind = await publisher('northwind', { owners: 2 })
    await earned(northwind, [[1, 150]])
    await withPlatform((tx) => setMailPreference(tx, { userId: northwind.userId, category: 'milestones', enabled: false, now }))
    await record()
    await tell()
    expect(await subjects()).toEqual(['northwind-1@example.org: northwind has earned $100'])
  })
})

describe('many at once', () => {
  const spawnWorker = () =>
    spawn(process.execPath, ['--import', 'tsx', 'tests/support/milestone-worker.ts'], {
      env: { ...process.env, DATABASE_URL: database.url(), MILESTONES_AT: now.toISOString() },
      stdio: ['ignore', 'pipe', 'inherit'],
    })

  it('25 racing evaluations of one condition, in five processes, send one mail', { timeout: 120_000 }, async () => {
    await earned(await publisher('northwind'), [[1, 150]])
    const workers: ChildProcess[] = Array.from({ length: 5 }, spawnWorker)
    const codes = await Promise.all(workers.map(async (worker) => (await once(worker, 'exit'))[0]))
    expect(codes).toEqual([0, 0, 0, 0, 0])
    expect(await marks()).toHaveLength(1)
    await Promise.all(Array.from({ length: 25 }, () => deliver(now)))
    expect(await mails()).toMatchObject([{ to_address: 'northwind-0@example.org', state: 'sent' }])
  })

  it('a process that is killed half way leaves each owner of each publisher one mail, when the next has run', { timeout: 120_000 }, async () => {
    for (let i = 0; i < 6; i++) await earned(await publisher(`p${i}`, { owners: 5 }), [[1, 150]])
    const hold = await holdAfter(owner(), 'outbox', 4)
    const worker = spawnWorker()
    await hold.reached()
    worker.kill('SIGKILL')
    await once(worker, 'exit')
    await hold.release()
    expect((await owner()`select from outbox`).length).toBeLessThan(30)
    await record()
    await tell()
    const everybody = await subjects()
    expect(everybody).toHaveLength(30)
    expect(new Set(everybody).size).toBe(30)
  })
})

describe('quiet tools', () => {
  it('are told once a spell, from 14 whole days without a call on any tool', async () => {
    const northwind = await publisher('northwind')
    const second = await tool(northwind.organizationId, 'second')
    await earned(northwind, [
      [40, 0, 700],
      [15, 0, 3],
    ])
    await earned({ ...northwind, toolId: second }, [[20, 0, 5]])
    // On the day before, one of the fourteen days still had a call.
    expect(await detect(addDays(now, -1))).toEqual({ checked: 0, changed: 0, failed: 0 })
    expect(await detect()).toEqual({ checked: 1, changed: 1, failed: 0 })
    expect(await detect()).toEqual({ checked: 0, changed: 0, failed: 0 })
    expect(await detect(addDays(now, 20))).toEqual({ checked: 0, changed: 0, failed: 0 })
    const [mail] = await mails()
    expect(mail).toMatchObject({ to_address: 'northwind-0@example.org', subject: 'northwind: no calls for 14 days' })
    const text = mail?.text.replace(/\s+/g, ' ') ?? ''
    expect(text).toContain('Last called on 1 Mar 2026; 703 calls in the four weeks before.')
    // Somebody calls, and stops again: another spell.
    await earned(northwind, [[-5, 0, 1]])
    expect((await detect(addDays(now, 19))).checked).toBe(0)
    expect((await detect(addDays(now, 20))).changed).toBe(1)
  })

  it('of two publishers with one owner are two mails', async () => {
    const northwind = await publisher('northwind')
    const southwind = await publisher('southwind')
    await owner()`update members set user_id = ${northwind.userId} where user_id = ${southwind.userId}`
    await earned(northwind, [[20, 0]])
    await earned(southwind, [[20, 0]])
    expect((await detect()).changed).toBe(2)
  })

  it.each<[string, (who: Publisher) => Promise<unknown>, number]>([
    ['a call on one of the last 14 days', (who) => earned(who, [[14, 0]]), 0],
    [
      'a call today',
      (who) =>
        earned(who, [
          [30, 0],
          [0, 0],
        ]),
      0,
    ],
    ['calls of old, listed for long', (who) => earned(who, [[60, 0]]), 1],
    ['silent for more than 60 days: the gate has spoken', (who) => earned(who, [[61, 0]]), 0],
    [
      'a bucket without a call is no call',
      (who) =>
        earned(who, [
          [30, 0],
          [3, 0, 0],
        ]),
      1,
    ],
    ['never called, listed 14 days ago', () => owner()`update tools set published_at = ${addDays(now, -14)}`, 1],
    ['never called, listed less than 14 days ago', () => owner()`update tools set published_at = ${new Date(addDays(now, -14).getTime() + 1)}`, 0],
    ['never called, listed long ago', () => owner()`update tools set published_at = ${addDays(now, -90)}`, 0],
    ['nothing listed any more', (who) => earned(who, [[30, 0]]).then(() => owner()`update tools set archived_at = ${now}`), 0],
    ['a new tool beside the quiet ones does not count', (who) => earned(who, [[30, 0]]).then(() => tool(who.organizationId, 'new', 3)), 1],
  ])('%s', async (_name, arrange, mailed) => {
    await arrange(await publisher('northwind'))
    expect((await detect()).changed).toBe(mailed)
  })

  it('are not written to in an incident; a mail that waited is dropped when somebody called meanwhile', async () => {
    const northwind = await publisher('northwind')
    await earned(northwind, [[20, 0]])
    await owner()`insert into fault_windows (kind, source, label, severity, from_at, to_at) values ('platform', 'inc', 'Incident', 2, ${now}, ${new Date(now.getTime() + HOUR)})`
    expect((await detect()).checked).toBe(0)
    await owner()`truncate fault_windows`
    await owner()`insert into notification_settings (user_id, quiet_from_minute, quiet_to_minute, time_zone) values (${northwind.userId}, 0, 600, 'UTC')`
    expect((await detect()).changed).toBe(1)
    await earned(northwind, [[0, 0, 4]])
    await deliver(new Date(today.getTime() + 10 * HOUR))
    expect(await owner()`select state, last_error from outbox`).toEqual([{ state: 'dropped', last_error: 'Somebody has called again since it was written.' }])
  })

  it('a mail that waited and is still true is sent', async () => {
    const northwind = await publisher('northwind')
    await earned(northwind, [[20, 0]])
    await owner()`insert into notification_settings (user_id, quiet_from_minute, quiet_to_minute, time_zone) values (${northwind.userId}, 0, 600, 'UTC')`
    await detect()
    await deliver(new Date(now.getTime() + HOUR))
    expect((await mails())[0]?.state).toBe('pending')
    await deliver(new Date(today.getTime() + 10 * HOUR))
    expect((await mails())[0]?.state).toBe('sent')
  })
})
