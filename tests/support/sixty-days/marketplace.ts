import type postgres from 'postgres'
import { ingestCalls } from '@/lib/ingest/commands/ingest-calls'
import { splitLines } from '@/lib/ingest/ndjson'
import { addDays, HOUR, isoDay } from '@/lib/time'
import { jobContext } from '../ingest'

/** One publisher with one tool and one owner, `<name>@example.org`. */
export interface Publisher {
  name: string
  zone: string
  /** Calls an hour, every hour; fractions by the day's hours (0.125 = three a day). */
  callsAnHour: (day: number) => number
  /** Share of the calls that fail with 500, by day. */
  errorShare: (day: number) => number
  latencyMs: number
  /** Dollars a call. */
  price: number
  /** Everything that a publisher can set up is set up, and the reviews are good. */
  wellKept: boolean
  endpoint?: string
  dependsOn?: string[]
}

/** How many days of the past are written straight into the rollups: enough for every 28-day window and for dormancy. */
const PAST_DAYS = 95
/** Distinct callers of each tool. */
const CALLERS = 12

/** The publishers with their owners, tools and what their past left in the rollups. */
export async function settle(owner: postgres.Sql, publishers: Publisher[], start: Date): Promise<void> {
  const long = addDays(start, -400)
  for (const { name, zone, wellKept, endpoint, dependsOn, latencyMs, price, callsAnHour, errorShare } of publishers) {
    const [organization] = await owner<{ id: string }[]>`
      insert into organizations (external_id, name, slug, time_zone, audit_retention_days, created_at)
      values (${name}, ${name}, ${name}, ${zone}, ${wellKept ? 365 : null}, ${long}) returning id`
    const organizationId = organization?.id ?? ''
    const [developer] = await owner<{ id: string }[]>`
      insert into developers (organization_id, external_id, stripe_connect_active, two_factor_enabled, budget_controls_enabled, sessions_reviewed_at, created_at)
      values (${organizationId}, ${name}, ${wellKept}, ${wellKept}, ${wellKept}, ${wellKept ? start : null}, ${long}) returning id`
    const [tool] = await owner<{ id: string }[]>`
      insert into tools (organization_id, developer_id, external_id, slug, name, description, category, health_endpoint, route, depends_on, published_at, created_at)
      values (${organizationId}, ${developer?.id ?? ''}, ${name}, ${name}, ${`${name} converter`}, 'Converts units.', 'units', ${endpoint ?? null}, ${`/${name}`}, ${dependsOn ?? []}, ${long}, ${long})
      returning id`
    const toolId = tool?.id ?? ''
    const [user] = await owner<{ id: string }[]>`
      insert into users (name, email, created_at) values (${name}, ${`${name}@example.org`}, ${long}) returning id`
    await owner`insert into members (organization_id, user_id, role, created_at) values (${organizationId}, ${user?.id ?? ''}, 'owner', ${long})`
    if (wellKept) {
      await owner`insert into webhook_endpoints (organization_id, external_id, url) values (${organizationId}, ${`${name}-hook`}, 'https://example.org/hook')`
      await owner`
        insert into tool_versions (organization_id, tool_id, version, changelog, released_at) values (${organizationId}, ${toolId}, '1.0.0', 'First release', ${long})`
    }
    await owner`
      insert into tool_metrics_daily (tool_id, organization_id, bucket_at, invocations, rated, errors, errors4xx, errors429, errors5xx, errors_developer,
        errors_consumer, errors_platform, errors_upstream, fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers, sketch_keys, sketch_counts)
      select ${toolId}, ${organizationId}, day_at, calls, calls, failed, 0, 0, failed, failed, 0, 0, 0, calls, failed, calls, calls * ${latencyMs}::float8,
        round(calls * ${price}::float8 * 1e6), ${CALLERS}, '{}', '{}'
      from jsonb_to_recordset(${owner.json(
        Array.from({ length: PAST_DAYS }, (_, i) => -1 - i).map((day) => {
          const calls = Math.round(callsAnHour(day) * 24)
          return { day_at: addDays(start, day).toISOString(), calls, failed: Math.round(calls * errorShare(day)) }
        }),
      )}) as past (day_at timestamptz, calls integer, failed integer) where calls > 0`
  }
  const callers = Array.from({ length: CALLERS }, (_, i) => `caller-${i}`)
  await owner`insert into organizations (external_id, name, slug, created_at) select c, c, c, ${long} from unnest(${callers}::text[]) c`
  await owner`
    insert into consumers (organization_id, external_id, created_at) select id, external_id, ${long} from organizations where external_id = any(${callers})`
  await owner`
    insert into consumer_usage_daily (tool_id, consumer_id, day_at, organization_id, consumer_organization_id, invocations, rated, errors, latency_count, latency_sum_ms, spend_micros)
    select m.tool_id, c.id, m.bucket_at, m.organization_id, c.organization_id, 1, 1, 0, 1, 100, 0
    from tool_metrics_daily m, consumers c where c.external_id = any(${callers})`
}

