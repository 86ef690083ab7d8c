import { randomUUID } from 'node:crypto'
import type postgres from 'postgres'
import { beforeAll, describe, expect, it } from 'vitest'
import { GET } from '@/app/api/demo/health/[tool]/route'
import { reserveConnection } from '@/db/client'
import { copyRows } from '@/db/demo/copy'
import { people } from '@/db/demo/people'
import { auth } from '@/lib/auth/server'
import { loadDemo } from '@/lib/demo/commands/load-demo'
import { removeDemo } from '@/lib/demo/commands/remove-demo'
import { startDemoTraffic } from '@/lib/demo/commands/simulate-traffic'
import { findProbeAnswer } from '@/lib/demo/queries'
import { rollupMetrics } from '@/lib/metrics/commands'
import { probeTools } from '@/lib/probes/commands'
import { addDays, floorTo, HOUR, MINUTE, startOfDay } from '@/lib/time'
import { aggregateUsage } from '@/lib/usage/commands'
import { serveHandler } from '../support/app-server'
import { seedConsumers, seedTools, storeCalls } from '../support/calls'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'
import { freshAddress } from '../support/people'

const database = useDatabase()
// Loaded twenty minutes ago: what the generator makes up for is neither in the future nor long.
const loadedAt = new Date(Date.now() - 20 * MINUTE)
const PASSWORD = 'a password of the demo'
const options = { seed: 20, now: loadedAt, appUrl: 'http://localhost:3999', password: PASSWORD }

