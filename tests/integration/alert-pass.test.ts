import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { beforeEach, describe, expect, it } from 'vitest'
import { withPlatform } from '@/db/client'
import { evaluateAlerts, forceRun } from '@/lib/alerts/commands/evaluate-alerts'
import { evaluatorHealth } from '@/lib/alerts/queries/evaluator-health'
import { sendAlerts } from '@/lib/channels/commands/send-alerts'
import { LOOPBACK_CHANNEL_ID } from '@/lib/channels/model'
import { listChannels } from '@/lib/channels/queries/list-channels'
import { countDeliveries } from '@/lib/channels/queries/list-deliveries'
import { evaluateAlertsJob } from '@/lib/jobs/evaluate-alerts'
import { MINUTE } from '@/lib/time'
import { makeRule, makeSeries, setMinute } from '../support/alert-series'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'

const database = useDatabase()
const start = new Date('2026-03-04T12:00:00Z')
const minute = (n: number) => new Date(start.getTime() + n * MINUTE)
const always = async () => true
const run = (now: Date, stillMine = always) => evaluateAlerts(jobContext(now), { now, stillMine })
const alerts = () => database.owner()`select * from alerts order by fired_at, fingerprint`
const events = async () =>
  (await database.owner()`select e.type, e.value, e.at, a.fingerprint from alert_events e join alerts a on a.id = e.alert_id order by seq`).map((row) => ({
    ...row,
  }))
const types = async () => (await events()).map(({ type }) => type)

beforeEach(async () => {
  for (const table of [
    'live_events',
    'alert_events',
    'alert_states',
    'alerts',
    'alert_runs',
    'alert_probes',
    'alert_cursor',
    'silences',
    'maintenance_windows',
    'alert_dependencies',
    'channel_deliveries',
    'channel_groups',
    'alert_rule_channels',
    'channels',
    'alert_rules',
    'metric_minutes',
    'metric_hours',
    'metric_series',
  ]) {
    await database.owner()`delete from ${database.owner()(table)}`
  }
})

