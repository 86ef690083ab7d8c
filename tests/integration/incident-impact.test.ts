import { expect, it } from 'vitest'
import { withPlatform } from '@/db/client'
import { changeStatus, resolveIncident } from '@/lib/incidents/commands/change-status'
import { followIncidents } from '@/lib/incidents/commands/follow-incidents'
import { openIncident } from '@/lib/incidents/commands/open-incident'
import type { Coverage } from '@/lib/incidents/model'
import { findIncident } from '@/lib/incidents/queries/find-incident'
import { DAY, HOUR, MINUTE } from '@/lib/time'
import { type Call, makeCalls, randomNumbers, seedConsumers, seedTools, storeCalls } from '../support/calls'
import { useDatabase } from '../support/database'
import { incidentInput, staffAt } from '../support/incidents'
import { jobContext } from '../support/ingest'

const { owner } = useDatabase()
const now = new Date('2026-03-10T12:00:00Z')
const at = (ms: number) => new Date(now.getTime() + ms)
const follow = (ms: number) => followIncidents(jobContext(at(ms)), { now: at(ms), stillMine: async () => true })

/** The ledger as one would count it by hand: call by call. */
function recount(calls: Call[], covers: (tool: string) => boolean, from: Date, to: Date, price: Map<string, number>, organizationOf: Map<string, string>) {
  const failed = calls.filter((call) => call.outcome === 'error' && covers(call.tool) && call.at >= from && call.at < to)
  const organizations = new Map<string, { failedCalls: number; revenueMicros: number }>()
  const add = (key: string, lost: number) => {
    const before = organizations.get(key) ?? { failedCalls: 0, revenueMicros: 0 }
    organizations.set(key, { failedCalls: before.failedCalls + 1, revenueMicros: before.revenueMicros + lost })
  }
  for (const call of failed) {
    const lost = price.get(call.tool) ?? 0
    add(`publisher ${call.organization}`, lost)
    add(`consumer ${organizationOf.get(call.consumer)}`, lost)
  }
  return {
    consumers: new Set(failed.map(({ consumer }) => consumer)).size,
    failedCalls: failed.length,
    revenueMicros: failed.reduce((sum, { tool }) => sum + (price.get(tool) ?? 0), 0),
    minutes: new Set(failed.map((call) => Math.floor(call.at.getTime() / MINUTE))),
    organizations,
  }
}

