import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { isSemver } from '@/lib/scores/facts/semver'
import { getSecurityStatus } from '@/lib/scores/queries'
import { addDays } from '@/lib/time'
import { setupStatus } from './checklist'
import type { PublisherFacts, SetupFacts, SetupStatus } from './model'

/** The set-up of an organization as things stand at `now`; null where there is nothing to set up. */
export async function findSetupStatus(tx: Tx, at: { organizationId: string; now: Date }): Promise<SetupStatus | null> {
  return setupStatus(await readSetupFacts(tx, at), at.now)
}

type PackedTool = [id: string, endpoint: boolean, version: string | null, hasChangelog: boolean | null]

interface FactsRow extends Record<string, unknown> {
  publishes: boolean
  tools: PackedTool[] | null
  called: boolean
  consumes: boolean
  payment_method_expires_at: string | null
  balance_micros: string | number | null
  auto_refill: boolean | null
  budget_micros: string | number | null
  has_called: boolean
  ended: SetupFacts['ended']
}

async function readSetupFacts(tx: Tx, { organizationId, now }: { organizationId: string; now: Date }): Promise<SetupFacts> {
  const [row] = await tx.execute<FactsRow>(sql`
    select d.id is not null as publishes,
      (select json_agg(json_build_array(t.id, t.health_endpoint is not null, v.version, btrim(v.changelog) <> '') order by t.published_at, t.id)
        from tools t
        left join lateral (
          select version, changelog from tool_versions where tool_id = t.id and released_at <= ${now} order by released_at desc, version desc limit 1
        ) v on true
        where t.organization_id = o.id and (t.archived_at is null or t.archived_at > ${now})) as tools,
      exists (select from tool_metrics_hourly m where m.organization_id = o.id and m.invocations > 0) as called,
      c.id is not null as consumes, c.payment_method_expires_at, c.balance_micros, c.auto_refill, c.budget_micros,
      exists (select from consumer_usage_daily u where u.consumer_id = c.id and u.invocations > 0) as has_called,
      e.reason as ended
    from organizations o
    left join developers d on d.organization_id = o.id
    left join consumers c on c.organization_id = o.id
    left join setup_endings e on e.organization_id = o.id
    where o.id = ${organizationId}`)
  if (!row) return { publisher: null, consumer: null, ended: null }
  return {
    publisher: row.publishes ? { ...publisherFacts(row), security: await getSecurityStatus(tx, { organizationId, now }) } : null,
    consumer: row.consumes
      ? {
          paymentMethodExpiresAt: row.payment_method_expires_at === null ? null : new Date(row.payment_method_expires_at),
          balanceMicros: row.balance_micros === null ? null : Number(row.balance_micros),
          autoRefill: row.auto_refill === true,
          budgetMicros: row.budget_micros === null ? null : Number(row.budget_micros),
          called: row.has_called,
        }
      : null,
    ended: row.ended,
  }
}

function publisherFacts(row: FactsRow): Omit<PublisherFacts, 'security'> {
  const tools = (row.tools ?? []).map(([id, endpoint, version, hasChangelog]) => ({
    id,
    endpoint,
    wellVersioned: version !== null && isSemver(version) && hasChangelog === true,
  }))
  return {
    tools: tools.length,
    withEndpoint: tools.filter((tool) => tool.endpoint).length,
    wellVersioned: tools.filter((tool) => tool.wellVersioned).length,
    firstWithoutEndpoint: tools.find((tool) => !tool.endpoint)?.id ?? null,
    firstWithoutVersion: tools.find((tool) => !tool.wellVersioned)?.id ?? null,
    called: row.called,
  }
}

/** An organization in its first days here, whose set-up has not ended. */
export interface NewOrganization {
  organizationId: string
  name: string
  simulated: boolean
  /** When its first member joined. */
  joinedAt: Date
}

/** The organizations whose first member joined less than `days` ago and whose set-up has not ended, oldest first. Needs the platform's rights. */
export async function listNewOrganizations(tx: Tx, { now, days }: { now: Date; days: number }): Promise<NewOrganization[]> {
  const rows = await tx.execute<{ id: string; name: string; simulated: boolean; joined_at: string }>(sql`
    select o.id, o.name, o.simulated, m.joined_at
    from (select organization_id, min(created_at) as joined_at from members group by organization_id) m
    join organizations o on o.id = m.organization_id
    where m.joined_at > ${addDays(now, -days)} and m.joined_at <= ${now}
      and not exists (select from setup_endings e where e.organization_id = o.id)
    order by m.joined_at, o.id`)
  return rows.map((row) => ({ organizationId: row.id, name: row.name, simulated: row.simulated, joinedAt: new Date(row.joined_at) }))
}
