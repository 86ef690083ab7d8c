import { randomUUID } from 'node:crypto'
import type postgres from 'postgres'
import { beforeAll, describe, expect, it } from 'vitest'
import { enforceRetention } from '@/lib/retention/commands'
import { partitionPolicies, rowPolicies } from '@/lib/retention/model'
import { addDays, DAY, MINUTE } from '@/lib/time'
import { storeCalls } from '../support/calls'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'
import { createPerson } from '../support/people'

const database = useDatabase()
const now = new Date('2026-03-10T01:00:00Z')
const midnight = new Date('2026-03-10T00:00:00Z')
const chosen = { rawDays: 120, logDays: 30 }
const always = async () => true
const enforce = (stillMine = always) => enforceRetention(jobContext(now), { now, stillMine })

const measures = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] as const
const metricsRow = (owner: postgres.Sql, table: string, tool: string, at: Date) => owner`
  insert into ${owner(table)} (tool_id, organization_id, bucket_at, invocations, rated, errors, errors4xx, errors429, errors5xx, errors_developer, errors_consumer,
    errors_platform, errors_upstream, fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers, sketch_keys, sketch_counts)
  values (${tool}, ${tool}, ${at}, ${owner.unsafe(measures.join(', '))}, '{}', '{}')`

/** For each table: how to put a row at a moment, and how to find it again by its tag. */
const tables: Record<string, { put: (owner: postgres.Sql, tag: string, at: Date) => Promise<unknown>; tag: string }> = {
  invocations: { put: (owner, tag, at) => storeCalls(owner, [{ tool: tag, organization: tag, consumer: tag, at }]), tag: 'tool_id' },
  tool_consumers_daily: {
    put: async (owner, tag, at) => {
      await owner`select ensure_partitions('tool_consumers_daily', ${at}, ${at})`
      await owner`insert into tool_consumers_daily (tool_id, consumer_id, day_at, organization_id) values (${tag}, ${tag}, ${at}, ${tag})`
    },
    tag: 'tool_id',
  },
  tool_metrics_5m: {
    put: async (owner, tag, at) => {
      await owner`select ensure_partitions('tool_metrics_5m', ${at}, ${at})`
      await metricsRow(owner, 'tool_metrics_5m', tag, at)
    },
    tag: 'tool_id',
  },
  tool_metrics_hourly: {
    put: async (owner, tag, at) => {
      await owner`select ensure_partitions('tool_metrics_hourly', ${at}, ${at})`
      await metricsRow(owner, 'tool_metrics_hourly', tag, at)
    },
    tag: 'tool_id',
  },
  metric_minutes: {
    put: async (owner, tag, at) => {
      await owner`select ensure_partitions('metric_minutes', ${at}, ${at})`
      await owner`insert into metric_minutes (series_id, organization_id, at, writer, count, sum) values (1, ${tag}, ${at}, ${tag}, 1, 1)`
    },
    tag: 'organization_id',
  },
  metric_hours: {
    put: async (owner, tag, at) => {
      await owner`select ensure_partitions('metric_hours', ${at}, ${at})`
      await owner`insert into metric_hours (series_id, organization_id, at, count, sum) values (1, ${tag}, ${at}, 1, 1)`
    },
    tag: 'organization_id',
  },
  log_lines: {
    put: async (owner, tag, at) => {
      await owner`select ensure_partitions('log_lines', ${at}, ${at})`
      await owner`insert into log_lines (external_id, at, level, message) values (${tag}, ${at}, 'info', 'a line')`
    },
    tag: 'external_id',
  },
  log_counts: { put: (owner, tag, at) => owner`insert into log_counts (at, level, service, lines) values (${at}, 'info', ${tag}, 1)`, tag: 'service' },
  metric_series: {
    put: (owner, tag, at) => owner`insert into metric_series (organization_id, metric, kind, last_at) values (${tag}, 'a_total', 'counter', ${at})`,
    tag: 'organization_id',
  },
  metric_streams: {
    put: (owner, tag, at) => owner`insert into metric_streams (id, started_ns, at_ns, updated_at) values (${tag}, 0, 0, ${at})`,
    tag: 'id',
  },
  alert_runs: {
    put: (owner, tag, at) =>
      owner`insert into alert_runs (minute_at, started_at, duration_ms, rules, readings, fired, resolved, failed, error) values (${at}, ${at}, 1, 1, 1, 0, 0, 0, ${tag})`,
    tag: 'error',
  },
  alert_probes: { put: (owner, tag, at) => owner`insert into alert_probes (id, breached_at) values (${tag}, ${at})`, tag: 'id' },
  live_events: {
    put: (owner, tag, at) => owner`insert into live_events (organization_id, topic, body, at) values (${tag}, 'alert', '{}', ${at})`,
    tag: 'organization_id',
  },
  channel_deliveries: {
    put: async (owner, tag, at) => {
      await owner`insert into channels (id, kind, name, settings) values (${tag}, 'slack', 'Ops', '{"kind": "slack"}')`
      await owner`
        insert into channel_deliveries (channel_id, kind, subject, body, dedup_key, next_attempt_at, created_at)
        values (${tag}, 'test', 'A test', '{}', ${tag}, ${at}, ${at})`
    },
    tag: 'dedup_key',
  },
  status_notices: {
    put: async (owner, tag, at) => {
      const [subscriber] = await owner`insert into status_subscribers (kind, address, token_hash) values ('email', ${tag}, ${tag}) returning id`
      await owner`insert into status_notices (subscriber_id, key, created_at) values (${subscriber?.id}, ${tag}, ${at})`
    },
    tag: 'key',
  },
  tool_metrics_daily: { put: (owner, tag, at) => metricsRow(owner, 'tool_metrics_daily', tag, at), tag: 'tool_id' },
  consumer_usage_daily: {
    put: (owner, tag, at) => owner`
      insert into consumer_usage_daily (tool_id, consumer_id, day_at, organization_id, consumer_organization_id, invocations, rated, errors, latency_count, latency_sum_ms, spend_micros)
      values (${tag}, ${tag}, ${at}, ${tag}, ${tag}, 1, 1, 0, 1, 1, 1)`,
    tag: 'tool_id',
  },
  consumer_hours: {
    put: (owner, tag, at) =>
      owner`insert into consumer_hours (consumer_id, hour_at, organization_id, invocations, spend_micros) values (${tag}, ${at}, ${tag}, 1, 1)`,
    tag: 'consumer_id',
  },
  tool_health_checks: {
    put: (owner, tag, at) =>
      owner`insert into tool_health_checks (tool_id, organization_id, window_at, state, checked_at) values (${tag}, ${tag}, ${at}, 'up', ${at})`,
    tag: 'tool_id',
  },
  peer_groups: {
    put: (owner, tag, at) =>
      owner`insert into peer_groups (as_of, simulated, category, metric, size, p25, median, p75) values (${at}, false, ${tag}, 'score', 20, 1, 2, 3)`,
    tag: 'category',
  },
  peer_standings: {
    put: (owner, tag, at) => owner`
      insert into peer_standings (organization_id, developer_id, as_of, category, metric, state) values (${tag}, ${tag}, ${at}, '', 'score', 'new')`,
    tag: 'developer_id',
  },
  anomaly_baseline_days: {
    put: (owner, tag, at) => owner`
      insert into anomaly_baseline_days (tool_id, organization_id, day_at, windows, invocations, calls_squares, revenue_sum, revenue_squares,
        rated_windows, error_sum, error_squares, latency_windows, latency_sum, latency_squares)
      values (${tag}, ${tag}, ${at}, 288, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)`,
    tag: 'tool_id',
  },
  anomaly_marks: {
    put: (owner, tag, at) =>
      owner`insert into anomaly_marks (tool_id, organization_id, day_at, marks) values (${tag}, ${tag}, ${at}, decode(repeat('00', 96), 'hex'))`,
    tag: 'tool_id',
  },
  anomaly_windows: {
    put: (owner, tag, at) => owner`
      insert into anomaly_windows (tool_id, organization_id, metric, window_at, confirmed, severity, observed, usual, expected_low, expected_high, z, impact, reason)
      values (${tag}, ${tag}, 'latency', ${at}, true, 'warning', 2, 0.5, 0, 1, 5, 0.5, 'slow')`,
    tag: 'tool_id',
  },
  ingest_events: {
    put: (owner, tag, at) => owner`insert into ingest_events (source, event_id, type, at, received_at) values ('test', ${tag}, 'test', ${at}, ${at})`,
    tag: 'event_id',
  },
  processed_messages: { put: (owner, tag, at) => owner`insert into processed_messages (message_id, at) values (${tag}, ${at})`, tag: 'message_id' },
  job_runs: {
    put: (owner, tag, at) => owner`insert into job_runs (id, job, at, trigger, state, started_at) values (${tag}, 'test', ${at}, 'manual', 'succeeded', ${at})`,
    tag: 'id',
  },
  outbox: {
    put: (owner, tag, at) => owner`
      insert into outbox (id, template, category, class, to_address, subject, html, text, created_at)
      values (${tag}, 'test', 'test', 'critical', 'test@example.org', 'test', '', '', ${at})`,
    tag: 'id',
  },
  notification_log: {
    put: (owner, tag, at) =>
      owner`insert into notification_log (id, recipient_kind, recipient_id, type, key, at) values (${tag}, 'user', ${tag}, 'test', 'test', ${at})`,
    tag: 'id',
  },
  mail_events: { put: (owner, tag, at) => owner`insert into mail_events (id, type, received_at) values (${tag}, 'test', ${at})`, tag: 'id' },
  webhook_messages: {
    put: (owner, tag, at) => owner`
      with o as (insert into organizations (id, name, slug) values (${tag}, 'Test', ${tag}) returning id)
      insert into webhook_messages (id, organization_id, type, body, dedup_key, created_at) select ${tag}::uuid, id, 'test', '{}', 'test', ${at}::timestamptz from o`,
    tag: 'id',
  },
  verifications: {
    put: (owner, tag, at) => owner`insert into verifications (id, identifier, value, expires_at) values (${tag}, 'test', 'test', ${at})`,
    tag: 'id',
  },
  sessions: { put: (owner, tag, at) => owner`insert into sessions (id, user_id, token, expires_at) values (${tag}, ${userId}, ${tag}, ${at})`, tag: 'id' },
}

