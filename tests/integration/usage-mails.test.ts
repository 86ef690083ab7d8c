import { beforeAll, describe, expect, it } from 'vitest'
import { checkBudgets } from '@/lib/budgets/commands'
import { sendMonthlySummaries } from '@/lib/notifications/commands/monthly-summaries'
import { tellConsumerAlerts, tellUsageWarnings } from '@/lib/notifications/commands/tell-usage'
import { addDays, HOUR, MINUTE } from '@/lib/time'
import { seedConsumers, seedTools } from '../support/calls'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'
import { createPerson } from '../support/people'

const database = useDatabase()
const DOLLAR = 1_000_000
const now = new Date('2026-03-20T12:00:00Z')
const midnight = new Date('2026-03-20T00:00:00Z')
const always = async () => true
const minutesLater = (minutes: number) => new Date(now.getTime() + minutes * MINUTE)

beforeAll(() => {
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
})

/** What happens every five minutes, and then within the minute. */
async function pass(at: Date) {
  await checkBudgets(jobContext(at), { now: at, stillMine: always })
  return tell(at)
}
async function tell(at: Date) {
  const work = { now: at, stillMine: always }
  return [await tellUsageWarnings(work), await tellConsumerAlerts(work)]
}

async function seedCaller(facts: { balance?: number; budget?: number; members?: number; zone?: string } = {}) {
  const owner = database.owner()
  const [consumer] = await seedConsumers(owner, 1)
  const { organization: publisher, tools } = await seedTools(owner, 1)
  const { id = '', organization = '' } = consumer ?? {}
  await owner`update organizations set time_zone = ${facts.zone ?? 'UTC'}, name = 'Orchard' where id = ${organization}`
  await owner`
    update consumers set balance_micros = ${facts.balance === undefined ? null : facts.balance * DOLLAR}, budget_micros = ${facts.budget === undefined ? null : facts.budget * DOLLAR}
    where id = ${id}`
  for (let i = 0; i < (facts.members ?? 1); i++) await createPerson({ organizationId: organization, memberRole: i === 0 ? 'owner' : 'member' })
  const spend = (dollars: number, day = midnight) => owner`
    insert into consumer_usage_daily as u (tool_id, consumer_id, day_at, organization_id, consumer_organization_id, invocations, rated, errors, latency_count, latency_sum_ms, spend_micros)
    values (${tools[0] ?? ''}, ${id}, ${day}, ${publisher}, ${organization}, 10, 10, 0, 10, 900, ${dollars * DOLLAR})
    on conflict (tool_id, day_at, consumer_id) do update set spend_micros = u.spend_micros + excluded.spend_micros`
  const set = (column: 'budget_micros' | 'balance_micros', dollars: number) =>
    owner`update consumers set ${owner(column)} = ${dollars * DOLLAR} where id = ${id}`
  const mails = async () =>
    (await owner`select subject from outbox where organization_id = ${organization} order by created_at, subject`).map((row) => String(row.subject))
  return { id, organization, spend, set, mails }
}

describe('mails about the budget', () => {
  it('tell the highest of the levels that were jumped, each level once, and once that it is over', async () => {
    const caller = await seedCaller({ budget: 100, members: 2 })
    await caller.spend(85)
    await pass(now)
    const warned = 'Orchard: 85\u00a0% of March’s budget is spent'
    expect(await caller.mails()).toEqual([warned, warned])
    await Promise.all([tell(minutesLater(1)), tell(minutesLater(1)), pass(minutesLater(5))])
    expect(await caller.mails()).toHaveLength(2)

    await caller.spend(6)
    await pass(minutesLater(10))
    expect((await caller.mails()).slice(2)).toEqual(Array(2).fill('Orchard: 91\u00a0% of March’s budget is spent'))

    await caller.set('budget_micros', 200)
    await pass(minutesLater(15))
    await pass(minutesLater(20))
    const over = (await caller.mails()).slice(4)
    // 90 and 80 ended at once: the higher one is said, 45 % of the new budget.
    expect(over).toEqual(Array(2).fill('Orchard: March’s budget is at 45\u00a0% again'))

    await caller.spend(90)
    await pass(minutesLater(25))
    // 80 and 90 were told this month.
    expect(await caller.mails()).toHaveLength(6)
    await caller.spend(25)
    await pass(minutesLater(30))
    // The first time at 100 %: one mail, not a warning and an alert.
    expect((await caller.mails()).slice(6)).toEqual(Array(2).fill('Orchard: March’s budget is spent'))
  })

  it('are not written for what is no longer so, nor after a day', async () => {
    const caller = await seedCaller({ budget: 100 })
    await caller.spend(85)
    await checkBudgets(jobContext(now), { now, stillMine: always })
    await caller.set('budget_micros', 500)
    await tell(minutesLater(1))
    await caller.set('budget_micros', 100)
    await tell(addDays(now, 1))
    expect(await caller.mails()).toEqual([])
  })

  it('a budget that is exceeded again in the month is told by its alert', async () => {
    const caller = await seedCaller({ budget: 50 })
    await caller.spend(60)
    await pass(now)
    await caller.set('budget_micros', 100)
    await pass(minutesLater(10))
    await caller.spend(45)
    await pass(minutesLater(80))
    expect(await caller.mails()).toEqual([
      'Orchard: March’s budget is spent',
      'Orchard: March’s budget is at 60\u00a0% again',
      'Orchard: the budget is exceeded',
    ])
  })
})