describe('a threshold rule over the series of the platform', () => {
  it('fires, keeps its figures, resolves; each once, with its events', async () => {
    const owner = database.owner()
    const rule = await makeRule(owner, { groupBy: ['queue'], forMinutes: 1, description: 'Look at the sender.' })
    const mail = await makeSeries(owner, 'queue_depth', { queue: 'mail' })
    const webhook = await makeSeries(owner, 'queue_depth', { queue: 'webhook' })
    const values = [150, 180, 120, 95, 90]
    for (const [n, value] of values.entries()) {
      await setMinute(owner, mail, minute(n), value)
      await setMinute(owner, webhook, minute(n), 5)
      expect((await run(minute(n))).checked).toBe(2)
      expect(await run(minute(n))).toEqual({ judged: 0, checked: 0, changed: 0, failed: 0 })
    }
    expect(await alerts()).toMatchObject([
      {
        rule_id: rule,
        fingerprint: `${rule}:[["queue","mail"]]`,
        state: 'resolved',
        resolve_reason: 'recovered',
        title: 'Queue too long (queue mail): 180, above 100.',
        description: 'Look at the sender.',
        labels: { queue: 'mail', rule: 'Queue too long', metric: 'queue_depth', severity: 'warning' },
        started_at: minute(0),
        fired_at: minute(1),
        resolved_at: minute(4),
        fired_value: 180,
        worst_value: 180,
        value: 90,
        unit: 'count',
      },
    ])
    expect(await events()).toMatchObject([
      { type: 'fired', value: 180, at: minute(1) },
      { type: 'resolved', value: 90, at: minute(4) },
    ])
    expect(await owner`select * from alert_states`).toHaveLength(0)
    expect(await owner`select rules, readings, fired, resolved, failed from alert_runs order by id`).toMatchObject([
      { rules: 1, readings: 2, fired: 0 },
      { fired: 1 },
      { fired: 0 },
      { fired: 0 },
      { resolved: 1 },
    ])
  })

  it('sees series that are new, rules that were changed, and forgets those that are off', async () => {
    const owner = database.owner()
    const rule = await makeRule(owner, { filter: { queue: 'mail' } })
    await run(minute(0))
    const mail = await makeSeries(owner, 'queue_depth', { queue: 'mail' })
    // Made now as the database's clock has it, which is after what is judged here.
    await setMinute(owner, mail, minute(1), 150)
    await run(minute(1))
    expect(await types()).toEqual(['fired'])
    await owner`update alert_rules set threshold = 500, version = 2 where id = ${rule}`
    await setMinute(owner, mail, minute(2), 450)
    await run(minute(2))
    expect(await alerts()).toMatchObject([{ resolve_reason: 'rule_changed' }])
    await setMinute(owner, mail, minute(3), 600)
    await run(minute(3))
    await owner`update alert_rules set enabled = false, version = 3 where id = ${rule}`
    await run(minute(4))
    expect((await alerts()).map((alert) => alert.resolve_reason)).toEqual(['rule_changed', 'rule_off'])
    expect(await owner`select * from alert_rule_series`).toHaveLength(0)
  })

  it.each<[string, object, [number, number][], number | null]>([
    [
      'the sum of a window',
      { aggregation: 'sum' },
      [
        [0, 40],
        [1, 70],
      ],
      110,
    ],
    [
      'its mean',
      { aggregation: 'avg', threshold: 50 },
      [
        [0, 40],
        [1, 70],
      ],
      55,
    ],
    [
      'its highest',
      { aggregation: 'max', threshold: 50 },
      [
        [0, 70],
        [1, 40],
      ],
      70,
    ],
    [
      'its lowest',
      { aggregation: 'min', operator: 'lt', threshold: 50 },
      [
        [0, 40],
        [1, 70],
      ],
      40,
    ],
    [
      'the newest of them',
      { aggregation: 'last', threshold: 50 },
      [
        [0, 40],
        [1, 70],
      ],
      70,
    ],
    ['the newest that there is', { aggregation: 'last', threshold: 30 }, [[0, 40]], 40],
    [
      'by the minute',
      { aggregation: 'rate', threshold: 50 },
      [
        [0, 40],
        [1, 70],
      ],
      55,
    ],
  ])('reads %s', async (_, rule, values, expected) => {
    const owner = database.owner()
    await makeRule(owner, { windowMinutes: 2, ...rule })
    const series = await makeSeries(owner, 'queue_depth')
    for (const [n, value] of values) await setMinute(owner, series, minute(n), value)
    await run(minute(1))
    expect((await alerts()).map(({ value }) => value)).toEqual([expected])
  })
})

it('an acknowledgement ends with a worse value, and leaves the alert in nobody’s hands', async () => {
  const owner = database.owner()
  await makeRule(owner)
  const series = await makeSeries(owner, 'queue_depth')
  await setMinute(owner, series, minute(1), 150)
  await run(minute(1))
  const acknowledgement = owner.json({ until: 'worse', than: 150, reason: 'Another worker is being started' })
  await owner`update alerts set state = 'acknowledged', acknowledged_at = ${minute(1)}, acknowledged_by = ${randomUUID()}, acknowledgement = ${acknowledgement}`
  await setMinute(owner, series, minute(2), 150)
  await run(minute(2))
  expect(await alerts()).toMatchObject([{ state: 'acknowledged' }])
  await setMinute(owner, series, minute(3), 151)
  await run(minute(3))
  expect(await alerts()).toMatchObject([{ state: 'firing', acknowledged_by: null, acknowledged_at: null, acknowledgement: null }])
  expect((await types()).at(-1)).toBe('rearmed')
})