let userId = ''
beforeAll(async () => {
  userId = (await createPerson()).userId
})

async function isThere(table: string, tag: string): Promise<boolean> {
  const owner = database.owner()
  const rows = await owner`select 1 from ${owner(table)} where ${owner(tables[table]?.tag ?? '')}::text = ${tag}`
  return rows.length > 0
}

// The newest moment that goes and the oldest that stays.
const wholeDays = (days: number) => ({ goes: new Date(addDays(midnight, -days).getTime() - MINUTE), stays: addDays(midnight, -days) })
const edges: { table: string; goes: Date; stays: Date }[] = [
  { table: 'invocations', ...wholeDays(120) },
  { table: 'tool_consumers_daily', goes: addDays(midnight, -121), stays: addDays(midnight, -120) },
  { table: 'tool_metrics_5m', goes: addDays(midnight, -36), stays: addDays(midnight, -35) },
  { table: 'tool_metrics_hourly', ...wholeDays(400) },
  { table: 'tool_metrics_daily', goes: addDays(midnight, -401), stays: addDays(midnight, -400) },
  { table: 'consumer_usage_daily', goes: addDays(midnight, -401), stays: addDays(midnight, -400) },
  { table: 'consumer_hours', ...wholeDays(35) },
  { table: 'tool_health_checks', goes: new Date(addDays(now, -90).getTime() - 1), stays: addDays(now, -90) },
  { table: 'peer_groups', goes: addDays(midnight, -15), stays: addDays(midnight, -14) },
  { table: 'peer_standings', goes: addDays(midnight, -15), stays: addDays(midnight, -14) },
  { table: 'anomaly_baseline_days', goes: addDays(midnight, -36), stays: addDays(midnight, -35) },
  { table: 'anomaly_marks', goes: addDays(midnight, -91), stays: addDays(midnight, -90) },
  { table: 'anomaly_windows', goes: new Date(addDays(now, -90).getTime() - 1), stays: addDays(now, -90) },
  { table: 'ingest_events', goes: new Date(addDays(now, -121).getTime() - 1), stays: addDays(now, -121) },
  { table: 'processed_messages', goes: new Date(addDays(now, -2).getTime() - 1), stays: addDays(now, -2) },
  { table: 'job_runs', goes: new Date(addDays(now, -90).getTime() - 1), stays: addDays(now, -90) },
  { table: 'outbox', goes: new Date(addDays(now, -90).getTime() - 1), stays: addDays(now, -90) },
  { table: 'notification_log', goes: new Date(addDays(now, -400).getTime() - 1), stays: addDays(now, -400) },
  { table: 'mail_events', goes: new Date(addDays(now, -30).getTime() - 1), stays: addDays(now, -30) },
  { table: 'webhook_messages', goes: new Date(addDays(now, -90).getTime() - 1), stays: addDays(now, -90) },
  { table: 'metric_minutes', goes: addDays(midnight, -3), stays: addDays(midnight, -2) },
  { table: 'metric_hours', ...wholeDays(400) },
  { table: 'log_lines', ...wholeDays(30) },
  { table: 'log_counts', ...wholeDays(30) },
  { table: 'metric_series', goes: new Date(addDays(now, -401).getTime() - 1), stays: addDays(now, -401) },
  { table: 'metric_streams', goes: new Date(addDays(now, -2).getTime() - 1), stays: addDays(now, -2) },
  { table: 'alert_runs', goes: new Date(addDays(now, -7).getTime() - 1), stays: addDays(now, -7) },
  { table: 'alert_probes', goes: new Date(addDays(now, -90).getTime() - 1), stays: addDays(now, -90) },
  { table: 'live_events', goes: new Date(addDays(now, -1).getTime() - 1), stays: addDays(now, -1) },
  { table: 'channel_deliveries', goes: new Date(addDays(now, -90).getTime() - 1), stays: addDays(now, -90) },
  { table: 'status_notices', goes: new Date(addDays(now, -90).getTime() - 1), stays: addDays(now, -90) },
  { table: 'verifications', goes: new Date(now.getTime() - 1), stays: now },
  { table: 'sessions', goes: new Date(now.getTime() - 1), stays: now },
]

