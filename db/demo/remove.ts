import type { ReservedSql } from 'postgres'
import { people, personId } from './people'
import { deleteIncidents } from './remove-incidents'
import { deletePlatform } from './write-platform'

// Takes the simulated marketplace out again: every row of every table that belongs to an
// organization marked as simulated, the people who sign in to it and its outages; nothing else. The
// tables are found in the catalogue, so that one added later is covered without anybody remembering.

/** What can still name the rows of a marketplace after its organizations are gone. */
export interface Simulated {
  organizations: string[]
  tools: string[]
}

/** What simulated organizations and tools there are. */
export async function listSimulated(sql: ReservedSql): Promise<Simulated> {
  const organizations = await sql<{ id: string }[]>`select id from organizations where simulated`
  const tools = await sql<{ id: string }[]>`select t.id from tools t join organizations o on o.id = t.organization_id where o.simulated`
  return { organizations: organizations.map((row) => row.id), tools: tools.map((row) => row.id) }
}

/**
 * Deletes inside the caller's transaction. Returns how many rows went.
 * @throws postgres.PostgresError 23503 when somebody wrote a row for the marketplace meanwhile
 */
export async function deleteSimulated(sql: ReservedSql): Promise<number> {
  const simulated = await listSimulated(sql)
  if (simulated.organizations.length === 0) return 0
  const { organizations } = simulated
  let deleted = await deletePeople(sql)
  deleted += await deleteIncidents(sql)
  // Rows of real organizations that name a simulated consumer stay, without its name.
  await sql`update reviews set consumer_id = null where consumer_id in (select id from consumers where organization_id = any(${organizations}))`
  await sql`update refunds set consumer_id = null where consumer_id in (select id from consumers where organization_id = any(${organizations}))`
  deleted += (await sql`delete from consumer_usage_daily where consumer_organization_id = any(${organizations})`).count
  deleted += (await sql`delete from fault_windows where source like 'demo:%'`).count
  // Lines of the simulated platform itself have no organization.
  deleted += (await sql`delete from log_lines where external_id like 'demo:line:%'`).count
  deleted += (await sql`delete from status_maintenance_entries where maintenance_id in (select id from status_maintenances where simulated)`).count
  deleted += (await sql`delete from status_maintenances where simulated`).count
  deleted += (await sql`delete from status_subscribers where simulated`).count
  deleted += await deleteOwned(sql, simulated)
  await sql`select fold_log_counts()`
  // Stories of the platform belong to nobody; one without a part was about the simulated alone.
  deleted += (
    await sql`delete from anomaly_stories s where organization_id is null and not exists (select from anomaly_stories p where p.platform_story_id = s.id)`
  ).count
  deleted += (await sql`delete from organizations where id = any(${organizations})`).count
  return deleted
}

/**
 * Deletes what the given organizations own, table by table, children before parents. Also the sweep
 * after a removal: tables without foreign keys take rows from work that was under way.
 */
export async function deleteOwned(sql: ReservedSql, { organizations, tools }: Simulated): Promise<number> {
  // Groups belong to nobody; those of simulated publishers say what they are.
  let deleted = (await sql`delete from peer_groups where simulated`).count + (await deletePlatform(sql))
  for (const { name, byTool } of await ownedTables(sql)) {
    const condition = byTool ? sql`tool_id = any(${tools})` : sql`organization_id = any(${organizations})`
    deleted += (await sql`delete from ${sql(name)} where ${condition}`).count
  }
  return deleted
}

// The tables with an organization, those that others refer to last. The journal is append-only and
// stays. Where every row has a tool the tool finds them: that column leads an index.
async function ownedTables(sql: ReservedSql): Promise<{ name: string; byTool: boolean }[]> {
  const tables = await sql<{ name: string; byTool: boolean; parents: string[] }[]>`
    select c.relname as name,
      exists (
        select from pg_attribute t
        where t.attrelid = c.oid and t.attname = 'tool_id' and t.attnotnull and not t.attisdropped
      ) as "byTool",
      array(
        select distinct p.relname::text from pg_constraint f join pg_class p on p.oid = f.confrelid
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid
      ) as parents
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'journal'
    order by c.relname`
  const ordered: { name: string; byTool: boolean }[] = []
  let left = [...tables]
  while (left.length > 0) {
    const free = left.filter((table) => !left.some((other) => other.parents.includes(table.name)))
    if (free.length === 0) throw new Error(`the tables ${left.map((table) => table.name).join(', ')} refer to each other in a circle`)
    ordered.push(...free)
    left = left.filter((table) => !free.includes(table))
  }
  return ordered
}

// Sessions, sign-ins and second factors go with their user.
async function deletePeople(sql: ReservedSql): Promise<number> {
  const [known] = await sql<{ metadata: string }[]>`select metadata from organizations where simulated and metadata is not null limit 1`
  const seed: unknown = known ? JSON.parse(known.metadata)?.demo?.seed : null
  if (typeof seed !== 'number') return 0
  const ids = people.map((person) => personId(seed, person))
  const emails = people.map((person) => person.email)
  let deleted = 0
  deleted += (await sql`delete from notification_log where recipient_id = any(${ids})`).count
  deleted += (await sql`delete from notification_preferences where user_id = any(${ids})`).count
  deleted += (await sql`delete from notification_settings where user_id = any(${ids})`).count
  deleted += (await sql`delete from outbox where user_id = any(${ids}) or to_address = any(${emails})`).count
  deleted += (await sql`delete from suppressions where address = any(${emails})`).count
  for (const email of emails) deleted += (await sql`delete from verifications where strpos(value, ${email}) > 0 or strpos(identifier, ${email}) > 0`).count
  deleted += (await sql`delete from users where id = any(${ids})`).count
  return deleted
}