describe('counters, ratios and percentiles', () => {
  it('a ratio is the bad ones of all', async () => {
    const owner = database.owner()
    await makeRule(owner, { metric: 'api_error_ratio', aggregation: 'avg', threshold: 0.02, groupBy: ['route'] })
    for (const [route, status, count] of [
      ['/a', '200', 90],
      ['/a', '500', 6],
      ['/a', '503', 4],
      ['/b', '200', 100],
      ['/c', '502', 1],
    ] as const) {
      await setMinute(owner, await makeSeries(owner, 'api_requests_total', { route, status_code: status }, { kind: 'counter' }), minute(0), count)
    }
    await run(minute(0))
    expect((await alerts()).map(({ labels, value }) => [labels.route, value])).toEqual([
      ['/a', 0.1],
      ['/c', 1],
    ])
  })

  it('a counter that was not written is zero while anything is, and unknown otherwise', async () => {
    const owner = database.owner()
    await makeRule(owner, { metric: 'ingest_rows_total', aggregation: 'sum', operator: 'lt', threshold: 1 })
    await makeSeries(owner, 'ingest_rows_total', { status: 'accepted' }, { kind: 'counter' })
    const gauge = await makeSeries(owner, 'db_connections')
    await run(minute(0))
    expect(await alerts()).toHaveLength(0)
    await setMinute(owner, gauge, minute(1), 3)
    await run(minute(1))
    expect(await alerts()).toMatchObject([{ value: 0, state: 'firing' }])
    await run(minute(2))
    expect(await owner`select phase from alert_states`).toMatchObject([{ phase: 'no_data' }])
  })

  it('percentiles come from merged sketches', async () => {
    const owner = database.owner()
    await makeRule(owner, { metric: 'db_query_ms', aggregation: 'p95', threshold: 500, windowMinutes: 2 })
    const series = await makeSeries(owner, 'db_query_ms', {}, { kind: 'histogram' })
    for (const [n, low, high] of [
      [0, 90, 3],
      [1, 90, 17],
    ] as const) {
      await setMinute(owner, series, minute(n), 1)
      await owner`update metric_minutes set sketch_keys = array[sketch_key(10), sketch_key(1000)], sketch_counts = array[${low}, ${high}]::int[] where at = ${minute(n - 1)}`
    }
    await run(minute(1))
    const [alert] = await alerts()
    expect(alert?.value).toBeGreaterThan(981)
    expect(alert?.value).toBeLessThan(1019)
  })
})

describe('several evaluators, late ones, killed ones', () => {
  it('eight at once open once', async () => {
    const owner = database.owner()
    for (let i = 0; i < 20; i++) {
      await makeRule(owner, { filter: { queue: `q${i}` } })
      await setMinute(owner, await makeSeries(owner, 'queue_depth', { queue: `q${i}` }), minute(0), 150)
    }
    const results = await Promise.all(Array.from({ length: 8 }, () => run(minute(0))))
    expect(results.map(({ changed }) => changed).sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 20])
    expect(await alerts()).toHaveLength(20)
    expect(await types()).toHaveLength(20)
  })

  it('a late one judges the minutes that it missed, one after the other', async () => {
    const owner = database.owner()
    await makeRule(owner, {})
    const series = await makeSeries(owner, 'queue_depth')
    await run(minute(0))
    for (const [n, value] of [5, 150, 160, 5, 5].entries()) await setMinute(owner, series, minute(n + 1), value)
    await run(new Date(minute(5).getTime() + 20_000))
    expect(await events()).toMatchObject([
      { type: 'fired', at: minute(2) },
      { type: 'resolved', at: minute(4) },
    ])
    expect((await owner`select minute_at from alert_runs order by id`).map((row) => row.minute_at)).toEqual([0, 1, 2, 3, 4, 5].map(minute))
  })

  it('one that was killed half way has done nothing; the next does all of it', async () => {
    const owner = database.owner()
    await makeRule(owner, {})
    await setMinute(owner, await makeSeries(owner, 'queue_depth'), minute(0), 150)
    // As a connection that breaks after the alerts were written.
    await owner`create function stop() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$`
    await owner`create trigger stop before insert on alert_states for each row execute function stop()`
    await expect(run(minute(0))).rejects.toThrow()
    expect(await alerts()).toHaveLength(0)
    expect(await types()).toEqual([])
    expect(await owner`select error from alert_runs`).toMatchObject([{ error: 'killed' }])
    await owner`drop function stop() cascade`
    await run(minute(0))
    expect(await types()).toEqual(['fired'])
  })
})