/** Every table, as count and hash of its rows, but for the moments at which rows were written. */
// What detection keeps is not compared: it follows real tools, too, and has ids and moments of its own each time.
async function snapshot(owner: postgres.Sql, only?: string[]): Promise<Record<string, string>> {
  const tables = await owner<{ name: string }[]>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and relname not in ('journal', 'leases', 'metric_progress', 'recount_marks', 'status_snapshots') and relname not like 'anomaly%'`
  const found: Record<string, string> = {}
  for (const { name } of tables) {
    if (only && !only.includes(name)) continue
    const [row] = await owner<{ hash: string }[]>`
      select count(*) || ' ' || coalesce(sum(hashtextextended((to_jsonb(t) - array['created_at', 'updated_at', 'calculated_at', 'password', 'received_at', 'written_in'])::text, 0)), 0) as hash
      from ${owner(name)} t`
    found[name] = row?.hash ?? ''
  }
  return found
}

/** A publisher, callers and what they do, none of it simulated. */
async function seedRealRows(owner: postgres.Sql): Promise<void> {
  const { organization, tools } = await seedTools(owner, 2)
  const consumers = await seedConsumers(owner, 3)
  const yesterday = addDays(startOfDay(loadedAt), -1)
  await storeCalls(
    owner,
    Array.from({ length: 40 }, (_, i) => ({
      tool: tools[i % 2] as string,
      organization,
      consumer: consumers[i % 3]?.id as string,
      at: new Date(yesterday.getTime() + i * 7 * MINUTE),
    })),
  )
  await rollupMetrics(jobContext(loadedAt), { now: loadedAt, stillMine: async () => true })
  await aggregateUsage(jobContext(loadedAt), { now: loadedAt, stillMine: async () => true })
  await owner`insert into reviews (organization_id, tool_id, external_id, rating, posted_at) values (${organization}, ${tools[0] as string}, 'real review', 4, now())`
  await owner`insert into fault_windows (kind, source, label, provider, from_at) values ('upstream', 'real incident', 'Real', 'somebody', now())`
  await owner`insert into users (name, email) values ('Real Person', 'person@real.example')`
}

let before: Record<string, string>
let loaded: Record<string, string>
let counts: Awaited<ReturnType<typeof loadDemo>>

beforeAll(async () => {
  process.env.BETTER_AUTH_SECRET = 'a secret for tests that is long enough'
  await seedRealRows(database.owner())
  before = await snapshot(database.owner())
  counts = await loadDemo(options)
  loaded = await snapshot(database.owner())
}, 900_000)

describe('a loaded marketplace', () => {
  it('has the size that was promised', async () => {
    const [row] = await database.owner()`
      select (select count(*)::int from organizations where simulated) as organizations,
        (select count(*)::int from tools t join organizations o on o.id = t.organization_id and o.simulated) as tools,
        (select count(*)::int from developers d join organizations o on o.id = d.organization_id and o.simulated) as developers,
        (select count(*)::int from consumers c join organizations o on o.id = c.organization_id and o.simulated) as consumers,
        (select count(distinct bucket_at)::int from tool_metrics_daily m join organizations o on o.id = m.organization_id and o.simulated
          where bucket_at >= ${addDays(startOfDay(loadedAt), -60)} and bucket_at < ${startOfDay(loadedAt)}) as days,
        (select count(*)::int from developer_health_scores s join organizations o on o.id = s.organization_id and o.simulated) as receipts`
    expect(row).toMatchObject({ organizations: 440, tools: 120, developers: 40, consumers: 400, receipts: 40 * 29 })
    expect(row?.days).toBe(60)
    expect(counts).toMatchObject({ organizations: 440, tools: 120, receipts: 40 * 29 + 400 + 3 * 28 })
  })

  it('has developers of every kind: new, held down by the cap, in the middle, at the top', async () => {
    const scores = await database.owner()<{ name: string; state: string; score: number | null; cappedAt: number | null; grade: string }[]>`
      select o.name, s.state, s.score, s.capped_at as "cappedAt", s.grade
      from developer_health_scores s join organizations o on o.id = s.organization_id and o.simulated
      where s.as_of = ${startOfDay(loadedAt)}`
    const of = (name: string) => scores.find((row) => row.name === name)
    expect(of('Murmur Works')).toMatchObject({ state: 'new', score: null })
    expect(of('Ringline')).toMatchObject({ cappedAt: 59, score: 59 })
    expect(of('Lexaria Labs')?.score).toBeGreaterThanOrEqual(85)
    expect(of('Lexaria Labs')?.score).toBeLessThan(95)
    expect(scores.filter((row) => row.grade?.startsWith('A')).length).toBeGreaterThanOrEqual(5)
    expect(scores.filter((row) => row.score !== null && row.score >= 55 && row.score < 80).length).toBeGreaterThanOrEqual(8)
    expect(scores.filter((row) => row.score !== null && row.score < 50).length).toBeGreaterThanOrEqual(3)
  })

  it('is compared with itself: standings of last night and a week before, quartiles of all, none of its small categories', async () => {
    const owner = database.owner()
    const groups = await owner`select distinct category, simulated from peer_groups`
    expect(groups.map((row) => ({ ...row }))).toEqual([{ category: '', simulated: true }])
    const nights = await owner`
      select p.as_of, count(distinct p.developer_id)::int as developers, (count(*) filter (where p.state = 'ranked'))::int as ranked, bool_and(o.simulated) as simulated
      from peer_standings p join organizations o on o.id = p.organization_id group by p.as_of order by p.as_of`
    const today = startOfDay(loadedAt)
    expect(nights).toMatchObject([addDays(today, -7), today].map((asOf) => ({ as_of: asOf, developers: 40, simulated: true })))
    expect(Math.min(...nights.map(({ ranked }) => ranked))).toBeGreaterThan(100)
  })

  it('is what its calls say: counted again by the product, nothing changes', async () => {
    const owner = database.owner()
    await owner`
      insert into rollup_marks (tool_id, organization_id, bucket_at)
      select distinct tool_id, organization_id, date_bin('5 minutes', occurred_at, 'epoch') from invocations
      where organization_id in (select id from organizations where simulated)`
    const { checked } = await rollupMetrics(jobContext(loadedAt), { now: loadedAt, stillMine: async () => true })
    expect(checked).toBeGreaterThan(10_000)
    await aggregateUsage(jobContext(loadedAt), { now: loadedAt, stillMine: async () => true })
    const counted = ['tool_metrics_5m', 'tool_metrics_hourly', 'tool_metrics_daily', 'tool_consumers_daily', 'consumer_usage_daily']
    expect(await snapshot(owner, counted)).toEqual(Object.fromEntries(counted.map((table) => [table, loaded[table]])))
  }, 900_000)

  it('has stories of what was planted, found by the real detection with their causes', async () => {
    const stories = await database.owner()<
      { organization: string | null; kind: string | null; label: string | null; pattern: string | null; tools: string[]; state: string }[]
    >`
      select o.name as organization, s.facts->'cause'->>'kind' as kind, s.facts->'cause'->>'label' as label, s.facts->'cause'->>'pattern' as pattern, s.state,
        array(select t->>'name' from jsonb_array_elements(s.facts->'affected'->'tools') t order by 1) as tools
      from anomaly_stories s left join organizations o on o.id = s.organization_id where s.state <> 'withdrawn' order by s.started_at`
    const of = (organization: string | null, tool: string) => stories.filter((story) => story.organization === organization && story.tools.includes(tool))
    expect(of('Lexaria Labs', 'Term Extractor')).toMatchObject([{ kind: 'consumer', pattern: 'retry_loop', state: 'ongoing' }])
    expect(of('Lexaria Labs', 'Tone Rewrite')).toMatchObject([{ kind: 'provider', label: 'northgate-llm', pattern: 'credentials' }])
    expect(of('Waystone Maps', 'Route Planner')).toMatchObject([
      { kind: 'version', label: '2.4.0' },
      { kind: 'provider', label: 'cartograph' },
    ])
    expect(of(null, 'Map Tiles')).toMatchObject([
      { kind: 'provider', label: 'cartograph', tools: ['Address Lookup', 'Map Tiles', 'Parking Near', 'Route Planner', 'Static Map', 'Travel Times'] },
    ])
  })

  it('has usage that adds up to the days of its tools', async () => {
    const [row] = await database.owner()`
      select count(*)::int as days, count(*) filter (where u.calls = m.invocations and u.consumers = m.consumers and u.spend = m.revenue_micros)::int as equal
      from tool_metrics_daily m
      join organizations o on o.id = m.organization_id and o.simulated
      left join (
        select tool_id, day_at, sum(invocations) as calls, count(*) as consumers, sum(spend_micros) as spend from consumer_usage_daily group by 1, 2
      ) u on u.tool_id = m.tool_id and u.day_at = m.bucket_at
      where m.bucket_at >= ${addDays(startOfDay(loadedAt), -60)}`
    expect(row?.days).toBeGreaterThan(6_500)
    expect(row?.equal).toBe(row?.days)
  })

  it('has sketches whose quantiles are those of the calls to within two percent', async () => {
    const rows = await database.owner()<{ q: number; sketched: number; exact: number }[]>`
      select q, sketch_quantile(m.sketch_keys, m.sketch_counts, q) as sketched,
        (select percentile_disc(q) within group (order by latency_ms)::float8 from invocations i
         where i.tool_id = m.tool_id and i.occurred_at >= m.bucket_at and i.occurred_at < m.bucket_at + interval '1 day') as exact
      from tool_metrics_daily m join organizations o on o.id = m.organization_id and o.simulated, unnest(array[0.5, 0.95, 0.99]::float8[]) q
      where m.bucket_at = ${addDays(startOfDay(loadedAt), -1)}`
    expect(rows.length).toBeGreaterThan(300)
    for (const { sketched, exact } of rows) expect(Math.abs(sketched - exact)).toBeLessThanOrEqual(exact * 0.0191)
  })

  it('has incidents of each kind in its past, told in the order in which they happened', async () => {
    const owner = database.owner()
    const incidents = await owner`
      select i.severity, i.status, i.closed_at is not null as closed, i.public, p.published_at is not null as published,
        (select count(*)::int from incident_alerts a where a.incident_id = i.id) as alerts,
        (select count(*)::int from incident_followups f where f.incident_id = i.id and f.state = 'done' and f.signal is not null) as proved
      from incidents i left join postmortems p on p.incident_id = i.id where i.simulated order by i.started_at`
    expect(incidents.map((row) => ({ ...row }))).toEqual([
      { severity: 4, status: 'resolved', closed: true, public: false, published: false, alerts: 0, proved: 0 },
      { severity: 2, status: 'resolved', closed: false, public: true, published: true, alerts: 0, proved: 1 },
      // Nothing follows from it: the job closes it a day later.
      { severity: 3, status: 'resolved', closed: false, public: true, published: false, alerts: 0, proved: 0 },
      { severity: 3, status: 'identified', closed: false, public: true, published: false, alerts: 2, proved: 0 },
    ])
    const [late] = await owner`
      select count(*)::int as n from incident_entries e join incidents i on i.id = e.incident_id and i.simulated
      where e.at > ${loadedAt} or e.at < i.started_at`
    expect(late?.n).toBe(0)
    // Nobody rewrites a story, and nobody makes an incident simulated to be rid of it.
    await expect(owner`update incident_entries set body = '' where body <> ''`).rejects.toThrow('append-only')
    await expect(owner`update incidents set simulated = not simulated`).rejects.toThrow('never changes')
  })

  it('lets its people sign in', async () => {
    for (const { email, name } of people) {
      const { user } = await auth().api.signInEmail({
        body: { email, password: PASSWORD },
        headers: new Headers({ origin: 'http://localhost:3000', 'x-forwarded-for': freshAddress() }),
      })
      expect(user.name).toBe(name)
    }
  })

  it('answers for its health endpoints as the stories have it', async () => {
    const endpoints = await database.owner()<{ name: string; slug: string; endpoint: string }[]>`
      select t.name, t.slug, t.health_endpoint as endpoint from tools t join organizations o on o.id = t.organization_id and o.simulated
      where t.name in ('Sanction Check', 'Route Planner', 'Brief Summary', 'Upscale Four')`
    const answers: Record<string, unknown> = {}
    for (const { name, slug, endpoint } of endpoints) {
      if (endpoint !== null) expect(endpoint).toBe(`http://localhost:3999/api/demo/health/${slug}`)
      answers[name] = (await findProbeAnswer(slug, loadedAt))?.state ?? null
    }
    expect(answers).toEqual({ 'Sanction Check': 'down', 'Route Planner': 'degraded', 'Brief Summary': 'up', 'Upscale Four': null })
    expect(await findProbeAnswer('no-such-tool', loadedAt)).toBeNull()
  })
})