describe('retention', () => {
  it.each(edges)('$table: what is older is gone, what is younger is there', async ({ table, goes, stays }) => {
    const owner = database.owner()
    const old = { edge: randomUUID(), ancient: randomUUID() }
    const young = { edge: randomUUID(), fresh: randomUUID() }
    const put = async (tag: string, at: Date) => tables[table]?.put(owner, tag, at)
    await put(old.edge, goes)
    await put(old.ancient, new Date(goes.getTime() - 70 * DAY))
    await put(young.edge, stays)
    await put(young.fresh, new Date(stays.getTime() + DAY))
    expect((await enforce()).failed).toBe(0)
    expect(await Promise.all([old.edge, old.ancient, young.edge, young.fresh].map((tag) => isThere(table, tag)))).toEqual([false, false, true, true])
  })

  it('knows an edge for each policy', () => {
    const governed = new Set([...partitionPolicies(chosen), ...rowPolicies(chosen)].map(({ table }) => table))
    expect([...governed].sort()).toEqual(edges.map(({ table }) => table).sort())
  })

  it('has the partitions of the next three days ready', async () => {
    await enforce()
    const [ready] = await database.owner()`
      select bool_and(partition_exists(parent, ${now}::timestamptz + d * interval '1 day')) as ready
      from unnest(array['invocations', 'tool_metrics_5m', 'tool_metrics_hourly', 'tool_consumers_daily', 'metric_minutes', 'metric_hours', 'log_lines']) parent, generate_series(0, 3) d`
    expect(ready).toEqual({ ready: true })
    expect(await enforce()).toEqual({ checked: partitionPolicies(chosen).length + rowPolicies(chosen).length, changed: 0, failed: 0 })
  })

  it('deletes more rows than one batch holds, and goes on where a run stopped', async () => {
    const owner = database.owner()
    await owner`insert into processed_messages (message_id, at) select 'old-' || n, ${addDays(now, -9)} from generate_series(1, 25000) n`
    // Asked before each of the policies and between batches; the lease is lost after the first batch of this one.
    let asked = 0
    const rows = rowPolicies(chosen).findIndex(({ table }) => table === 'processed_messages') + partitionPolicies(chosen).length
    await enforce(async () => ++asked <= rows + 1)
    expect(await owner`select from processed_messages where message_id like 'old-%'`).toHaveLength(15_000)
    await Promise.all([enforce(), enforce()])
    expect(await owner`select from processed_messages where message_id like 'old-%'`).toHaveLength(0)
  })

  it('leaves a table that somebody holds to the next run and goes on with the others', async () => {
    const owner = database.owner()
    const call = randomUUID()
    const message = randomUUID()
    await tables.invocations?.put(owner, call, addDays(midnight, -130))
    await tables.processed_messages?.put(owner, message, addDays(now, -5))
    await owner.begin(async (reader) => {
      await reader`select count(*) from invocations`
      expect(await enforce()).toMatchObject({ failed: 1 })
    })
    expect(await isThere('invocations', call)).toBe(true)
    expect(await isThere('processed_messages', message)).toBe(false)
    expect(await enforce()).toMatchObject({ failed: 0 })
    expect(await isThere('invocations', call)).toBe(false)
  })
})