describe('one rule that cannot be read', () => {
  it('stops no other, is named, and its alert stays', async () => {
    const owner = database.owner()
    const ids: string[] = []
    for (let i = 0; i < 9; i++) ids.push(await makeRule(owner, { name: `rule ${i}`, filter: { queue: `q${i}` }, aggregation: 'sum', windowMinutes: 2 }))
    const series: number[] = []
    for (let i = 0; i < 9; i++) series.push(await makeSeries(owner, 'queue_depth', { queue: `q${i}` }))
    for (const id of series) await setMinute(owner, id, minute(0), 150)
    await run(minute(0))
    expect(await types()).toHaveLength(9)
    // Sums beyond what a number holds.
    await setMinute(owner, series[4] ?? 0, minute(0), 1.7e308)
    await setMinute(owner, series[4] ?? 0, minute(1), 1.7e308)
    for (const id of series.filter((_, i) => i !== 4)) {
      await setMinute(owner, id, minute(0), 1)
      await setMinute(owner, id, minute(1), 1)
    }
    expect(await run(minute(1))).toMatchObject({ failed: 1, changed: 8 })
    expect(await owner`select name, last_error from alert_rules where last_error is not null`).toMatchObject([
      { name: 'rule 4', last_error: expect.stringContaining('out of range') },
    ])
    expect((await alerts()).filter(({ state }) => state === 'firing')).toMatchObject([{ rule_id: ids[4] }])
    expect(await owner`select phase, before from alert_states`).toMatchObject([{ phase: 'error', before: 'firing' }])
    expect(await owner`select failed from alert_runs order by id desc limit 1`).toMatchObject([{ failed: 1 }])
    await setMinute(owner, series[4] ?? 0, minute(0), 1)
    await setMinute(owner, series[4] ?? 0, minute(1), 1)
    await run(minute(2))
    expect(await owner`select count(*)::int as n from alert_rules where last_error is not null`).toMatchObject([{ n: 0 }])
    expect((await alerts()).filter(({ state }) => state === 'firing')).toHaveLength(0)
  })

  it('a metric that is not in the catalogue is said', async () => {
    await makeRule(database.owner(), { metric: 'nothing' })
    await run(minute(0))
    expect(await database.owner()`select last_error from alert_rules`).toMatchObject([{ last_error: 'Its metric is not in the catalogue.' }])
  })
})

describe('whose rows are read', () => {
  it('a tenant’s rule reads its own series, the platform’s the platform’s', async () => {
    const owner = database.owner()
    const [a, b] = [randomUUID(), randomUUID()]
    for (const id of [a, b]) await owner`insert into organizations (id, name, slug) values (${id}, ${id}, ${id})`
    for (const organizationId of [null, a, b]) await makeRule(owner, { organizationId, metric: 'custom:depth' })
    for (const [organizationId, value] of [
      [null, 1],
      [a, 2],
      [b, 500],
    ] as const) {
      await setMinute(owner, await makeSeries(owner, 'depth', {}, { organizationId }), minute(0), value)
    }
    await run(minute(0))
    expect(await alerts()).toMatchObject([{ organization_id: b, value: 500 }])
    expect(await owner`select organization_id from alert_events`).toMatchObject([{ organization_id: b }])
  })
})

