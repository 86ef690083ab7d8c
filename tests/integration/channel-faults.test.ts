import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { channelInputSchema } from '@/lib/channels/channel-input'
import { addChannel } from '@/lib/channels/commands/manage'
import { sendAlerts } from '@/lib/channels/commands/send-alerts'
import { HOUR, MINUTE, SECOND } from '@/lib/time'
import { fire, fireMany, move, seedRule } from '../support/channels'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'
import { createOrganization, createPerson } from '../support/people'
import { startReceiver, type WebhookReceiver } from '../support/webhook-receiver'

// What becomes of alerts when what tells them dies, doubles, or finds nobody at the other end. The whole
// figures (200 kills, 10,000 alerts) are asked for by the environment; every run does the same in small.

const KILLS = Number(process.env.CHANNEL_KILLS ?? 4)
const KILLED_RULES = Number(process.env.CHANNEL_KILLED_RULES ?? 20)
const STORM = Number(process.env.CHANNEL_STORM ?? 2_000)
/** How long a test may take on a machine that has other things to do; alone each takes seconds. */
const PATIENCE_MS = 300 * SECOND * Math.max(1, KILLS / 20, STORM / 2_000)

const database = useDatabase()
const { owner } = database
const now = new Date('2026-03-02T09:00:00Z')
const later = (ms: number) => new Date(now.getTime() + ms)
const stillMine = async () => true
const run = (at: Date) => sendAlerts(jobContext(at), { now: at, stillMine }, { timeoutSeconds: 10 })

let receiver: WebhookReceiver
let treat: Parameters<typeof startReceiver>[0] = () => 'accept'
let organizationId: string

interface Told {
  data: { counts: { firing: number; ended: number }; firing: { id: string }[]; ended: { id: string }[] }
}
/** What the receiver took in, each message once, in order. */
function taken(): Told[] {
  const seen = new Set<string>()
  return receiver.requests.flatMap(({ id, body, treatment }) => {
    if (seen.has(id) || treatment !== 'accept') return []
    seen.add(id)
    return [JSON.parse(body) as Told]
  })
}

beforeAll(() => {
  process.env.LOG_LEVEL = 'silent'
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
})
beforeEach(async () => {
  await owner()`truncate alert_events, alerts, alert_rules, channels, channel_inbox, channel_groups, channel_deliveries, channel_attempts, alert_rule_channels cascade`
  treat = () => 'accept'
  receiver = await startReceiver((request) => treat(request))
  process.env.SAFE_FETCH_ALLOW = receiver.origin.replace('http://', '')
  organizationId = (await createOrganization()).id
  const { actor } = await createPerson({ organizationId })
  const input = channelInputSchema.parse({ kind: 'webhook', name: 'a', url: `${receiver.origin}/a` })
  await addChannel({ actor, now, requestId: 'test', ip: null }, organizationId, input)
})
afterEach(async () => {
  await receiver.close()
  process.env.SAFE_FETCH_ALLOW = ''
})

