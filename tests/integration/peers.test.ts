import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { GET } from '@/app/api/dashboard/developer/health-score/peers/route'
import { withPlatform, withTenant } from '@/db/client'
import { comparePeers } from '@/lib/peers/commands'
import { PEERS_LOCK, type PeerMetricId } from '@/lib/peers/model'
import { getPeerReport } from '@/lib/peers/queries'
import { enforceRetention } from '@/lib/retention/commands'
import { calculateHealthScores } from '@/lib/scores/commands'
import { addDays, startOfDay } from '@/lib/time'
import { seedConsumers } from '../support/calls'
import { useDatabase } from '../support/database'
import { jobContext, seedKey } from '../support/ingest'

const database = useDatabase()
const asOf = new Date('2026-03-01T00:00:00Z')
const now = new Date('2026-03-01T05:30:00Z')
const always = async () => true
const compare = (at = now, only?: 'real' | 'simulated') => comparePeers(jobContext(at), { now: at, stillMine: always, only })
const score = (at = now) => calculateHealthScores(jobContext(at), { now: at, stillMine: always })
const organizationOf = (name: string, i: number) => database.owner()`select md5(${`${name} ${i}`})::uuid as id`.then(([row]) => String(row?.id))

interface Crowd {
  category?: string
  /** Each developer's calls in the 28 days, failed ones (of i, counted from 1), mean latency. */
  calls?: number
  errors?: (i: number) => number
  latencyMs?: (i: number) => number
  reviews?: number
  simulated?: boolean
  asOf?: Date
}

/** Developers `name 1` to `name n`, each with one tool that was called on the day before. */
async function seedCrowd(name: string, n: number, crowd: Crowd = {}): Promise<void> {
  const { category = 'search', calls = 1_000, errors = (i) => i, latencyMs = (i) => 100 + i, reviews = 5, simulated = false } = crowd
  const rows = Array.from({ length: n }, (_, k) => ({ i: k + 1, errors: errors(k + 1), latency: latencyMs(k + 1) }))
  const owner = database.owner()
  await owner.begin(async (tx) => {
    await tx`create temporary table crowd on commit drop as
      select *, ${name} || ' ' || i as key, md5(${name} || ' ' || i)::uuid as id from jsonb_to_recordset(${tx.json(rows)}) r (i int, errors int, latency float8)`
    await tx`insert into organizations (id, name, slug, simulated) select id, key, replace(key, ' ', '-'), ${simulated} from crowd`
    await tx`insert into developers (id, organization_id, created_at) select id, id, ${addDays(asOf, -90)} from crowd`
    await tx`insert into tools (id, organization_id, developer_id, external_id, slug, name, category, health_endpoint) select id, id, id, key, replace(key, ' ', '-'), key, ${category}, 'https://example.com' from crowd`
    await tx`
      insert into tool_metrics_daily (tool_id, organization_id, bucket_at, invocations, rated, errors, errors4xx, errors429, errors5xx, errors_developer, errors_consumer,
        errors_platform, errors_upstream, fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers, sketch_keys, sketch_counts)
      select id, id, ${addDays(crowd.asOf ?? asOf, -1)}, ${calls}, ${calls}, errors, 0, 0, 0, errors, 0, 0, 0, ${calls}, errors, ${calls}, latency * ${calls}, 0, 0, '{}', '{}'
      from crowd where ${calls} > 0`
    await tx`
      insert into tool_health_checks (tool_id, organization_id, window_at, state, checked_at)
      select id, id, at, case when extract(day from at) = 20 and extract(hour from at) < i % 24 then 'down' else 'up' end::probe_state, at
      from crowd, generate_series(${addDays(asOf, -20)}::timestamptz, ${addDays(asOf, -1)}::timestamptz, interval '1 hour') at`
    await tx`
      insert into reviews (organization_id, tool_id, external_id, rating, posted_at)
      select id, id, key || k, 1 + (i + k) % 5, ${addDays(asOf, -3)} from crowd, generate_series(1, ${reviews}) k`
  })
}

async function reportOf(name: string, i: number, at = now) {
  const organizationId = await organizationOf(name, i)
  return withTenant(organizationId, (tx) => getPeerReport(tx, { organizationId, now: at, minimum: 20 }), { accessMode: 'read only' })
}

/** Of one figure: everybody's when no category is named. */
async function figureOf(name: string, i: number, metric: PeerMetricId, category: string | null = null) {
  const { groups } = await reportOf(name, i)
  return groups.find((group) => group.category === category)?.metrics.find(({ id }) => id === metric)
}

