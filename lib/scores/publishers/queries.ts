import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { type Grade, grades, type Light, lights } from '../model'

export const publisherSorts = ['name', 'score', 'tools'] as const
export type PublisherSort = (typeof publisherSorts)[number]

/** One publisher as the staff's list shows it. */
export interface Publisher {
  organizationId: string
  name: string
  simulated: boolean
  shiftedWeeks: number | null
  tools: number
  members: number
  /** Of the newest receipt; null while there is none or the developer is new. */
  score: number | null
  grade: Grade | null
  light: Light | null
  asOf: Date | null
}

const order: Record<PublisherSort, string> = { name: 'lower(o.name)', score: 'r.score', tools: 'tools' }

/** Publishers with their newest score, one page of them, and how many match. Staff only: reads every organization. */
export async function listPublishers(
  tx: Tx,
  filter: { search: string; light: Light | null; sort: PublisherSort; direction: 'asc' | 'desc'; limit: number; offset: number },
): Promise<{ publishers: Publisher[]; total: number }> {
  const pattern = `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`
  const rows = await tx.execute<Omit<Publisher, 'asOf'> & { asOf: string | null; total: number }>(sql`
    select o.id as "organizationId", o.name, o.simulated, o.shifted_weeks as "shiftedWeeks",
      (select count(*) from tools t where t.organization_id = o.id and t.archived_at is null)::integer as tools,
      (select count(*) from members m where m.organization_id = o.id)::integer as members,
      r.score, r.grade, r.light, r.as_of as "asOf", (count(*) over ())::integer as total
    from developers d
    join organizations o on o.id = d.organization_id
    left join lateral (
      select score, grade, light, as_of from developer_health_scores s where s.developer_id = d.id order by s.as_of desc limit 1
    ) r on true
    where (${filter.search} = '' or o.name ilike ${pattern} or o.slug ilike ${pattern}) and (${filter.light}::text is null or r.light = ${filter.light})
    order by ${sql.raw(order[filter.sort])} ${sql.raw(filter.direction === 'desc' ? 'desc nulls last' : 'asc nulls last')}, lower(o.name), o.id
    limit ${filter.limit} offset ${filter.offset}`)
  return {
    publishers: rows.map(({ total: _total, asOf, ...row }) => ({
      ...row,
      grade: grades.find((grade) => grade === row.grade) ?? null,
      light: lights.find((light) => light === row.light) ?? null,
      asOf: asOf === null ? null : new Date(asOf),
    })),
    total: rows[0]?.total ?? 0,
  }
}
