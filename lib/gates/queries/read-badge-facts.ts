import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { HeldBadge } from '../reliable'
import type { Stretch } from './read-facts'

export interface BadgeFacts {
  gateOpen: boolean
  lastLiftedAt: Date | null
  badge: (HeldBadge & { id: string }) | null
}

/** Gates over a publisher or any of its tools, and the badge that it holds, by developer; those with neither are left out. */
export async function readBadgeFacts(tx: Tx, { from, upto }: Stretch): Promise<Map<string, BadgeFacts>> {
  const rows = await tx.execute<{
    developer_id: string
    gate_open: boolean | null
    last_lifted_at: string | null
    badge_id: string | null
    earned_at: string
    failing_since: string | null
    loses_at: string | null
    checked_at: string
  }>(sql`
    select coalesce(g.developer_id, b.developer_id) as developer_id, g.gate_open, g.last_lifted_at, b.id as badge_id, b.earned_at, b.failing_since, b.loses_at, b.checked_at
    from (
      select developer_id, bool_or(state <> 'lifted') as gate_open, max(lifted_at) as last_lifted_at
      from quality_gates where developer_id >= ${from} and developer_id <= ${upto} group by developer_id
    ) g
    full join (select * from reliable_badges where lost_at is null and developer_id >= ${from} and developer_id <= ${upto}) b on b.developer_id = g.developer_id`)
  return new Map(
    rows.map((row) => [
      row.developer_id,
      {
        gateOpen: row.gate_open === true,
        lastLiftedAt: row.last_lifted_at === null ? null : new Date(row.last_lifted_at),
        badge:
          row.badge_id === null
            ? null
            : {
                id: row.badge_id,
                earnedAt: new Date(row.earned_at),
                failingSince: row.failing_since === null ? null : new Date(row.failing_since),
                losesAt: row.loses_at === null ? null : new Date(row.loses_at),
                checkedAt: new Date(row.checked_at),
              },
      },
    ]),
  )
}
