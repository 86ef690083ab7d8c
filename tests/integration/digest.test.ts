import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withPlatform } from '@/db/client'
import { toolMetricsDaily } from '@/db/schema/metrics'
import type { Context } from '@/lib/auth/model'
import { formatScore } from '@/lib/format'
import { tellAnomalies } from '@/lib/notifications/commands/tell-anomalies'
import { sendWeeklyDigests } from '@/lib/notifications/commands/weekly-digest'
import { setMailPreference } from '@/lib/outbox/commands'
import { calculateHealthScores } from '@/lib/scores/commands'
import { getHealthReport } from '@/lib/scores/queries'
import { addDays, HOUR, startOfDay } from '@/lib/time'
import { useDatabase } from '../support/database'
import { type ResendStub, startResendStub } from '../support/resend-stub'
import { providerCause, type StorySeed, seedStory } from '../support/stories'

const database = useDatabase()
const { owner } = database
/** A Monday. */
const monday = new Date('2026-03-02T09:00:00Z')
const stillMine = async () => true
const digests = (now: Date) => sendWeeklyDigests({ now, stillMine })
const jobContext = (now: Date): Context => ({ actor: { kind: 'job', job: 'test' }, now, requestId: 'test', ip: null })
const score = (now: Date) => calculateHealthScores(jobContext(now), { now, stillMine })
const mails = () => owner()<{ to_address: string; subject: string; html: string; text: string; headers: Record<string, string> }[]>`
  select to_address, subject, html, text, headers from outbox order by to_address`

/** A publisher with one tool, four weeks of daily traffic and some members. */
async function publisher({ name = 'northwind', zone = 'UTC', members = 1, calls = 1000 } = {}): Promise<string> {
  const [organization] = await owner()<{ id: string }[]>`insert into organizations (name, slug, time_zone) values (${name}, ${name}, ${zone}) returning id`
  const id = organization?.id ?? ''
  const [developer] = await owner()<{ id: string }[]>`
    insert into developers (organization_id, external_id, two_factor_enabled, budget_controls_enabled) values (${id}, ${name}, true, true) returning id`
  const [tool] = await owner()<{ id: string }[]>`
    insert into tools (organization_id, developer_id, external_id, slug, name) values (${id}, ${developer?.id ?? ''}, ${name}, ${name}, ${name}) returning id`
  for (let i = 0; i < members; i++) {
    const [user] = await owner()<{ id: string }[]>`insert into users (name, email) values (${`Person ${i}`}, ${`${name}-${i}@example.org`}) returning id`
    await owner()`insert into members (organization_id, user_id, role) values (${id}, ${user?.id ?? ''}, 'member')`
  }
  if (calls > 0) {
    // The last week has twice the calls of the weeks before.
    const days = Array.from({ length: 42 }, (_, i) => i + 1)
    const rows = days.map((day) => {
      const n = day <= 7 ? calls * 2 : calls
      const none = { errors4xx: 0, errors429: 0, errorsConsumer: 0, errorsPlatform: 0, errorsUpstream: 0, consumers: 12, sketchKeys: [], sketchCounts: [] }
      const failed = { errors: 5, errors5xx: 5, errorsDeveloper: 5, fairErrors: 5 }
      const all = { invocations: n, rated: n, fairRated: n, latencyCount: n, latencySumMs: n * 120, revenueMicros: n * 1000 }
      return { organizationId: id, toolId: tool?.id ?? '', bucketAt: addDays(startOfDay(monday), -day), ...none, ...failed, ...all }
    })
    await withPlatform((tx) => tx.insert(toolMetricsDaily).values(rows))
  }
  return id
}

beforeAll(() => {
  process.env.LOG_LEVEL = 'silent'
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
  process.env.APP_URL = 'https://console.example.org'
})

beforeEach(async () => {
  await owner()`
    truncate anomaly_events, anomaly_stories, outbox, notification_log, notification_preferences, suppressions, developer_health_scores, action_promises, action_dismissals, tool_metrics_daily,
      members, users, tools, developers, organizations cascade`
})