describe('other kinds', () => {
  it('a change against the window before', async () => {
    const owner = database.owner()
    await makeRule(owner, { kind: 'change', aggregation: 'avg', windowMinutes: 2, options: { percent: 50, direction: 'down' } })
    const series = await makeSeries(owner, 'queue_depth')
    for (const [n, value] of [100, 100, 60, 30].entries()) await setMinute(owner, series, minute(n), value)
    await run(minute(3))
    expect(await alerts()).toMatchObject([{ value: 45, title: expect.stringMatching(/55.% less than the 2.minutes before \(100\)/) }])
  })

  it('an absence', async () => {
    const owner = database.owner()
    await makeRule(owner, { kind: 'absence', options: { minutes: 3 } })
    await setMinute(owner, await makeSeries(owner, 'queue_depth'), minute(0), 1)
    await run(minute(2))
    expect(await alerts()).toHaveLength(0)
    await run(minute(3))
    expect(await alerts()).toMatchObject([{ value: 3 }])
  })

  it('an anomaly against the same hours of 28 days', async () => {
    const owner = database.owner()
    await makeRule(owner, { kind: 'anomaly', aggregation: 'avg', windowMinutes: 5, options: { z: 3 } })
    const series = await makeSeries(owner, 'queue_depth')
    for (let day = 1; day <= 28; day++) {
      const at = new Date('2026-03-04T12:00:00Z').getTime() - day * 24 * 60 * MINUTE
      await owner`select ensure_partitions('metric_hours', ${new Date(at)}, ${new Date(at)})`
      await owner`insert into metric_hours (series_id, at, count, sum, min, max, last) values (${series}, ${new Date(at)}, 60, ${60 * (100 + (day % 3))}, 1, 1, 1)`
    }
    await setMinute(owner, series, minute(9), 102)
    await run(minute(9))
    expect(await alerts()).toHaveLength(0)
    await setMinute(owner, series, minute(10), 150)
    await run(minute(10))
    expect(await alerts()).toMatchObject([{ value: 126, title: expect.stringContaining('above the usual') }])
  })

  it('an error budget', async () => {
    const owner = database.owner()
    const ratio = { bad: { metric: 'api_errors_total', filter: {} }, total: { metric: 'api_requests_total', filter: { route: '/a' } } }
    await makeRule(owner, {
      kind: 'burn_rate',
      metric: null,
      aggregation: null,
      operator: null,
      threshold: null,
      options: { objective: 0.99, windowDays: 7, ratio },
    })
    const good = await makeSeries(owner, 'api_requests_total', { route: '/a', status_code: '200' }, { kind: 'counter' })
    const bad = await makeSeries(owner, 'api_requests_total', { route: '/a', status_code: '500' }, { kind: 'counter' })
    await setMinute(owner, good, minute(0), 950)
    await setMinute(owner, bad, minute(0), 50)
    await run(minute(1))
    expect(await alerts()).toMatchObject([{ severity: 'critical', value: 5 }])
  })

  it.each([
    ['is not judged by the few events of a quiet night', 89, []],
    ['is judged from so many events of its days on', 90, [{ severity: 'critical', value: 100 }]],
  ])('an error budget %s', async (_, earlier, expected) => {
    const owner = database.owner()
    const ratio = { bad: { metric: 'api_errors_total', filter: {} }, total: { metric: 'api_requests_total', filter: { route: '/a' } } }
    const options = { objective: 0.99, windowDays: 7 as const, ratio, minEvents: 100 }
    await makeRule(owner, { kind: 'burn_rate', metric: null, aggregation: null, operator: null, threshold: null, options })
    const good = await makeSeries(owner, 'api_requests_total', { route: '/a', status_code: '200' }, { kind: 'counter' })
    const elsewhere = await makeSeries(owner, 'api_requests_total', { route: '/b', status_code: '200' }, { kind: 'counter' })
    const bad = await makeSeries(owner, 'api_requests_total', { route: '/a', status_code: '500' }, { kind: 'counter' })
    // Of two days ago, of another route, and of before its days.
    for (const [series, hoursAgo, n] of [
      [good, 48, earlier],
      [elsewhere, 48, 1000],
      [good, 8 * 24, 1000],
    ] as const) {
      const at = new Date(minute(0).getTime() - hoursAgo * 60 * MINUTE)
      await owner`select ensure_partitions('metric_hours', ${at}, ${at})`
      await owner`insert into metric_hours (series_id, at, count, sum) values (${series}, date_trunc('hour', ${at}::timestamptz), ${n}, ${n})`
    }
    await setMinute(owner, bad, minute(0), 10)
    await run(minute(1))
    expect(await alerts()).toMatchObject(expected)
    expect(await alerts()).toHaveLength(expected.length)
  })

  it('a schedule, for an hour', async () => {
    const owner = database.owner()
    await makeRule(owner, { kind: 'schedule', metric: null, operator: null, threshold: null, options: { cron: '0 13 * * *', timeZone: 'Europe/Berlin' } })
    await run(minute(-1))
    expect(await alerts()).toHaveLength(0)
    await run(minute(0))
    await run(minute(59))
    expect(await alerts()).toMatchObject([{ state: 'firing', title: 'Queue too long: It is time.' }])
    await run(minute(60))
    expect(await alerts()).toMatchObject([{ state: 'resolved' }])
  })

  it('silence that is itself the alert, also where there never was a series', async () => {
    const owner = database.owner()
    await makeRule(owner, { noData: 'alert' })
    await run(minute(0))
    expect(await alerts()).toHaveLength(0)
    await run(minute(1))
    expect(await alerts()).toMatchObject([{ value: null, title: expect.stringMatching(/No value in 1.minute/) }])
  })
})

