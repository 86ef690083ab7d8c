import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { type Badge, badges, type Standing } from '../model'

/**
 * What gates make of every live tool's listing, as a subquery with the columns `tool_id`, `standing`
 * (hidden before inactive before deprioritised) and `badges` (needs_attention, unreliable, reliable, in
 * this order). "Reliable" is not shown on a tool that a gate holds something against.
 */
export function toolStandings(): SQL {
  return sql`
    select s.tool_id, s.standing,
      array_remove(array[
        case when s.needs_attention then 'needs_attention' end,
        case when s.unreliable then 'unreliable' end,
        case when s.reliable and s.standing = 'normal' and not s.needs_attention and not s.unreliable then 'reliable' end
      ], null) as badges
    from (
      select t.id as tool_id,
        case
          when over.hidden then 'hidden'
          when bool_or(g.state = 'applied' and g.type = 'dormant') then 'inactive'
          when bool_or(g.state = 'applied' and (g.type = 'error_rate_critical' or (g.type = 'error_rate_elevated' and g.escalated_at is not null))) then 'deprioritised'
          else 'normal'
        end as standing,
        coalesce(bool_or(g.state = 'applied' and g.type = 'error_rate_elevated'), false) as needs_attention,
        coalesce(bool_or(g.state = 'applied' and g.type = 'health_down'), false) as unreliable,
        over.reliable
      from tools t
      cross join lateral (
        select exists (
            select from quality_gates d where d.developer_id = t.developer_id and d.tool_id is null and d.type = 'low_score' and d.state = 'applied') as hidden,
          exists (select from reliable_badges b where b.developer_id = t.developer_id and b.lost_at is null) as reliable
      ) over
      left join quality_gates g on g.tool_id = t.id and g.state <> 'lifted'
      where t.archived_at is null
      group by t.id, over.hidden, over.reliable
    ) s`
}

export interface ToolStanding {
  toolId: string
  standing: Standing
  badges: Badge[]
}

/** The standing of an organization's live tools (of all without one), by id. */
export async function listStandings(tx: Tx, { organizationId }: { organizationId?: string } = {}): Promise<Map<string, ToolStanding>> {
  const rows = await tx.execute<{ tool_id: string; standing: Standing; badges: string[] }>(sql`
    select s.* from (${toolStandings()}) s
    ${organizationId ? sql`join tools t on t.id = s.tool_id and t.organization_id = ${organizationId}` : sql``}`)
  return new Map(
    rows.map((row) => [row.tool_id, { toolId: row.tool_id, standing: row.standing, badges: badges.filter((badge) => row.badges.includes(badge)) }]),
  )
}
