import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { Fact } from '../../events/fact'
import { slugOf } from '../../events/fact'
import { insertMissingConsumers } from '../create-consumers'

/** Creates the organizations that developers belong to and that were not described yet. */
export function ensureDeveloperOrganizations(tx: Tx, facts: Fact<'developer'>[]): Promise<void> {
  return ensureOrganizations(
    tx,
    facts.map(({ data }) => ({ external_id: data.organization ?? data.id, name: data.name ?? data.organization ?? data.id })),
  )
}

/**
 * Creates consumers that were not seen yet and puts each into the organization that its event
 * names. A consumer that was made on first sight stands in an organization of its own without an
 * id of the platform: that one becomes the named organization, or, where the named one exists
 * already, the consumer moves there.
 */
export async function linkConsumers(tx: Tx, facts: Fact<'consumer'>[]): Promise<void> {
  const rows = facts.map(({ data }) => ({
    consumer: data.id,
    external_id: data.organization ?? null,
    name: data.name ?? null,
    slug: slugOf(data.name ?? data.id, data.id),
  }))
  const input = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (consumer text, external_id text, name text, slug text)`
  // New ones of organizations that exist; all other new ones get an organization of their own.
  await tx.execute(sql`
    insert into consumers (organization_id, external_id, placeholder)
    select o.id, r.consumer, true from ${input} join organizations o on o.external_id = r.external_id
    where not exists (select from consumers c where c.external_id = r.consumer)
    order by r.consumer
    on conflict (external_id) do nothing`)
  await insertMissingConsumers(
    tx,
    facts.map(({ data }) => data.id),
  )
  // One name for each organization, so that several consumers that name it do not meet in one statement.
  await tx.execute(sql`
    with named as (
      select distinct on (coalesce(r.external_id, r.consumer)) o.id, r.external_id, r.name
      from ${input} join consumers c on c.external_id = r.consumer join organizations o on o.id = c.organization_id
      where o.external_id is null and (r.external_id is null or not exists (select from organizations x where x.external_id = r.external_id))
      order by coalesce(r.external_id, r.consumer), r.consumer
    )
    update organizations o set external_id = coalesce(n.external_id, o.external_id), name = coalesce(n.name, o.name)
    from named n where n.id = o.id`)
  await tx.execute(sql`
    update consumers c set organization_id = target.id
    from ${input} join organizations target on target.external_id = r.external_id, organizations present
    where c.external_id = r.consumer and present.id = c.organization_id and present.external_id is null and target.id <> present.id`)
}

async function ensureOrganizations(tx: Tx, organizations: { external_id: string; name: string }[]): Promise<void> {
  const rows = organizations.map((row) => ({ ...row, slug: slugOf(row.name, row.external_id) }))
  await tx.execute(sql`
    insert into organizations (external_id, name, slug)
    select distinct on (external_id) external_id, name, slug
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (external_id text, name text, slug text)
    where not exists (select from organizations o where o.external_id = r.external_id)
    order by external_id
    on conflict (external_id) do nothing`)
}
