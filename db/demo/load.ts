import type { ReservedSql } from 'postgres'
import { addDays, startOfDay } from '@/lib/time'
import { startOfMonth } from '@/lib/usage/spend'
import { type Cell, copyLines, copyRows, type Target } from './copy'
import { accountOf, balanceAlertOf, billingOf, buildsOf, type DemoSpend, ticketsOf, warningsOf } from './customers'
import { keysOf, markersOf, payoutsOf, refundsOf, reviewsOf, versionsOf, webhooksOf } from './facts'
import { historyOf } from './history'
import {
  callColumns,
  callLines,
  dayConsumersColumns,
  dayConsumersLines,
  metricsColumns,
  metricsLines,
  probeColumns,
  probeLines,
  usageColumns,
  usageLines,
} from './lines'
import { callLogs, platformLogs } from './log-lines'
import { accountsOf, membershipsOf, ownedConsumers, usersOf } from './people'
import { namedId } from './random'
import { deleteSimulated } from './remove'
import { sendsOf } from './webhooks'
import { buildWorld, DAILY_DAYS, HISTORY_DAYS, type World } from './world'
import { writePlatform } from './write-platform'

// Brings the simulated marketplace into a database: one transaction, so that there is all of it or
// none. What was loaded before is replaced.

/** Calls are kept one by one from the midnight this many days ago; older days have their rollups only. */
const RAW_DAYS = 2
/** Five-minute rows begin at the midnight this many days ago: what is usual at a time of day is learnt from them. */
const FIVE_DAYS = 15

export interface LoadOptions {
  seed: number
  /** The moment that the sixty days end at. */
  now: Date
  /** Origin of the running app, which answers the health endpoints. */
  appUrl: string
  /** As better-auth stores it. */
  passwordHash: string
}

/** How many rows of what were written. */
export type LoadCounts = Record<'organizations' | 'tools' | 'calls' | 'hours' | 'usage' | 'probes' | 'facts', number>

/**
 * Replaces the simulated marketplace by one that ends at `now`.
 * @param quiet called first in the transaction: keeps others from writing for the marketplace meanwhile
 * @throws postgres.PostgresError; nothing has changed then
 */
export async function loadMarketplace(sql: ReservedSql, options: LoadOptions, quiet: () => Promise<void> = async () => {}): Promise<LoadCounts> {
  const world = buildWorld(options.seed, options.now)
  const span = spanOf(options.now)
  for (const parent of ['invocations', 'tool_consumers_daily', 'log_lines']) {
    await sql`select ensure_partitions(${parent}, ${span.rawFrom}, ${options.now})`
  }
  await sql`select ensure_partitions('tool_metrics_5m', ${span.fiveFrom}, ${options.now})`
  await sql`select ensure_partitions('tool_metrics_hourly', ${span.from}, ${options.now})`

  await sql`begin`
  try {
    await quiet()
    // The login's own rights, where it has more than the platform role.
    await sql`set local role none`
    const [role] = await sql<{ direct: boolean }[]>`select rolsuper or rolbypassrls as direct from pg_roles where rolname = current_user`
    const target: Target = { sql, direct: role?.direct === true }
    if (!target.direct) await sql`set local role pulsegrid_platform`
    await deleteSimulated(sql)
    const counts = await write(target, world, options)
    await sql`commit`
    return counts
  } catch (error) {
    await sql`rollback`
    throw error
  }
}

function spanOf(now: Date): { dailyFrom: Date; from: Date; fiveFrom: Date; rawFrom: Date } {
  const today = startOfDay(now)
  return {
    dailyFrom: addDays(today, -DAILY_DAYS),
    from: addDays(today, -HISTORY_DAYS),
    fiveFrom: addDays(today, -FIVE_DAYS),
    rawFrom: addDays(today, -RAW_DAYS),
  }
}

async function write(target: Target, world: World, options: LoadOptions): Promise<LoadCounts> {
  await writeOrganizations(target, world, options)
  const { counts, revenueByDay, spend } = await writeHistory(target, world)
  counts.facts = await writeFacts(target, world, revenueByDay, spend)
  counts.probes = await writeProbes(target, world)
  await writePlatform(target, world)
  return counts
}

