import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'

/** The organization that is made for a caller of whom nothing else is known. */
interface Placeholder {
  external_id: string
  organization_id: string
  slug: string
}

/**
 * Creates the consumers that are not there yet, each with an organization of its own, until the
 * platform describes them. Two processes that see the same caller first make the same rows: ids
 * and slugs follow from the external id.
 * @param shiftedWeeks whole weeks by which an import moved the caller's times; null where it did not
 */
export function createMissingConsumers(externalIds: string[], shiftedWeeks: number | null = null): Promise<void> {
  return withPlatform((tx) => insertMissingConsumers(tx, externalIds, shiftedWeeks))
}

/** The same inside a running transaction. */
export async function insertMissingConsumers(tx: Tx, externalIds: string[], shiftedWeeks: number | null = null): Promise<void> {
  const rows: Placeholder[] = externalIds.map(placeholderOf)
  // In one order everywhere, so that two such statements wait for each other instead of deadlocking.
  await tx.execute(sql`
    with wanted as materialized (
      select w.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w (external_id text, organization_id uuid, slug text)
      where not exists (select from consumers c where c.external_id = w.external_id)
      order by w.organization_id
    ), made as (
      insert into organizations (id, name, slug, shifted_weeks)
      select organization_id, external_id, slug, ${shiftedWeeks}::int from wanted order by organization_id
      on conflict do nothing
    )
    insert into consumers (organization_id, external_id, placeholder)
    select organization_id, external_id, true from wanted order by organization_id
    on conflict do nothing`)
}

function placeholderOf(externalId: string): Placeholder {
  const hash = createHash('sha256').update(`consumer\n${externalId}`).digest('hex')
  const readable = externalId
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  return {
    external_id: externalId,
    // Version 8: a UUID made by a rule of our own.
    organization_id: `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`,
    slug: `caller-${readable || 'x'}-${hash.slice(32, 42)}`,
  }
}