describe('sendWeeklyDigests', () => {
  it('says what the page says', async () => {
    const organizationId = await publisher()
    await score(monday)
    expect(await digests(monday)).toEqual({ checked: 1, changed: 1, failed: 0 })
    const report = await withPlatform((tx) => getHealthReport(tx, { organizationId, now: monday }))
    const [mail] = await mails()
    expect(report.state).toBe('scored')
    expect(mail?.subject).toBe(`northwind: health score ${formatScore(report.score)} (${report.grade})`)
    const text = mail?.text.replace(/\s+/g, ' ') ?? ''
    expect(text).toContain(report.why.replace(/\s+/g, ' '))
    for (const dimension of report.dimensions) expect(text).toMatch(new RegExp(`${dimension.title} . (Good|Needs work|Poor)`))
    expect(report.actions.length).toBeGreaterThan(3)
    for (const action of report.actions.slice(0, 3)) {
      expect(text).toContain(`${action.title} https://console.example.org${action.href}`)
      expect(text).toContain(`+${formatScore(action.points)} points`)
    }
    expect(text).not.toContain(report.actions[3]?.title)
    // 7 days of 2,000 calls against 7 of 1,000.
    expect(text).toMatch(/Calls 14,000 \+100.%/)
    expect(text).toMatch(/Revenue \$14\.00 \+100.%/)
    expect(text).toMatch(/Error rate 0\.25.% +was 0\.5.%/)
    expect(text).toMatch(/Average latency 120.ms +0.%/)
    expect(text).toContain('23 FEB 2026 TO 1 MAR 2026 (UTC)')
    expect(text).toMatch(/Stop these mails https:\/\/console\.example\.org\/unsubscribe\?token=/)
    expect(mail?.html).toContain('prefers-color-scheme:dark')
    expect(mail?.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click')
  })

  it('is once, however often and by however many it runs', async () => {
    await publisher({ members: 3 })
    await score(monday)
    const runs = await Promise.all([digests(monday), digests(monday), digests(new Date(monday.getTime() + HOUR))])
    expect(runs.reduce((sum, run) => sum + run.changed, 0)).toBe(3)
    await digests(new Date(monday.getTime() + 5 * HOUR))
    expect(await mails()).toHaveLength(3)
    await score(addDays(monday, 7))
    expect((await digests(addDays(monday, 7))).changed).toBe(3)
  })

  it('keeps to each organization’s clocks, and catches a missed hour up the same Monday', async () => {
    await publisher({ name: 'utc' })
    await publisher({ name: 'york', zone: 'America/New_York' })
    await publisher({ name: 'apia', zone: 'Pacific/Apia' })
    await publisher({ name: 'nowhere', zone: 'Mars/Olympus' })
    const sent: Record<string, string> = {}
    // Every hour from Sunday to Tuesday, with the scores of each night, except for a pause on Monday.
    for (let hour = -24; hour <= 24; hour++) {
      const now = new Date(monday.getTime() + hour * HOUR)
      if (now.getUTCHours() === 3 || hour === -24) await score(now)
      if (hour >= 3 && hour <= 7) continue
      await digests(now)
      for (const mail of await mails()) sent[mail.to_address] ??= now.toISOString()
    }
    expect(sent).toEqual({
      'apia-0@example.org': '2026-03-01T20:00:00.000Z',
      'nowhere-0@example.org': '2026-03-02T09:00:00.000Z',
      'utc-0@example.org': '2026-03-02T09:00:00.000Z',
      // 14:00 UTC fell into the pause.
      'york-0@example.org': '2026-03-02T17:00:00.000Z',
    })
    expect(await mails()).toHaveLength(4)
  })

  it('sends nothing to new publishers, to people who opted out, or while the score is old', async () => {
    await publisher({ name: 'new', calls: 0 })
    await publisher({ name: 'wanted', members: 2 })
    await score(addDays(monday, -3))
    expect(await digests(monday)).toEqual({ checked: 1, changed: 0, failed: 1 })
    await score(monday)
    const [user] = await owner()<{ id: string }[]>`select id from users where email = 'wanted-1@example.org'`
    await withPlatform((tx) => setMailPreference(tx, { userId: user?.id ?? '', category: 'weekly_digest', enabled: false, now: monday }))
    expect(await digests(new Date(monday.getTime() + HOUR))).toEqual({ checked: 1, changed: 1, failed: 0 })
    expect((await mails()).map((mail) => mail.to_address)).toEqual(['wanted-0@example.org'])
  })
})

describe('1,000 digests', () => {
  let stub: ResendStub
  afterEach(() => stub.close())

  it('reach each recipient once, while the provider fails and hangs and the processes are killed', { timeout: 300_000 }, async () => {
    await publisher({ members: 1000 })
    await score(monday)
    const random = seededRandom(20260302)
    const troubles = new Map<string, number>()
    stub = await startResendStub(({ key }) => {
      const seen = troubles.get(key) ?? 0
      if (seen >= 3 || random() > 0.3) return 'accept'
      troubles.set(key, seen + 1)
      return pick(random, ['fail', 'failAfter', 'drop', 'dropAfter', 'hang', 'hangAfter', 'slowDown'])
    })

    let kills = 0
    let done = false
    const keepRunning = async (writes: boolean) => {
      while (!done) {
        const worker = startWorker(database.url(), stub.url, writes)
        const exit = once(worker, 'exit')
        // At any moment of the work, as far as it has come and not as late as it is.
        const enough = kills < 6 ? stub.requests.length + 40 + random() * 120 : Number.POSITIVE_INFINITY
        while (worker.exitCode === null && stub.requests.length < enough) await Promise.race([sleep(5), exit])
        if (worker.exitCode === null) {
          worker.kill('SIGKILL')
          kills++
          await exit
        } else {
          expect(worker.exitCode).toBe(0)
          // Only who has written all of them can have seen the last one sent.
          if (writes) done = true
        }
      }
    }
    await Promise.all([keepRunning(true), keepRunning(false)])

    expect(kills).toBeGreaterThan(3)
    expect(await owner()`select state, count(*)::int as n from outbox group by state`).toEqual([{ state: 'sent', n: 1000 }])
    expect(stub.accepted.size).toBe(1000)
    expect(new Set([...stub.accepted.values()].map((message) => message.to)).size).toBe(1000)
    // Whatever was repeated was repeated under the same key, with the same bytes.
    expect(new Set(stub.requests.map((r) => `${r.to} ${r.key}`)).size).toBe(1000)
    expect(new Set(stub.requests.map((r) => `${r.to} ${r.body}`)).size).toBe(1000)
    expect(stub.requests.length).toBeGreaterThan(1100)
  })
})

function startWorker(databaseUrl: string, resendUrl: string, writes: boolean): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', 'tests/support/digest-worker.ts'], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      RESEND_API_KEY: 're_test',
      RESEND_BASE_URL: resendUrl,
      DIGEST_AT: monday.toISOString(),
      DIGEST_WRITES: writes ? 'yes' : 'no',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}