it('counts what an incident has cost whom as a count by hand does, anew while it is open and for good once it is over', async () => {
  const [first, second] = [await seedTools(owner(), 3), await seedTools(owner(), 2)]
  const consumers = await seedConsumers(owner(), 12)
  const organizationOf = new Map(consumers.map(({ id, organization }) => [id, organization]))
  const random = randomNumbers(7)
  const who = (seeded: typeof first) => ({ organization: seeded.organization, tools: seeded.tools, consumers: consumers.map(({ id }) => id) })
  const calls = [first, second].flatMap((seeded) => makeCalls(random, 1_500, at(-2 * HOUR), at(2 * HOUR), who(seeded)))
  await storeCalls(owner(), calls)
  const [one = '', two = '', three = ''] = first.tools
  await owner()`update tools set route = '/v1/two', depends_on = '{acme}' where id = ${two}`
  // What a call brought on the days before: the sums of two days over the calls that succeeded; the last tool has no past.
  const price = new Map<string, number>()
  for (const [i, tool] of [...first.tools, ...second.tools.slice(0, 1)].entries()) {
    const organization = i < 3 ? first.organization : second.organization
    for (const day of [3, 9, 40]) {
      await owner()`insert into tool_metrics_daily (tool_id, organization_id, bucket_at, invocations, rated, errors, errors4xx, errors429, errors5xx, errors_developer, errors_consumer, errors_platform,
          errors_upstream, fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers, sketch_keys, sketch_counts)
        values (${tool}, ${organization}, ${at(-day * DAY - 12 * HOUR)}, 110, 110, 10, 0, 0, 10, 10, 0, 0, 0, 110, 10, 0, 0, ${day === 40 ? 9_999_999 : 100 * (i + 1) * 1_000}, 5, '{}', '{}')`
    }
    price.set(tool, (i + 1) * 1_000)
  }
  await owner()`insert into systems (key, name) values ('api', 'API'), ('jobs', 'Jobs') on conflict (key) do nothing`
  const ctx = await staffAt('elevated_admin', now)
  const cases: { coverage: Coverage; routes?: string[]; tools?: string[]; provider?: string; covers: (tool: string) => boolean }[] = [
    { coverage: 'everything', covers: () => true },
    { coverage: 'some', routes: ['/v1/two'], tools: [three], covers: (tool) => tool === two || tool === three },
    { coverage: 'provider', provider: 'acme', covers: (tool) => tool === two },
    { coverage: 'some', tools: [one], covers: (tool) => tool === one },
  ]
  const opened = []
  for (const { covers, ...change } of cases) {
    const { incident } = await openIncident(ctx, incidentInput({ title: `Case ${opened.length}`, severity: 3, startedAt: at(-HOUR), ...change }))
    opened.push({ id: incident.id, covers })
  }
  const found = async (id: string) => (await withPlatform((tx) => findIncident(tx, id, now)))?.impact
  await follow(30 * MINUTE)
  for (const { id, covers } of opened) {
    const expected = recount(calls, covers, at(-HOUR), at(30 * MINUTE), price, organizationOf)
    expect(expected.failedCalls).toBeGreaterThan(20)
    const impact = await found(id)
    expect(impact).toMatchObject({
      consumers: expected.consumers,
      failedCalls: expected.failedCalls,
      revenueMicros: expected.revenueMicros,
      slaMinutes: expected.minutes.size,
      frozenAt: null,
    })
    expect(
      new Map(
        impact?.organizations.map(({ id: organization, role, failedCalls, revenueMicros }) => [`${role} ${organization}`, { failedCalls, revenueMicros }]),
      ),
    ).toEqual(expected.organizations)
  }

  // One is over: its end is that of its effects, and it stays as it was whatever arrives later.
  const [over] = opened
  if (!over) throw new Error('nothing was opened')
  const id = over.id
  await changeStatus({ ...ctx, now: at(40 * MINUTE) }, id, { version: 1, status: 'monitoring', body: '', visibility: 'internal' })
  await resolveIncident({ ...ctx, now: at(50 * MINUTE) }, id, { version: 2, body: '', visibility: 'internal' })
  await Promise.all([follow(56 * MINUTE), follow(56 * MINUTE)])
  const expected = recount(calls, () => true, at(-HOUR), at(40 * MINUTE), price, organizationOf)
  const frozen = await found(id)
  expect(frozen).toMatchObject({
    failedCalls: expected.failedCalls,
    revenueMicros: expected.revenueMicros,
    slaMinutes: expected.minutes.size,
    frozenAt: at(56 * MINUTE),
  })
  const late: Call[] = [{ tool: one, organization: first.organization, consumer: consumers[0]?.id ?? '', at: at(0), outcome: 'error', statusCode: 500 }]
  await storeCalls(owner(), late)
  await follow(90 * MINUTE)
  expect(await found(id)).toEqual(frozen)

  // A system that is out counts its minutes, also where no call came through at all.
  const { incident } = await openIncident(
    ctx,
    incidentInput({
      title: 'Silence',
      startedAt: at(-2 * DAY),
      coverage: 'everything',
      systems: [
        { key: 'api', impact: 'major_outage' },
        { key: 'jobs', impact: 'degraded' },
      ],
    }),
  )
  await changeStatus({ ...ctx, now: at(90 * MINUTE) }, incident.id, { version: 1, status: 'monitoring', body: '', visibility: 'internal' })
  await owner()`update incidents set mitigated_at = ${at(-2 * DAY + 90_000)} where id = ${incident.id}`
  await follow(91 * MINUTE)
  expect(await found(incident.id)).toMatchObject({ consumers: 0, failedCalls: 0, revenueMicros: 0, slaMinutes: 2 })
})