describe('run by hand', () => {
  it('judges the one rule again, for the minute that was judged last', async () => {
    const owner = database.owner()
    const rule = await makeRule(owner, {})
    const other = await makeRule(owner, { filter: { queue: 'mail' } })
    const series = await makeSeries(owner, 'queue_depth', { queue: 'mail' })
    await setMinute(owner, series, minute(0), 5)
    await run(minute(0))
    await setMinute(owner, series, minute(0), 150)
    expect(await forceRun(jobContext(minute(0)), rule, minute(0))).toMatchObject({ rules: 1, fired: 1 })
    expect(await forceRun(jobContext(minute(0)), rule, minute(0))).toMatchObject({ rules: 1, fired: 0 })
    expect((await alerts()).map(({ rule_id }) => rule_id)).toEqual([rule])
    await expect(forceRun(jobContext(minute(0)), randomUUID(), minute(0))).rejects.toMatchObject({ code: 'not_found' })
    expect(other).not.toBe(rule)
  })
})

describe('what keeps an open alert from being told', () => {
  const matchers = [{ name: 'queue', op: '=', value: 'mail' }]
  const firing = async () => {
    const owner = database.owner()
    await makeRule(owner, { groupBy: ['queue'] })
    const series = await makeSeries(owner, 'queue_depth', { queue: 'mail' })
    for (const n of [0, 1, 2]) await setMinute(owner, series, minute(n), 150)
    await run(minute(0))
    return owner
  }

  it('a silence, until it ends; a broken one stops nothing', async () => {
    const owner = await firing()
    const user = randomUUID()
    await owner`insert into silences (matchers, reason, created_by, starts_at, ends_at) values (${owner.json([{ name: 'queue', op: '=~', value: '(' }])}, 'broken', ${user}, ${minute(0)}, ${minute(9)})`
    const [silence] = await owner`
      insert into silences (matchers, reason, created_by, starts_at, ends_at) values (${owner.json(matchers)}, 'known', ${user}, ${minute(1)}, ${minute(2)}) returning id`
    await run(minute(1))
    expect(await alerts()).toMatchObject([{ silence_id: silence?.id, state: 'firing' }])
    await run(minute(2))
    expect(await alerts()).toMatchObject([{ silence_id: null, state: 'firing' }])
    expect(await types()).toEqual(['fired'])
  })

  it('planned work, and not that of another organization', async () => {
    const owner = await firing()
    const stranger = randomUUID()
    await owner`insert into organizations (id, name, slug) values (${stranger}, 'Stranger', ${stranger})`
    const plan = (organization: string | null) => owner`
      insert into maintenance_windows (organization_id, name, matchers, starts_at, duration_minutes, cron, created_by)
      values (${organization}, 'work', ${owner.json(matchers)}, ${minute(-60)}, 5, '0 12 * * *', ${randomUUID()}) returning id`
    await plan(stranger)
    await run(minute(1))
    expect(await alerts()).toMatchObject([{ maintenance_id: null }])
    const [own] = await plan(null)
    await run(minute(2))
    expect(await alerts()).toMatchObject([{ maintenance_id: own?.id }])
  })

  it('what it depends on, as long as that is open', async () => {
    const owner = await firing()
    await owner`insert into alert_dependencies (child_label, child_value, parent_label, parent_value, origin) values ('queue', 'mail', 'provider', 'acme', 'declared')`
    await makeRule(owner, { metric: 'webhook_events_total', aggregation: 'sum', threshold: 0, groupBy: ['provider'] })
    const series = await makeSeries(owner, 'webhook_events_total', { provider: 'acme' }, { kind: 'counter' })
    await setMinute(owner, series, minute(1), 3)
    await run(minute(1))
    const [child, parent] = await owner`select * from alerts order by fired_at`
    expect(child?.parent_alert_id).toBe(parent?.id)
    await setMinute(owner, series, minute(2), 0)
    await run(minute(2))
    expect((await alerts()).map(({ parent_alert_id, state }) => [parent_alert_id, state])).toEqual([
      [null, 'firing'],
      [null, 'resolved'],
    ])
  })
})