describe('alerts', () => {
  it(
    'all arrive when what tells them is killed again and again',
    async () => {
      // A message lists twenty; more rules have fewer each, so that there is always something left to kill at.
      const PER_RULE = Math.max(1, Math.min(10, Math.round(1_000 / KILLED_RULES)))
      // All before the first is told again, which is after four hours.
      const apart = Math.min(MINUTE, (3 * HOUR) / KILLED_RULES)
      for (let rule = 0; rule < KILLED_RULES; rule++) {
        const ruleId = await seedRule(owner(), organizationId, `Rule ${rule}`)
        await fireMany(owner(), { organizationId, ruleId, at: later(rule * apart), count: PER_RULE })
      }
      const until = later(KILLED_RULES * apart + 30 * MINUTE)
      const start = (): ChildProcess =>
        spawn(process.execPath, ['--import', 'tsx', 'tests/support/channel-worker.ts'], {
          env: { ...process.env, DATABASE_URL: database.url(), ALERTS_AT: now.toISOString(), ALERTS_UNTIL: until.toISOString(), DATABASE_POOL_SIZE: '4' },
          stdio: 'ignore',
        })
      let killed = 0
      for (; killed < KILLS; killed++) {
        const before = receiver.requests.length
        const worker = start()
        const ended = once(worker, 'exit')
        // Killed a moment after it has begun to send: somewhere between asking, sending and writing down.
        for (let look = 0; look < 1_500 && receiver.requests.length === before && worker.exitCode === null; look++) await sleep(20)
        await sleep(Math.random() * 150)
        if (worker.exitCode !== null) break
        worker.kill('SIGKILL')
        await ended
      }
      await once(start(), 'exit')
      expect(killed).toBe(KILLS)
      const distinct = new Set(taken().flatMap(({ data }) => data.firing.map(({ id }) => id)))
      expect(distinct.size).toBe(KILLED_RULES * PER_RULE)
      expect(taken()).toHaveLength(KILLED_RULES)
      // A message comes again only where its answer was not written down: once a kill at most, with the same bytes.
      expect(receiver.requests.length - KILLED_RULES).toBeLessThanOrEqual(killed * 4)
      const bodies = new Map<string, Set<string>>()
      for (const { id, body } of receiver.requests) bodies.set(id, (bodies.get(id) ?? new Set()).add(body))
      expect([...bodies.values()].every((each) => each.size === 1)).toBe(true)
      const [left] = await owner()`select count(*)::int as n from channel_deliveries where state <> 'delivered'`
      expect(left?.n).toBe(0)
    },
    PATIENCE_MS,
  )

  it(
    'arrive once when eight tell them at once',
    async () => {
      for (let rule = 0; rule < 20; rule++) await fire(owner(), { organizationId, ruleId: await seedRule(owner(), organizationId, `Rule ${rule}`), at: now })
      await Promise.all(Array.from({ length: 8 }, () => run(later(MINUTE))))
      await run(later(2 * MINUTE))
      expect(receiver.requests).toHaveLength(20)
      expect(new Set(taken().flatMap(({ data }) => data.firing.map(({ id }) => id))).size).toBe(20)
    },
    PATIENCE_MS,
  )

  it(
    'that began and ended while a channel was away for two hours are told within five minutes of its return, in order',
    async () => {
      treat = () => 'fail'
      const told: string[] = []
      for (let rule = 0; rule < 8; rule++) {
        const ruleId = await seedRule(owner(), organizationId, `Rule ${rule}`)
        told.push(await fire(owner(), { organizationId, ruleId, at: later(rule * 12 * MINUTE) }))
      }
      // The first was offered and ends while nobody listens; the second ends before anybody was told.
      for (let minute = 1; minute <= 120; minute += 7) {
        await run(later(minute * MINUTE))
        if (minute === 57) await move(owner(), told.slice(0, 1), 'resolved', later(58 * MINUTE))
      }
      const failed = receiver.requests.length
      // One message at a time is tried, not all of them.
      expect(failed).toBeLessThan(60)
      treat = () => 'accept'
      for (let second = 0; second <= 300; second += 20) await run(later(2 * HOUR + second * SECOND))
      const firing = taken().flatMap(({ data }) => data.firing.map(({ id }) => id))
      expect(new Set([...firing, ...taken().flatMap(({ data }) => data.ended.map(({ id }) => id))])).toEqual(new Set(told))
      for (const id of told) {
        const opened = taken().findIndex(({ data }) => data.firing.some((alert) => alert.id === id))
        const ended = taken().findIndex(({ data }) => data.ended.some((alert) => alert.id === id))
        if (ended >= 0 && opened >= 0) expect(opened).toBeLessThan(ended)
      }
      // What was over by then is told as over, not as firing.
      expect(firing).not.toContain(told[0])
      const [left] = await owner()`select count(*)::int as n from channel_deliveries where state in ('pending', 'sending', 'dead')`
      expect(left?.n).toBe(0)
    },
    PATIENCE_MS,
  )

  it(
    'of a storm come as one message in five minutes, which counts them',
    async () => {
      const ruleId = await seedRule(owner(), organizationId)
      for (let part = 0; part < 10; part++) {
        await fireMany(owner(), { organizationId, ruleId, at: later(part * 6 * SECOND), count: STORM / 10 })
        await run(later(part * 6 * SECOND))
      }
      for (let second = 60; second < 330; second += 60) await run(later(second * SECOND))
      expect(taken()).toHaveLength(1)
      expect(taken()[0]?.data.firing).toHaveLength(20)
      await run(later(335 * SECOND))
      expect(taken()).toHaveLength(2)
      expect(taken().reduce((sum, { data }) => sum + data.counts.firing, 0)).toBe(STORM)
    },
    PATIENCE_MS,
  )
})