/** Sends the calls of the hour before `at`, as the platform would: each with its own id, spread over the hour. */
export async function sendCalls(publishers: Publisher[], start: Date, at: Date): Promise<void> {
  const hour = Math.round((at.getTime() - start.getTime()) / HOUR) - 1
  if (hour < 0) return
  const day = Math.floor(hour / 24)
  const lines: string[] = []
  for (const { name, callsAnHour, errorShare, latencyMs, price } of publishers) {
    // Whole calls: as many as the day's total has gained by the end of this hour.
    const until = (of: number) => Math.round(callsAnHour(day) * of)
    const hourOfDay = hour % 24
    for (let call = until(hourOfDay); call < until(hourOfDay + 1); call++) {
      const failed = Math.floor((call + 1) * errorShare(day) + 1e-9) > Math.floor(call * errorShare(day) + 1e-9)
      const occurredAt = new Date(start.getTime() + hour * HOUR + ((call * 7 + 3) % 59) * 60_000)
      lines.push(
        JSON.stringify({
          id: `${name}-${isoDay(occurredAt)}-${call}`,
          tool: name,
          consumer: `caller-${call % CALLERS}`,
          occurredAt: occurredAt.toISOString(),
          status: failed ? 500 : 200,
          latencyMs,
          cost: price,
        }),
      )
    }
  }
  if (lines.length === 0) return
  const answer = await ingestCalls(jobContext(at), splitLines(Buffer.from(lines.join('\n')), lines.length))
  if (answer.accepted !== lines.length) throw new Error(`${answer.accepted} of ${lines.length} calls were taken at ${at.toISOString()}`)
}

/** One paid call of a consumer to a tool, a few minutes before `at`. */
export async function sendPurchase(consumer: string, tool: string, price: number, at: Date): Promise<void> {
  const line = {
    id: `${consumer}-${at.toISOString()}`,
    tool,
    consumer,
    occurredAt: new Date(at.getTime() - 600_000).toISOString(),
    status: 200,
    latencyMs: 100,
    cost: price,
  }
  const answer = await ingestCalls(jobContext(at), splitLines(Buffer.from(JSON.stringify(line)), 1))
  if (answer.accepted !== 1) throw new Error(`the purchase of ${consumer} was not taken`)
}

/** A consumer with one owner; `complete`: with everything that the set-up asks for. */
export async function addConsumer(
  owner: postgres.Sql,
  { name, zone, budget, joinedAt, complete = false }: { name: string; zone: string; budget: number; joinedAt: Date; complete?: boolean },
): Promise<void> {
  const organizationId = await addOrganization(owner, name, zone, joinedAt)
  await owner`
    insert into consumers (organization_id, external_id, budget_micros, auto_refill, balance_micros, payment_method_expires_at, created_at)
    values (${organizationId}, ${name}, ${budget * 1e6}, ${complete}, ${complete ? 1e9 : null}, ${complete ? addDays(joinedAt, 900) : null}, ${joinedAt})`
}

/** A publisher without anything but its owner. */
export async function joinPublisher(owner: postgres.Sql, name: string, at: Date): Promise<void> {
  const organizationId = await addOrganization(owner, name, 'UTC', at)
  await owner`insert into developers (organization_id, external_id, created_at) values (${organizationId}, ${name}, ${at})`
}

async function addOrganization(owner: postgres.Sql, name: string, zone: string, at: Date): Promise<string> {
  const [organization] = await owner<{ id: string }[]>`
    insert into organizations (external_id, name, slug, time_zone, created_at) values (${name}, ${name}, ${name}, ${zone}, ${at}) returning id`
  const organizationId = organization?.id ?? ''
  const [user] = await owner<{ id: string }[]>`insert into users (name, email, created_at) values (${name}, ${`${name}@example.org`}, ${at}) returning id`
  await owner`insert into members (organization_id, user_id, role, created_at) values (${organizationId}, ${user?.id ?? ''}, 'owner', ${at})`
  return organizationId
}