describe('the evaluator times itself', () => {
  it('its own breach becomes an alert a minute later, is nobody’s news, and is accepted by a channel of its own', async () => {
    const owner = database.owner()
    const job = (now: Date) => evaluateAlertsJob.run(jobContext(now), { now, stillMine: always })
    const breached = minute(0)
    await job(breached)
    await job(breached)
    expect(await owner`select * from alert_probes`).toMatchObject([{ breached_at: breached, alerted_at: null }])
    await job(minute(1))
    const [probe] = await owner`select * from alert_probes`
    expect(probe?.handed_at).toBeNull()
    expect(probe?.alerted_at.getTime() - minute(1).getTime()).toBeLessThan(10_000)
    // Staff have a channel that takes everything; it hears nothing of this.
    await owner`insert into channels (kind, name, settings) values ('email', 'On call', '{"kind": "email", "to": ["oncall@example.com"]}')`
    const told = new Date(minute(1).getTime() + 12_000)
    await sendAlerts(jobContext(told), { now: told, stillMine: always })
    expect(await owner`select channel_id, kind, state, last_status from channel_deliveries`).toEqual([
      { channel_id: LOOPBACK_CHANNEL_ID, kind: 'alerts', state: 'delivered', last_status: 202 },
    ])
    const [handed] = await owner`select handed_at from alert_probes`
    expect(handed?.handed_at.getTime()).toBeGreaterThanOrEqual(told.getTime())
    expect(await withPlatform((tx) => listChannels(tx, { owner: null, now: told }))).toMatchObject([{ name: 'On call' }])
    expect(await withPlatform((tx) => countDeliveries(tx, { owner: null }))).toBe(0)
    await job(minute(2))
    await sendAlerts(jobContext(minute(3)), { now: minute(3), stillMine: always })
    // The next one is timed as well, although it is the same thing.
    await job(minute(10))
    await job(minute(11))
    await sendAlerts(jobContext(minute(11)), { now: minute(11), stillMine: always })
    expect(await owner`select handed_at is not null as handed from alert_probes order by breached_at`).toEqual([{ handed: true }, { handed: true }])
    await owner`delete from alert_probes where breached_at = ${minute(10)}`
    await job(minute(12))
    const gone = { state: 'resolved', labels: { synthetic: 'true' } }
    expect(await alerts()).toMatchObject([gone, gone])
    expect(await owner`select * from live_events`).toHaveLength(0)
    const health = (now: Date) => withPlatform((tx) => evaluatorHealth(tx, now))
    expect(await health(minute(12))).toMatchObject({
      state: 'fine',
      banner: null,
      judgedTo: minute(12),
      lastRun: { rules: 1, failed: 0 },
      probes: { made: 1, missed: 0, alertedP99Seconds: expect.closeTo(60, -1), handedP99Seconds: expect.closeTo(12, -1) },
    })
    expect(await health(minute(18))).toMatchObject({ state: 'stopped', banner: { title: expect.stringContaining('not been judged') } })
  })

  it('whoever watches from outside is told once a minute, and not by a run that judged nothing', async () => {
    const requests: string[] = []
    const server = createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`)
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    process.env.DEAD_MAN_URL = `http://127.0.0.1:${port}/alive`
    process.env.SAFE_FETCH_ALLOW = `127.0.0.1:${port}`
    try {
      for (const now of [minute(0), minute(0), minute(1)]) await evaluateAlertsJob.run(jobContext(now), { now, stillMine: always })
      expect(requests).toEqual(['GET /alive', 'GET /alive'])
    } finally {
      delete process.env.DEAD_MAN_URL
      delete process.env.SAFE_FETCH_ALLOW
      server.close()
    }
  })
})