describe('mails about the balance', () => {
  it('come once while it lasts, not again within the hour, again after it; never when it has passed before', async () => {
    const caller = await seedCaller({ balance: 2 })
    for (let day = 1; day <= 10; day++) await caller.spend(1, addDays(midnight, -day))
    await pass(now)
    await pass(minutesLater(5))
    expect(await caller.mails()).toEqual(['Orchard: the balance is low'])
    await caller.set('balance_micros', 90)
    await pass(minutesLater(10))
    await caller.set('balance_micros', 2)
    await pass(minutesLater(15))
    expect(await caller.mails()).toHaveLength(1)
    await caller.set('balance_micros', 90)
    await pass(minutesLater(20))
    await caller.set('balance_micros', 2)
    await checkBudgets(jobContext(minutesLater(70)), { now: minutesLater(70), stillMine: always })
    await caller.set('balance_micros', 90)
    await checkBudgets(jobContext(minutesLater(71)), { now: minutesLater(71), stillMine: always })
    await tell(minutesLater(71))
    expect(await caller.mails()).toHaveLength(1)
    await caller.set('balance_micros', 2)
    await pass(minutesLater(140))
    expect(await caller.mails()).toHaveLength(2)
  })

  it('do not reach a person who has opted out', async () => {
    const caller = await seedCaller({ balance: 0 })
    await caller.spend(5, addDays(midnight, -1))
    await database.owner()`
      insert into notification_preferences (user_id, category, channel, enabled)
      select user_id, 'consumer_alerts', 'email', false from members where organization_id = ${caller.organization}`
    await pass(now)
    expect(await caller.mails()).toEqual([])
  })
})

describe('the monthly summary', () => {
  const send = (at: Date) => sendMonthlySummaries({ now: at, stillMine: always })
  it('comes on the 1st at nine of the zone, once a person, to callers with members and calls', async () => {
    const zone = 'Asia/Kolkata'
    const caller = await seedCaller({ budget: 100, balance: 50, zone, members: 2 })
    const idle = await seedCaller({ zone })
    const nobody = await seedCaller({ zone, members: 0 })
    for (const each of [caller, nobody]) await each.spend(40, new Date('2026-03-09T00:00:00Z'))
    await idle.spend(40, new Date('2026-02-09T00:00:00Z'))
    const nine = new Date('2026-04-01T03:30:00Z')
    expect(await send(new Date(nine.getTime() - 1))).toMatchObject({ changed: 0 })
    const runs = await Promise.all([send(nine), send(nine)])
    expect(runs.reduce((sum, run) => sum + run.changed, 0)).toBe(2)
    expect(await send(new Date(nine.getTime() + 3 * HOUR))).toMatchObject({ checked: 0, changed: 0 })
    expect(await caller.mails()).toEqual(Array(2).fill('Orchard: March 2026 cost $40.00'))
    expect(await idle.mails()).toEqual([])
    expect(await nobody.mails()).toEqual([])
    const [mail] = await database.owner()`select text, category from outbox where organization_id = ${caller.organization} limit 1`
    expect(mail?.category).toBe('monthly_summary')
    expect(mail?.text.replaceAll('\u00a0', ' ')).toContain('That is 40 % of the budget of $100.00.')
    // The next month is another one.
    await caller.spend(7, new Date('2026-04-09T00:00:00Z'))
    await send(new Date('2026-05-01T05:00:00Z'))
    expect((await caller.mails()).slice(2)).toEqual(Array(2).fill('Orchard: April 2026 cost $7.00'))
  })
})