async function writeOrganizations(target: Target, world: World, options: LoadOptions): Promise<void> {
  const { seed, anchor, developers, consumers, tools } = world
  const organizations = [...developers, ...consumers].map((o, i) => ({
    id: o.organizationId,
    // Developers' organizations and consumers are known to the platform under one id each.
    externalId: i < developers.length ? o.externalId : o.externalId.replace('demo:consumer:', 'demo:organization:'),
    name: o.name,
    slug: o.slug,
    plan: o.plan,
    timeZone: o.timeZone,
    renewalAt: o.plan === 'free' ? null : addDays(anchor, 3 + ((i * 37) % 360)),
    auditRetentionDays: i < developers.length ? (developers[i]?.profile.auditRetentionDays ?? null) : null,
    simulated: true,
    // What the live generator needs to go on where this ends.
    metadata: JSON.stringify({ demo: { seed, anchor, appUrl: options.appUrl } }),
    createdAt: i < developers.length ? (developers[i]?.since ?? anchor) : addDays(anchor, -60 - ((i * 13) % 700)),
  }))
  await copyRows(target, 'organizations', organizations)
  await copyRows(target, 'users', usersOf(world))
  await copyRows(target, 'accounts', accountsOf(world, options.passwordHash))
  await copyRows(target, 'members', membershipsOf(world))
  await copyRows(
    target,
    'developers',
    developers.map((d) => ({
      id: d.developerId,
      organizationId: d.organizationId,
      externalId: d.externalId.replace('demo:organization:', 'demo:developer:'),
      stripeConnectActive: d.profile.stripeConnect,
      twoFactorEnabled: d.profile.twoFactor,
      budgetControlsEnabled: d.profile.budgetControls,
      sessionsReviewedAt: d.profile.twoFactor ? addDays(anchor, -20) : null,
      createdAt: d.since,
    })),
  )
  await copyRows(
    target,
    'tools',
    tools.map((t) => ({
      id: t.id,
      organizationId: t.developer.organizationId,
      developerId: t.developer.developerId,
      externalId: t.externalId,
      slug: t.slug,
      name: t.offer.name,
      description: t.offer.description,
      category: t.developer.offer.category,
      healthEndpoint: t.offer.hasHealthEndpoint ? healthEndpoint(options.appUrl, t.slug) : null,
      pricing: { model: 'per_call', usd: t.offer.priceMicros / 1_000_000 },
      dependsOn: t.offer.dependsOn,
      route: t.route,
      publishedAt: t.publishedAt,
      createdAt: t.publishedAt,
    })),
  )
}

/** Where a simulated tool's health is asked: the running app answers for it. */
export function healthEndpoint(appUrl: string, slug: string): string {
  return `${appUrl.replace(/\/$/, '')}/api/demo/health/${slug}`
}

async function writeHistory(target: Target, world: World) {
  const { dailyFrom, from, fiveFrom, rawFrom } = spanOf(world.anchor)
  const rawFromMs = rawFrom.getTime()
  const span = { dailyFromMs: dailyFrom.getTime(), fromMs: from.getTime(), fiveFromMs: fiveFrom.getTime(), rawFromMs, toMs: world.anchor.getTime() }
  const lines = { fiveMinutes: [] as Buffer[], daily: [] as Buffer[], usage: [] as Buffer[], callers: [] as Buffer[], calls: [] as Buffer[] }
  const counts: LoadCounts = {
    organizations: world.developers.length + world.consumers.length,
    tools: world.tools.length,
    calls: 0,
    hours: 0,
    usage: 0,
    probes: 0,
    facts: 0,
  }
  const revenueByDay = new Map<number, Map<number, number>>()
  const logs = platformLogs(world, rawFrom)
  const monthMs = startOfMonth(world.anchor).getTime()
  const spend = new Map<number, DemoSpend>()

  // The largest table takes its lines as they are made: the server reads while the next tool is simulated.
  function* hours() {
    for (const tool of world.tools) {
      const history = historyOf(world, tool, span)
      lines.fiveMinutes.push(metricsLines(tool, history.fiveMinutes))
      lines.daily.push(metricsLines(tool, history.daily))
      lines.usage.push(usageLines(world, tool, history.usage))
      const raw = history.usage.filter((row) => row.dayMs >= rawFromMs)
      lines.callers.push(dayConsumersLines(world, tool, raw))
      lines.calls.push(callLines(world, tool, history.calls))
      logs.push(...callLogs(world, tool, history.calls))
      counts.calls += history.calls.length
      counts.hours += history.hourly.length
      counts.usage += history.usage.length
      const byDay = revenueByDay.get(tool.developer.index) ?? new Map<number, number>()
      revenueByDay.set(tool.developer.index, byDay)
      for (const day of history.daily) byDay.set(day.bucketMs, (byDay.get(day.bucketMs) ?? 0) + day.revenueMicros)
      for (const { consumer, dayMs, spendMicros } of history.usage) {
        const { perDay, thisMonth, days } = spend.get(consumer) ?? { perDay: 0, thisMonth: 0, days: new Map<number, number>() }
        if (dayMs >= monthMs) days.set(dayMs, (days.get(dayMs) ?? 0) + spendMicros)
        spend.set(consumer, { perDay: perDay + spendMicros / HISTORY_DAYS, thisMonth: thisMonth + (dayMs >= monthMs ? spendMicros : 0), days })
      }
      yield metricsLines(tool, history.hourly)
    }
  }
  await copyLines(target, 'tool_metrics_hourly', metricsColumns, hours())
  await copyLines(target, 'tool_metrics_daily', metricsColumns, lines.daily)
  await copyLines(target, 'tool_metrics_5m', metricsColumns, lines.fiveMinutes)
  await copyLines(target, 'consumer_usage_daily', usageColumns, lines.usage)
  await copyLines(target, 'tool_consumers_daily', dayConsumersColumns, lines.callers)
  await copyLines(target, 'invocations', callColumns, lines.calls)
  // A call that began before the anchor may end after it.
  await copyRows(
    target,
    'log_lines',
    logs.filter(({ at }) => at instanceof Date && at < world.anchor),
  )
  return { counts, revenueByDay, spend }
}