function pick<T>(random: () => number, values: [T, ...T[]]): T {
  return values[Math.floor(random() * values.length)] ?? values[0]
}

/** mulberry32: the same troubles in every run. */
function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

describe('what was out of the ordinary', () => {
  const inWeek = addDays(monday, -4)

  it('stands in the digest where no mail told it: the gravest first, five at most', async () => {
    const organizationId = await publisher()
    const other = await publisher({ name: 'southwind' })
    const [tool] = await owner()<{ id: string }[]>`select id from tools where organization_id = ${organizationId}`
    const toolId = tool?.id ?? ''
    const story = (over: Partial<StorySeed>) =>
      seedStory(owner(), { organizationId, toolId, startedAt: inWeek, state: 'resolved', endedAt: new Date(inWeek.getTime() + HOUR), ...over })
    const told = await story({ severity: 'urgent', state: 'ongoing', endedAt: null })
    await tellAnomalies({ now: new Date(inWeek.getTime() + HOUR), stillMine })
    await owner()`update outbox set state = 'sent', sent_at = ${inWeek}`
    const platformStoryId = await seedStory(owner(), { organizationId: null, startedAt: inWeek, facts: { cause: providerCause() } })
    const listed = [await story({ severity: 'critical', platformStoryId })]
    for (let i = 0; i < 5; i++) await story({ severity: 'warning' })
    const left = [
      await story({ state: 'false_positive' }),
      await story({ state: 'dismissed' }),
      await story({ state: 'withdrawn' }),
      await story({ startedAt: startOfDay(monday) }),
      await story({ startedAt: new Date(addDays(startOfDay(monday), -7).getTime() - 1) }),
      await seedStory(owner(), { organizationId: other, startedAt: addDays(monday, -30) }),
    ]
    await score(monday)
    await digests(monday)
    const text =
      (await owner()<{ text: string }[]>`select text from outbox where template = 'weekly-digest' and organization_id = ${organizationId}`)[0]?.text.replace(
        /\s+/g,
        ' ',
      ) ?? ''
    const links = [...text.matchAll(/dashboard\/anomalies\/([\w-]{36})/g)].map(([, id]) => id)
    expect(links).toHaveLength(5)
    expect(links[0]).toBe(listed[0])
    for (const id of [told, ...left]) expect(links).not.toContain(id)
    expect(text).toContain('One more is on the page. One other was told by mail when it happened.')
    expect(text).toContain('Other developers had the same: not yours to fix, so no mail was sent.')
    const others = (await owner()<{ text: string }[]>`select text from outbox where template = 'weekly-digest' and organization_id = ${other}`)[0]?.text
    expect(others).toBeTruthy()
    expect(others).not.toContain('OUT OF THE ORDINARY')
  })

  it('has what a mail was written for and never sent', async () => {
    const organizationId = await publisher()
    const [tool] = await owner()<{ id: string }[]>`select id from tools where organization_id = ${organizationId}`
    await seedStory(owner(), { organizationId, toolId: tool?.id ?? '', startedAt: inWeek })
    await tellAnomalies({ now: new Date(inWeek.getTime() + HOUR), stillMine })
    await owner()`update outbox set state = 'dropped'`
    await score(monday)
    await digests(monday)
    expect((await mails()).filter(({ text }) => text.includes('OUT OF THE ORDINARY THIS WEEK'))).toHaveLength(1)
  })
})
