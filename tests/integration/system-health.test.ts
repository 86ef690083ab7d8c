import { beforeEach, describe, expect, it } from 'vitest'
import { withPlatform } from '@/db/client'
import { rollupSeries } from '@/lib/metrics/series/commands/rollup-series'
import { explain } from '@/lib/systems/queries/explain'
import { listSlos } from '@/lib/systems/queries/list-slos'
import { listSystems } from '@/lib/systems/queries/list-systems'
import { readMeasured } from '@/lib/systems/queries/read-measured'
import { addDays, HOUR, MINUTE } from '@/lib/time'
import { useDatabase } from '../support/database'
import { clearSeries, noise, platformSeries, type RouteMinute, writeCounter, writeRoute } from '../support/platform-series'

const database = useDatabase()
const NOW = new Date('2026-03-10T14:20:30Z')
const LENGTH = 30 * 60
const FROM = new Date(NOW.getTime() - LENGTH * MINUTE - 30_000)
/** The minute that begins so many minutes before the newest whole one. */
const ago = (minutes: number) => new Date(FROM.getTime() + (LENGTH - minutes) * MINUTE)
const roll = () => rollupSeries({ now: NOW, stillMine: async () => true })
const why = (troubled: Parameters<typeof explain>[1] = []) => withPlatform((tx) => explain(tx, troubled, NOW))
const slos = async () => new Map((await withPlatform((tx) => listSlos(tx, NOW))).map((slo) => [slo.key, slo]))

/** All durations of the newest hour that were written, to count percentiles again from. */
const raw = new Map<string, number[]>()

type Behave = (minutesAgo: number, random: () => number) => Partial<{ rate: number; failing: number; slower: number }>

async function route(name: string, { rate, baseMs, behave = () => ({}) }: { rate: number; baseMs: number; behave?: Behave }): Promise<void> {
  const random = noise(name.length * 7919 + rate)
  const newest: number[] = []
  const minutes: RouteMinute[] = Array.from({ length: LENGTH }, (_, n) => {
    const change = behave(LENGTH - n, random)
    // Noise of a third either way, never below nothing.
    const requests = Math.round((change.rate ?? rate) * (0.67 + 0.66 * random()))
    const durationsMs = Array.from({ length: requests }, () => baseMs * (change.slower ?? 1) * Math.exp(0.4 * (random() + random() + random() - 1.5) * 2))
    if (LENGTH - n <= 60) newest.push(...durationsMs)
    let failed = 0
    for (let request = 0; request < requests; request++) if (random() < (change.failing ?? 0.0004)) failed++
    return { ok: requests - failed, failed, durationsMs }
  })
  raw.set(name, newest)
  await writeRoute(database.owner(), name, { from: FROM, minutes })
}

async function ordinary(except: string[] = []): Promise<void> {
  const routes = [
    ['/api/ingest/invocations', 60, 40],
    ['/api/dashboard/tools', 12, 90],
    ['/api/directory/search', 20, 60],
    ['/api/webhooks/stripe', 4, 30],
    ['/api/checkout', 15, 140],
  ] as const
  for (const [name, rate, baseMs] of routes) if (!except.includes(name)) await route(name, { rate, baseMs })
}

beforeEach(async () => {
  raw.clear()
  await clearSeries(database.owner())
  await database.owner()`delete from log_lines`
})

describe('an SLO', () => {
  it('counts hours and the newest minutes, each event once, wherever the rollup has come', async () => {
    const owner = database.owner()
    // Half an hour of one failed of ten; the rollup came at two moments, and never.
    await writeCounter(owner, 'builds_total', { status: 'succeeded' }, { from: FROM, values: Array.from({ length: LENGTH }, () => 9) })
    await writeCounter(owner, 'builds_total', { status: 'failed' }, { from: FROM, values: Array.from({ length: LENGTH }, () => 1) })
    const expected = { bad: LENGTH, total: 10 * LENGTH }
    await rollupSeries({ now: new Date(NOW.getTime() - 20 * HOUR), stillMine: async () => true })
    expect((await slos()).get('build-success')?.standing).toMatchObject({ ...expected, value: 0.9, state: 'breached' })
    await roll()
    expect((await slos()).get('build-success')?.standing).toMatchObject(expected)
    expect((await slos()).get('build-success')?.standing.burns.map(({ minutes, bad, total }) => [minutes, bad, total])).toEqual([
      [60, 60, 600],
      [5, 5, 50],
      [360, 360, 3600],
      [30, 30, 300],
    ])
    expect((await slos()).get('api-availability')?.standing).toMatchObject({ state: 'no_data', value: null, bad: 0, total: 0 })
  })

  it('lets go of hours that its window has left', async () => {
    const owner = database.owner()
    const series = await platformSeries(owner, 'builds_total', 'counter', { status: 'failed' }, NOW)
    for (const daysAgo of [6.9, 7.1, 40]) {
      const at = new Date(Math.floor(addDays(NOW, -daysAgo).getTime() / HOUR) * HOUR)
      await owner`select ensure_partitions('metric_hours', ${at}, ${at})`
      await owner`insert into metric_hours (series_id, at, count, sum) values (${series}, ${at}, 100, 100)`
    }
    await roll()
    expect((await slos()).get('build-success')?.standing).toMatchObject({ bad: 100, total: 100 })
  })
})