describe('rows through a temporary table', () => {
  it('reach the tables of a login that row-level security holds', async () => {
    const connection = await reserveConnection()
    try {
      await connection`begin`
      const id = randomUUID()
      const rows = [{ id, name: 'Tab\there\nand "there" \\', slug: id, simulated: false, metadata: null, createdAt: loadedAt }]
      expect(await copyRows({ sql: connection, direct: false }, 'organizations', rows)).toBe(1)
      const tools = [{ id: randomUUID(), organizationId: id, developerId: randomUUID(), dependsOn: ['a "b"', 'c'], pricing: { usd: 1 } }]
      await expect(copyRows({ sql: connection, direct: true }, 'tools', tools)).rejects.toThrow(/row-level security/)
      await connection`rollback`
      await connection`begin`
      await copyRows({ sql: connection, direct: false }, 'organizations', rows)
      const [stored] = await connection`select name, metadata, created_at = ${loadedAt} as same from organizations where id = ${id}`
      expect(stored).toEqual({ name: 'Tab\there\nand "there" \\', metadata: null, same: true })
    } finally {
      await connection`rollback`
      connection.release()
    }
  })
})

describe('the live generator', () => {
  const simulatedCalls = async () => {
    const [row] = await database.owner()<
      { n: number }[]
    >`select count(*)::int as n from invocations i join organizations o on o.id = i.organization_id and o.simulated`
    return row?.n ?? 0
  }

  it('makes up for the time since the newest call, and not twice', async () => {
    const traffic = startDemoTraffic()
    const stored = await simulatedCalls()
    const now = new Date()
    const sent = await traffic.tick(now)
    expect(sent).toBeGreaterThan(50)
    expect(await simulatedCalls()).toBe(stored + sent)
    expect(await traffic.tick(now)).toBe(0)
    await traffic.stop()
    const [marks] = await database.owner()<{ n: number }[]>`select count(*)::int as n from rollup_marks`
    expect(marks?.n).toBeGreaterThan(0)
  })

  it('lets the server reach the health endpoints that it answers itself, wherever it listens', async () => {
    process.env.APP_URL = 'http://localhost:4123'
    process.env.SAFE_FETCH_ALLOW = '10.0.0.5:8080'
    const traffic = startDemoTraffic()
    await traffic.stop()
    expect(process.env.SAFE_FETCH_ALLOW).toBe('10.0.0.5:8080,localhost:4123')
    const [row] = await database.owner()`
      select count(*)::int as endpoints, count(*) filter (where health_endpoint = 'http://localhost:4123/api/demo/health/' || slug)::int as here
      from tools where health_endpoint is not null`
    expect(row?.endpoints).toBeGreaterThan(80)
    expect(row?.here).toBe(row?.endpoints)
    delete process.env.APP_URL
    delete process.env.SAFE_FETCH_ALLOW
  })

  it('finds each tool as its story has it when the product probes it', async () => {
    const { origin, close } = await serveHandler((request) => {
      const tool = new URL(request.url).pathname.split('/').at(-1) ?? ''
      return GET(request, { params: Promise.resolve({ tool }) })
    })
    process.env.APP_URL = origin
    const traffic = startDemoTraffic()
    await traffic.stop()
    const now = new Date()
    const { checked, changed, failed } = await probeTools(jobContext(now), { now, stillMine: async () => true })
    await close()
    delete process.env.APP_URL
    delete process.env.SAFE_FETCH_ALLOW
    expect([checked, failed]).toEqual([changed, 0])
    const found = await database.owner()<{ name: string; state: string; statusCode: number }[]>`
      select t.name, c.state, c.status_code as "statusCode" from tool_health_checks c join tools t on t.id = c.tool_id where c.window_at = ${floorTo(now, 5 * MINUTE)}`
    const of = (name: string) => found.find((row) => row.name === name)
    expect(of('Sanction Check')).toMatchObject({ state: 'down', statusCode: 503 })
    expect(of('Route Planner')).toMatchObject({ state: 'degraded', statusCode: 200 })
    expect(of('Brief Summary')).toMatchObject({ state: 'up', statusCode: 200 })
    expect(found.filter((row) => row.state === 'up').length).toBeGreaterThan(80)
  }, 60_000)

  it('is one of several processes', async () => {
    const [first, second] = [startDemoTraffic(), startDemoTraffic()]
    const later = new Date(Date.now() + 4 * MINUTE)
    expect(await first.tick(later)).toBeGreaterThan(0)
    expect(await second.tick(new Date(later.getTime() + 30_000))).toBe(0)
    await first.stop()
    expect(await second.tick(new Date(later.getTime() + 30_000))).toBeGreaterThan(0)
    await second.stop()
  })

  it('can be switched off', async () => {
    process.env.DEMO_TRAFFIC = 'off'
    const traffic = startDemoTraffic()
    expect(await traffic.tick(new Date(Date.now() + HOUR))).toBe(0)
    await traffic.stop()
    delete process.env.DEMO_TRAFFIC
  })
})

