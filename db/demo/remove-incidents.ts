import type { ReservedSql } from 'postgres'

/**
 * Deletes the simulated incidents with everything that refers to them, inside the caller's transaction, and takes
 * simulated alerts out of real ones. Their stories are append-only for every role; the trigger lets those of
 * simulated incidents go when the owner of the tables asks (db/security.sql). Returns how many rows went.
 */
export async function deleteIncidents(sql: ReservedSql): Promise<number> {
  let deleted = (
    await sql`delete from incident_alerts where alert_id in (select a.id from alerts a join organizations o on o.id = a.organization_id and o.simulated)`
  ).count
  const ids = (await sql<{ id: string }[]>`select id from incidents where simulated`).map(({ id }) => id)
  if (ids.length === 0) return deleted
  deleted += (await sql`delete from live_events where topic = 'incident' and subject_id = any(${ids})`).count
  deleted += (await sql`delete from fault_windows where source = any(${ids.map((id) => `incident:${id}`)})`).count
  for (const { table, column } of await referring(sql)) deleted += await asOwner(sql, () => sql`delete from ${sql(table)} where ${sql(column)} = any(${ids})`)
  deleted += (await sql`delete from incidents where id = any(${ids})`).count
  return deleted
}

/** The tables that refer to incidents, found in the catalogue so that one added later is covered. */
function referring(sql: ReservedSql): Promise<{ table: string; column: string }[]> {
  return sql<{ table: string; column: string }[]>`
    select c.relname as table, a.attname as column
    from pg_constraint f
    join pg_class c on c.oid = f.conrelid
    join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
    where f.contype = 'f' and f.confrelid = 'incidents'::regclass
    order by c.relname`
}

/** The platform role may not delete from a story; the login, which owns the tables, may. */
async function asOwner(sql: ReservedSql, work: () => Promise<{ count: number }>): Promise<number> {
  const [before] = await sql<{ role: string }[]>`select current_setting('role') as role`
  await sql`set local role none`
  const { count } = await work()
  await sql`select set_config('role', ${before?.role ?? 'none'}, true)`
  return count
}