describe('why', () => {
  it('says nothing when all is as usual', async () => {
    await ordinary()
    await roll()
    expect(await why()).toEqual([])
  })

  it('an SLO is out of budget that nothing has happened to for a day: what spent it, and when', async () => {
    await ordinary(['/api/checkout', '/api/directory/search'])
    const between = (at: number, from: number, to: number) => at <= from * 60 && at > to * 60
    await route('/api/checkout', { rate: 15, baseMs: 140, behave: (at) => (between(at, 20, 14) ? { failing: 0.5 } : { failing: 0 }) })
    await route('/api/directory/search', { rate: 20, baseMs: 60, behave: (at) => (between(at, 16, 14) ? { failing: 0.2 } : { failing: 0 }) })
    // What always fails a little would be told of as well.
    await database.owner()`
      delete from metric_minutes where at >= ${new Date(NOW.getTime() - 13 * HOUR)} and series_id in (select id from metric_series where dimensions ->> 'status_code' = '500')`
    await roll()
    const [api] = [(await slos()).get('api-availability')].flatMap((slo) => slo ?? [])
    expect(api?.standing.state).toBe('breached')
    const findings = await why(api ? [api] : [])
    expect(findings.map(({ kind }) => kind)).toEqual(['spent'])
    const [lost] = await database.owner()<{ own: number; every: number }[]>`
      select sum(h.sum) filter (where s.dimensions ->> 'route' = '/api/checkout') as own, sum(h.sum) as every
      from metric_series s join metric_hours h on h.series_id = s.id where s.metric = 'api_requests_total' and s.dimensions ->> 'status_code' = '500'`
    expect(findings[0]).toMatchObject({ route: '/api/checkout', costs: ['API availability'], beganAt: null, sample: null })
    expect(findings[0]?.share).toBeCloseTo((lost?.own ?? 0) / (lost?.every ?? 1))
    expect(findings[0]?.sentence).toContain(` ${lost?.own.toLocaleString('en')} of its events were bad, of ${lost?.every.toLocaleString('en')} in all, `)
    expect(findings[0]?.sentence).toMatch(/ of them on (9|10) Mar 2026\.$/)
  })

  it('does not say that it is over where it fails evenly everywhere, so that there is no culprit', async () => {
    for (let n = 0; n < 25; n++) await route(`/api/even/${n}`, { rate: 2, baseMs: 40, behave: () => ({ failing: 0.2 }) })
    await roll()
    const [api] = [(await slos()).get('api-availability')].flatMap((slo) => slo ?? [])
    expect(api?.standing.state).toBe('breached')
    expect((await why(api ? [api] : [])).map(({ kind }) => kind)).not.toContain('spent')
  })

  it.each([
    [41, 0.5],
    [3, 0.9],
    [200, 0.3],
  ])('a route that fails since %i minutes (%d of its requests): which, since when, its share', async (minutes, failing) => {
    await ordinary(['/api/checkout'])
    await route('/api/checkout', { rate: 15, baseMs: 140, behave: (at) => (at <= minutes ? { failing } : {}) })
    await roll()
    const [api] = [(await slos()).get('api-availability')].flatMap((slo) => slo ?? [])
    const [finding] = await why(api ? [api] : [])
    expect(finding).toMatchObject({
      kind: 'errors',
      route: '/api/checkout',
      costs: ['API availability'],
      endedAt: null,
      sample: { type: 'status', statusCode: '500' },
    })
    expect(Math.abs((finding?.beganAt?.getTime() ?? 0) - ago(minutes).getTime())).toBeLessThanOrEqual(MINUTE)
    const [counted] = await database.owner()<{ own: number; every: number }[]>`
      select sum(m.sum) filter (where s.dimensions ->> 'route' = '/api/checkout') as own, sum(m.sum) as every
      from metric_minutes m join metric_series s on s.id = m.series_id
      where s.metric = 'api_requests_total' and s.dimensions ->> 'status_code' = '500' and m.at >= ${finding?.beganAt ?? NOW}`
    expect(finding?.share).toBeCloseTo((counted?.own ?? 0) / (counted?.every ?? 1), 9)
    expect(finding?.share).toBeGreaterThan(0.8)
  })

  it('shows a log line of the route, newest first, and tells of a failing route no SLO suffers from', async () => {
    await ordinary(['/api/checkout'])
    await route('/api/checkout', { rate: 15, baseMs: 140, behave: (at) => (at <= 20 ? { failing: 0.6 } : {}) })
    await roll()
    const owner = database.owner()
    await owner`select ensure_partitions('log_lines', ${NOW}, ${NOW})`
    const line = (id: string, minutesAgo: number, message: string, fields: Record<string, string>) => owner`
      insert into log_lines (external_id, at, level, message, service, request_id, fields)
      values (${id}, ${ago(minutesAgo)}, 'error', ${message}, 'api', ${`req-${id}`}, ${owner.json(fields)})`
    await line('a', 15, 'payment gateway did not answer', { route: '/api/checkout' })
    await line('b', 5, 'payment gateway refused the connection', { route: '/api/checkout' })
    await line('c', 1, 'something else', { route: '/api/other' })
    const [finding] = await why()
    expect(finding).toMatchObject({
      route: '/api/checkout',
      costs: [],
      sample: { type: 'line', message: 'payment gateway refused the connection', requestId: 'req-b', service: 'api' },
    })
  })

  it('a route that has become slow: which, since when, its share of the slow requests', async () => {
    await ordinary(['/api/directory/search'])
    await route('/api/directory/search', { rate: 20, baseMs: 60, behave: (at) => (at <= 37 ? { slower: 6 } : {}) })
    await roll()
    const findings = await why()
    expect(findings.map(({ kind, route }) => [kind, route])).toEqual([['slow', '/api/directory/search']])
    expect(Math.abs((findings[0]?.beganAt?.getTime() ?? 0) - ago(37).getTime())).toBeLessThanOrEqual(MINUTE)
    expect(findings[0]?.share).toBeGreaterThan(0.85)
  })

  it('a route that gets no traffic any more: which, since when', async () => {
    await ordinary(['/api/ingest/invocations'])
    await route('/api/ingest/invocations', { rate: 60, baseMs: 40, behave: (at) => (at <= 17 ? { rate: 0 } : {}) })
    await roll()
    const findings = await why()
    expect(findings.map(({ kind, route }) => [kind, route])).toEqual([['silent', '/api/ingest/invocations']])
    expect(Math.abs((findings[0]?.beganAt?.getTime() ?? 0) - ago(17).getTime())).toBeLessThanOrEqual(MINUTE)
  })

  it('of builds, which nothing tells apart, says since when', async () => {
    const owner = database.owner()
    const failing = (n: number) => n >= LENGTH - 50
    await writeCounter(owner, 'builds_total', { status: 'succeeded' }, { from: FROM, values: Array.from({ length: LENGTH }, (_, n) => (failing(n) ? 1 : 4)) })
    await writeCounter(owner, 'builds_total', { status: 'failed' }, { from: FROM, values: Array.from({ length: LENGTH }, (_, n) => (failing(n) ? 3 : 0)) })
    await roll()
    const [builds] = [(await slos()).get('build-success')].flatMap((slo) => slo ?? [])
    expect(builds?.standing.state).toBe('burning')
    const [finding] = await why(builds ? [builds] : [])
    expect(finding).toMatchObject({ kind: 'errors', subject: null, route: null, costs: ['Build success'], share: 1, sample: null })
    expect(Math.abs((finding?.beganAt?.getTime() ?? 0) - ago(50).getTime())).toBeLessThanOrEqual(MINUTE)
  })
})

describe('what is measured of systems', () => {
  it('is that of the newest hour, its p95 as a recount of every duration to within 2 %', async () => {
    await ordinary()
    await roll()
    const measured = await withPlatform(async (tx) => readMeasured(tx, await listSystems(tx), NOW))
    const p95 = (names: string[]) => {
      const sorted = names.flatMap((name) => raw.get(name) ?? []).toSorted((a, b) => a - b)
      return sorted[Math.ceil(0.95 * sorted.length) - 1] ?? 0
    }
    const every = [...raw.keys()]
    for (const [key, names] of [
      ['', every],
      ['api', every],
      ['ingest', ['/api/ingest/invocations']],
      ['webhooks', ['/api/webhooks/stripe']],
    ] as const) {
      const told = measured.requests.get(key)?.p95Ms ?? 0
      expect(Math.abs(told / p95([...names]) - 1), key).toBeLessThan(0.02)
      const requests = names.reduce((sum, name) => sum + (raw.get(name)?.length ?? 0), 0)
      expect(measured.requests.get(key)?.requests, key).toBe(requests)
    }
    expect(measured).toMatchObject({ connections: null, queryP95Ms: null, queues: new Map() })
  })
})