describe('loading and removing again', () => {
  it('twice is once', async () => {
    await loadDemo(options)
    const twice = await snapshot(database.owner())
    // Receipts, marks, gates and the mails about them, what is planned and incidents have ids of their own each time.
    const receipts = {
      developer_health_scores: '',
      consumer_health_scores: '',
      action_promises: '',
      quality_gates: '',
      status_maintenances: '',
      status_maintenance_entries: '',
      status_subscribers: '',
      gate_notices: '',
      gate_exemptions: '',
      reliable_badges: '',
      outbox: '',
      notification_log: '',
      revenue_milestones: '',
      planned_events: '',
      alert_rules: '',
      alerts: '',
      alert_events: '',
      alert_reads: '',
      silences: '',
      maintenance_windows: '',
      alert_dependencies: '',
      incidents: '',
      incident_alerts: '',
      incident_entries: '',
      incident_followups: '',
      incident_impact_organizations: '',
      incident_impacts: '',
      fault_windows: '',
      incident_responders: '',
      incident_systems: '',
      postmortems: '',
      channels: '',
      channel_groups: '',
      channel_deliveries: '',
      channel_attempts: '',
      channel_inbox: '',
      live_events: '',
    }
    expect({ ...twice, ...receipts }).toEqual({ ...loaded, ...receipts })
    const counted = [
      'developer_health_scores',
      'revenue_milestones',
      'quality_gates',
      'planned_events',
      'alert_rules',
      'alerts',
      'alert_reads',
      'channels',
      'channel_deliveries',
    ]
    for (const table of [...counted, 'incidents', 'incident_alerts', 'incident_entries', 'incident_followups', 'incident_systems', 'postmortems'])
      expect(twice[table]?.split(' ')[0]).toBe(loaded[table]?.split(' ')[0])
  }, 900_000)

  it('removes every simulated row and nothing else, while the app goes on writing', async () => {
    const owner = database.owner()
    // Rows that name a simulated consumer but belong to somebody real.
    const [consumer] = await owner`select c.id from consumers c join organizations o on o.id = c.organization_id and o.simulated limit 1`
    await owner`update reviews set consumer_id = ${consumer?.id} where external_id = 'real review'`
    const traffic = startDemoTraffic()
    let going = true
    const busy = (async () => {
      for (let i = 1; going; i++) {
        await traffic.tick(new Date(Date.now() + i * 1_000))
        await rollupMetrics(jobContext(new Date()), { now: new Date(), stillMine: async () => true })
      }
    })()
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(await removeDemo()).toBeGreaterThan(500_000)
    going = false
    await busy
    await traffic.stop()
    expect(await snapshot(owner)).toEqual(before)
    // The real tools have had too few calls to be judged.
    const [kept] = await owner`
      select (select count(*)::int from anomaly_stories) as stories, (select count(*)::int from anomaly_events) as events, (select count(*)::int from anomaly_windows) as windows,
        (select count(*)::int from anomaly_states where organization_id not in (select id from organizations)) as states`
    expect(kept).toEqual({ stories: 0, events: 0, windows: 0, states: 0 })
    expect(await removeDemo()).toBe(0)
  }, 900_000)
})