async function writeProbes(target: Target, world: World): Promise<number> {
  const { from } = spanOf(world.anchor)
  let count = 0
  function* chunks() {
    for (const tool of world.tools) {
      const probes = probeLines(world, tool, from.getTime(), world.anchor.getTime())
      count += probes.count
      yield probes.lines
    }
  }
  await copyLines(target, 'tool_health_checks', probeColumns, chunks())
  return count
}

async function writeFacts(target: Target, world: World, revenueByDay: Map<number, Map<number, number>>, spend: Map<number, DemoSpend>): Promise<number> {
  const { developers, consumers, tools } = world
  const accounts = consumers.map((c) => accountOf(world, c, spend.get(c.index) ?? { perDay: 0, thisMonth: 0 }))
  const owned = ownedConsumers(world).map(({ consumer }) => consumer)
  const webhooks = developers.map((d) => webhooksOf(world, d))
  const sends = developers.map((d) => sendsOf(world, d))
  const billing = [...developers, ...consumers].map((o, n) =>
    billingOf(world, o, n, n < developers.length ? Infinity : (consumers[n - developers.length]?.lastMs ?? Infinity)),
  )
  const tables: [string, Record<string, Cell>[]][] = [
    ['consumers', accounts],
    ['usage_warnings', consumers.flatMap((c, i) => warningsOf(world, c, accounts[i]?.budgetMicros ?? null, spend.get(c.index)?.days ?? new Map()))],
    [
      'consumer_alerts',
      owned.flatMap((c) => balanceAlertOf(world, c, accounts[consumers.indexOf(c)] ?? { balanceMicros: 0, autoRefill: true }, spend.get(c.index)?.perDay ?? 0)),
    ],
    ['api_keys', developers.flatMap((d) => keysOf(world, d)).map((key) => ({ ...key, origin: 'reported' }))],
    ['webhook_endpoints', webhooks.flatMap((w) => w.endpoints)],
    ['webhook_deliveries', [...webhooks.flatMap((w) => w.deliveries), ...sends.flatMap((s) => s.outcomes)]],
    ['webhook_endpoint_health', sends.flatMap((s) => s.health)],
    ['webhook_messages', sends.flatMap((s) => s.messages)],
    ['webhook_sends', sends.flatMap((s) => s.sends)],
    ['webhook_attempts', sends.flatMap((s) => s.attempts)],
    ['tool_versions', tools.flatMap((t) => versionsOf(world, t))],
    ['markers', tools.flatMap((t) => markersOf(world, t))],
    ['reviews', tools.flatMap((t) => reviewsOf(world, t))],
    ['refunds', tools.flatMap((t) => refundsOf(world, t))],
    ['payouts', developers.flatMap((d) => payoutsOf(world, d, revenueByDay.get(d.index) ?? new Map()))],
    ['subscriptions', billing.map((b) => b.subscription)],
    ['invoices', billing.flatMap((b) => b.invoices)],
    ['payments', billing.flatMap((b) => b.payments)],
    ['builds', consumers.flatMap((c) => buildsOf(world, c))],
    ['support_tickets', consumers.flatMap((c) => ticketsOf(world, c))],
    [
      'fault_windows',
      world.outages.map((o) => ({
        id: namedId(world.seed, o.source),
        kind: o.kind,
        source: o.source,
        label: o.label,
        routes: [],
        provider: o.provider,
        fromAt: o.from,
        toAt: o.to,
      })),
    ],
  ]
  let count = 0
  for (const [table, rows] of tables) count += await copyRows(target, table, rows)
  return count
}