const stored = () => database.owner()`select * from peer_standings order by developer_id, as_of, category, metric`
const storedGroups = () => database.owner()`select * from peer_groups order by as_of, simulated, category, metric`
const shownGroups = async () => (await database.owner()`select distinct category || '/' || metric as name from peer_groups order by 1`).map(({ name }) => name)

beforeEach(async () => {
  await database.owner()`truncate organizations, tool_metrics_daily, tool_health_checks, peer_groups, peer_standings cascade`
})
afterEach(() => {
  delete process.env.PEER_GROUP_MINIMUM
})

describe('the nightly comparison', () => {
  it('ranks five figures among all and in the category, best ahead of all, equals in the middle', async () => {
    await seedCrowd('dev', 30, { errors: (i) => (i <= 10 ? 5 : i) })
    await seedCrowd('other', 30, { category: 'maps', errors: () => 40 })
    await score()
    expect(await compare()).toEqual({ checked: 60, changed: expect.any(Number), failed: 0 })
    // Ten share the best error rate of 60: 50 are worse, 9 equal.
    expect(await figureOf('dev', 3, 'error_rate')).toMatchObject({
      state: 'ranked',
      value: 0.005,
      betterThan: Math.floor((100 * 54.5) / 59) / 100,
      better: 'lower',
    })
    expect(await figureOf('dev', 3, 'error_rate', 'search')).toMatchObject({ betterThan: Math.floor((100 * 24.5) / 29) / 100 })
    expect(await figureOf('dev', 1, 'latency', 'search')).toMatchObject({ betterThan: 1, value: 101 })
    expect(await figureOf('dev', 30, 'latency', 'search')).toMatchObject({ betterThan: 0, value: 130 })
    expect((await reportOf('dev', 1)).groups.map(({ category }) => category)).toEqual([null, 'search'])
    expect(await shownGroups()).toEqual(
      ['', 'maps', 'search'].flatMap((category) => ['error_rate', 'latency', 'rating', 'score', 'uptime'].map((id) => `${category}/${id}`)),
    )
  })

  it('leaves out developers whom nobody calls and new ones, and figures of little volume', async () => {
    await seedCrowd('dev', 25)
    await seedCrowd('dead', 3, { calls: 0 })
    await seedCrowd('quiet', 3, { calls: 29, errors: () => 0, reviews: 4 })
    await seedCrowd('ancient', 3, { asOf: addDays(asOf, -28) })
    await database.owner()`insert into organizations (id, name, slug) values (md5('new 1')::uuid, 'New', 'new')`
    await database.owner()`insert into developers (id, organization_id, created_at) values (md5('new 1')::uuid, md5('new 1')::uuid, ${addDays(asOf, -2)})`
    await score()
    await compare()
    expect(await reportOf('dead', 1)).toMatchObject({ state: 'inactive', groups: [] })
    // Called 29 days before, on the day before the window.
    expect(await reportOf('ancient', 1)).toMatchObject({ state: 'inactive' })
    expect(await reportOf('new', 1)).toMatchObject({ state: 'new', groups: [] })
    expect(await figureOf('quiet', 1, 'error_rate')).toMatchObject({
      state: 'not_applicable',
      value: null,
      reason: '29 rated calls in 28 days; compared from 30 on.',
    })
    expect(await figureOf('quiet', 1, 'rating')).toMatchObject({ state: 'not_applicable', reason: '4 reviews in 28 days; compared from 5 on.' })
    expect(await figureOf('quiet', 1, 'uptime')).toMatchObject({ state: 'ranked' })
    const sizes = await database.owner()`select metric, size from peer_groups where category = '' order by metric`
    expect(sizes.map(({ metric, size }) => `${metric} ${size}`)).toEqual(['error_rate 25', 'latency 25', 'rating 25', 'score 28', 'uptime 28'])
  })

  it('a developer of two categories stands in each with its tools there, and with its one score', async () => {
    await seedCrowd('a', 25, { category: 'search' })
    await seedCrowd('b', 25, { category: 'maps' })
    const owner = database.owner()
    // The first of search gets a slow second tool in maps: the first of maps', moved to it.
    const [mover, source] = [await organizationOf('a', 1), await organizationOf('b', 1)]
    await owner`update tools set developer_id = ${mover}, organization_id = ${mover} where id = ${source}`
    await owner`update tool_metrics_daily set organization_id = ${mover}, latency_sum_ms = 1000 * 999 where tool_id = ${source}`
    await score()
    await compare()
    expect(await figureOf('a', 1, 'latency', 'search')).toMatchObject({ value: 101 })
    expect(await figureOf('a', 1, 'latency', 'maps')).toMatchObject({ value: 999, betterThan: 0 })
    expect(await figureOf('a', 1, 'latency')).toMatchObject({ value: 550 })
    const [own] = await owner`select score from developer_health_scores where developer_id = ${mover}`
    for (const category of [null, 'search', 'maps']) expect(await figureOf('a', 1, 'score', category)).toMatchObject({ value: own?.score })
  })

  it('twice is once; two runs at once are one; a night that is calculated again is replaced', async () => {
    await seedCrowd('dev', 30)
    await score()
    const results = await Promise.all([compare(), compare()])
    expect(results.map(({ changed }) => changed).sort((a, b) => a - b)).toEqual([0, 30 * 2 * 5 + 2 * 5])
    const before = [await stored(), await storedGroups()]
    expect(await compare()).toEqual({ checked: 30, changed: 0, failed: 0 })
    expect([await stored(), await storedGroups()]).toEqual(before)

    await score(addDays(now, 1))
    await compare(addDays(now, 1))
    // Facts come late: one developer falls back; another turns out to have archived its tool.
    await database.owner()`update tool_metrics_daily set latency_sum_ms = 9e6 where tool_id = ${await organizationOf('dev', 1)}`
    await database.owner()`update tools set archived_at = ${addDays(now, -1)} where id = ${await organizationOf('dev', 2)}`
    await score()
    expect((await compare()).changed).toBeGreaterThan(0)
    expect(await figureOf('dev', 1, 'latency')).toMatchObject({ value: 9_000, betterThan: 0 })
    const archived =
      await database.owner()`select distinct category, state from peer_standings where developer_id = ${await organizationOf('dev', 2)} and as_of = ${asOf}`
    expect(archived.map((row) => ({ ...row }))).toEqual([{ category: '', state: 'new' }])
    // The next night is as it was.
    const next = (rows: postgresRows) => rows.filter((row) => row.as_of.getTime() > asOf.getTime())
    expect((await storedGroups()).filter((row) => row.as_of.getTime() === addDays(asOf, 1).getTime())).toHaveLength(10)
    expect(next(await stored())).toHaveLength(300)
  })

  it('killed half way it has changed nothing, and the next run does all', async () => {
    await seedCrowd('dev', 30)
    await score()
    await compare()
    await database.owner()`update tool_metrics_daily set latency_sum_ms = latency_sum_ms * 2`
    await score()
    const before = await stored()
    // The run waits for its turn, and is cancelled there.
    await database.owner().begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(hashtext(${PEERS_LOCK}))`
      const run = compare().then(
        () => 'done',
        () => 'cancelled',
      )
      let killed = 0
      while (killed === 0) {
        const rows =
          await tx`select pg_cancel_backend(pid) from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`
        killed = rows.length
      }
      expect(await run).toBe('cancelled')
    })
    expect(await stored()).toEqual(before)
    expect((await compare()).changed).toBeGreaterThan(0)
    expect(await figureOf('dev', 1, 'latency')).toMatchObject({ value: 202 })
  })

  it('says how many have no score of the day', async () => {
    await seedCrowd('dev', 21)
    expect(await compare()).toEqual({ checked: 0, changed: 0, failed: 21 })
    expect(await reportOf('dev', 1)).toMatchObject({ state: 'none', asOf: null, groups: [] })
  })

  it('without its lease it does nothing more', async () => {
    await seedCrowd('dev', 21)
    await score()
    expect(await comparePeers(jobContext(now), { now, stillMine: async () => false })).toEqual({ checked: 0, changed: 0, failed: 0 })
    expect(await stored()).toEqual([])
  })
})

type postgresRows = Awaited<ReturnType<typeof stored>>

describe('nobody can be told from a group', () => {
  it.each([
    [undefined, 19, false],
    [undefined, 20, true],
    [undefined, 21, true],
    ['5', 4, false],
    ['5', 5, true],
  ])('minimum %s, %i developers: shown %s', async (minimum, developers, shown) => {
    if (minimum) process.env.PEER_GROUP_MINIMUM = minimum
    await seedCrowd('dev', developers)
    await score()
    await compare()
    const expected = shown ? { state: 'ranked', quartiles: expect.anything() } : { state: 'too_few', betterThan: null, quartiles: null, value: 101 }
    expect(await figureOf('dev', 1, 'latency')).toMatchObject(expected)
    expect(await figureOf('dev', 1, 'latency', 'search')).toMatchObject(expected)
    expect(await storedGroups()).toHaveLength(shown ? 10 : 0)
    if (!shown) expect((await stored()).every((row) => row.better_than === null)).toBe(true)
  })

  it('the minimum is never under five', async () => {
    process.env.PEER_GROUP_MINIMUM = '4'
    await expect(compare()).rejects.toThrow(/PEER_GROUP_MINIMUM/)
    await expect(
      database.owner()`insert into peer_groups (as_of, simulated, category, metric, size, p25, median, p75) values (${asOf}, false, '', 'score', 4, 1, 1, 1)`,
    ).rejects.toMatchObject({ code: '23514' })
  })

  it.each([
    [1, false],
    [19, false],
    [20, true],
  ])('a category of 20 beside %i others: shown %s', async (others, shown) => {
    await seedCrowd('dev', 20)
    await seedCrowd('other', others, { category: 'maps' })
    await score()
    await compare()
    expect(await figureOf('dev', 1, 'latency', 'search')).toMatchObject({ state: shown ? 'ranked' : 'too_few' })
    expect(await figureOf('dev', 1, 'latency')).toMatchObject({ state: 'ranked' })
    expect((await shownGroups()).filter((name) => name.startsWith('search/'))).toHaveLength(shown ? 5 : 0)
  })

  it('each metric is a group of its own: a category whose last rating is missing hides that one', async () => {
    await seedCrowd('dev', 40)
    await seedCrowd('unreviewed', 1, { category: 'search', reviews: 0 })
    await seedCrowd('other', 20, { category: 'maps', reviews: 0 })
    await seedCrowd('rated', 1, { category: 'maps', reviews: 5 })
    await score()
    await compare()
    expect(await shownGroups()).toContain('search/latency')
    // 40 of 41 ratings are in search: the one in maps would be what is left.
    expect(await shownGroups()).not.toContain('search/rating')
    expect(await shownGroups()).toContain('/rating')
  })

  it('a group that was shown and has shrunk is taken away again', async () => {
    await seedCrowd('dev', 20)
    await score()
    await compare()
    expect(await storedGroups()).toHaveLength(10)
    await database.owner()`update tool_metrics_daily set bucket_at = bucket_at - interval '60 days' where tool_id = ${await organizationOf('dev', 7)}`
    await score()
    await compare()
    expect(await storedGroups()).toEqual([])
    expect(await figureOf('dev', 1, 'score')).toMatchObject({ state: 'too_few', betterThan: null })
  })

  it('no quartile is the figure of a single developer, whatever the size', async () => {
    process.env.PEER_GROUP_MINIMUM = '5'
    for (const n of [5, 6, 7, 8, 9, 13, 21]) {
      await database.owner()`truncate organizations, tool_metrics_daily, tool_health_checks, peer_groups, peer_standings cascade`
      await seedCrowd('dev', n, { latencyMs: (i) => 100.37 + i * i * 1.713 })
      await score()
      await compare()
      const [group] = await database.owner()`select p25, median, p75 from peer_groups where metric = 'latency' and category = ''`
      const { p25, median, p75 } = group as { p25: number; median: number; p75: number }
      const values = Array.from({ length: n }, (_, k) => 100.37 + (k + 1) ** 2 * 1.713)
      for (const quartile of [p25, median, p75]) {
        expect(values.some((value) => Math.abs(value - quartile) < 0.01)).toBe(false)
        expect(quartile).toBe(Number(quartile.toPrecision(2)))
      }
      expect(p25 <= median && median <= p75).toBe(true)
    }
  })
})

describe('who may see what', () => {
  it('a tenant reads its own standings and the quartiles, never another standing nor a size', async () => {
    await seedCrowd('dev', 25)
    await score()
    await compare()
    const [mine, other] = [await organizationOf('dev', 1), await organizationOf('dev', 2)]
    const asMe = <T>(work: Parameters<typeof withTenant<T>>[1]) => withTenant(mine, work)
    const seen = await asMe((tx) => tx.execute(sql`select distinct organization_id from peer_standings`))
    expect(seen.map((row) => row.organization_id)).toEqual([mine])
    await expect(asMe((tx) => tx.execute(sql`select size from peer_groups`))).rejects.toThrow()
    await expect(asMe((tx) => tx.execute(sql`delete from peer_groups`))).rejects.toThrow()
    await expect(asMe((tx) => tx.execute(sql`update peer_standings set better_than = 1`))).rejects.toThrow()
    await expect(asMe((tx) => getPeerReport(tx, { organizationId: other, now, minimum: 20 }))).rejects.toMatchObject({ code: 'not_found' })
    const asStaff = await withPlatform((tx) => getPeerReport(tx, { organizationId: other, now, minimum: 20 }))
    expect(asStaff).toEqual(await reportOf('dev', 2))
  })

  it('simulated publishers are compared with simulated ones only', async () => {
    await seedCrowd('dev', 20)
    await seedCrowd('demo', 19, { simulated: true, latencyMs: () => 9_000 })
    await score()
    expect(await compare(now, 'simulated')).toMatchObject({ checked: 19 })
    expect(await reportOf('dev', 1)).toMatchObject({ state: 'none' })
    expect(await compare()).toMatchObject({ checked: 39 })
    expect(await figureOf('dev', 20, 'latency')).toMatchObject({ betterThan: 0 })
    expect(await figureOf('demo', 1, 'latency')).toMatchObject({ state: 'too_few' })
    expect((await storedGroups()).every((row) => row.simulated === false && row.size === 20)).toBe(true)
  })
})

describe('time', () => {
  it('the report has the newest night, says when it is old, and compares with a week before', async () => {
    await seedCrowd('dev', 25)
    for (const day of [0, 7]) {
      await score(addDays(now, day))
      await compare(addDays(now, day))
      await database.owner()`update tool_metrics_daily set latency_sum_ms = 9e6 where tool_id = ${await organizationOf('dev', 1)}`
    }
    const latest = await reportOf('dev', 1, addDays(now, 8))
    expect(latest).toMatchObject({ asOf: addDays(asOf, 7), stale: false })
    expect(latest.groups[0]?.metrics.find(({ id }) => id === 'latency')).toMatchObject({ betterThan: 0, betterThanWeekBefore: 1 })
    expect(await reportOf('dev', 1, addDays(now, 6))).toMatchObject({ asOf, stale: true })
    expect(await reportOf('dev', 1, addDays(now, -1))).toMatchObject({ state: 'none' })
  })

  it('nights go after two weeks', async () => {
    await seedCrowd('dev', 20)
    await score()
    await compare()
    await enforceRetention(jobContext(addDays(now, 14)), { now: addDays(now, 14), stillMine: always })
    expect(await stored()).not.toEqual([])
    await enforceRetention(jobContext(addDays(now, 15)), { now: addDays(now, 15), stillMine: always })
    expect([await stored(), await storedGroups()]).toEqual([[], []])
  })
})

describe('the API', () => {
  const get = async (key: string) => {
    const response = await GET(
      new Request('http://localhost:3000/api/dashboard/developer/health-score/peers', { headers: { authorization: `Bearer ${key}` } }),
      {
        params: Promise.resolve({}),
      },
    )
    return { status: response.status, body: await response.json() }
  }

  it('tells a publisher its own standing, and no more of the others than quartiles', async () => {
    process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
    // Routes live in the present.
    const present = new Date()
    await seedCrowd('dev', 25, { asOf: startOfDay(present) })
    await score(present)
    await compare(present)
    const { status, body } = await get(await seedKey(database.owner(), await organizationOf('dev', 1), ['scores:read']))
    expect(status).toBe(200)
    expect(body).toMatchObject({ state: 'compared', minimum: 20, asOf: startOfDay(present).toISOString(), stale: false })
    const latency = body.groups[0].metrics.find(({ id }: { id: string }) => id === 'latency')
    expect(latency).toMatchObject({ value: 101, valueLabel: '101\u00a0ms', betterThan: 1, quartiles: { p25: 110, median: 110, p75: 120 } })
    expect(Object.keys(latency).sort()).toEqual([
      'better',
      'betterThan',
      'betterThanWeekBefore',
      'id',
      'quartiles',
      'reason',
      'state',
      'title',
      'unit',
      'value',
      'valueLabel',
    ])
    const [consumer] = await seedConsumers(database.owner(), 1)
    expect(await get(await seedKey(database.owner(), consumer?.organization ?? '', ['scores:read']))).toMatchObject({ status: 404 })
    expect(await get('pgk_wrong')).toMatchObject({ status: 401 })
  })
})
