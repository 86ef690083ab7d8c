import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { startOfDay } from '@/lib/time'
import { type Heat, heatOf, heatStep, heatWindow, type MarkedDay } from '../timeline'

/** The strip of an organization's tools (or of one of them) over the last days, up to the current hour. */
export async function getHeat(
  tx: Tx,
  { organizationId, toolId, now, days, most }: { organizationId: string; toolId?: string; now: Date; days: number; most: number },
): Promise<Heat> {
  const window = heatWindow(now, days)
  const rows = await tx.execute<{ tool_id: string; name: string; day_at: string; marks: string } & Record<string, unknown>>(sql`
    select m.tool_id, t.name, m.day_at, encode(m.marks, 'base64') as marks
    from anomaly_marks m join tools t on t.id = m.tool_id
    where m.organization_id = ${organizationId} ${toolId ? sql`and m.tool_id = ${toolId}` : sql``}
      and m.day_at >= ${startOfDay(window.from)} and m.day_at < ${window.to}`)
  const marked: MarkedDay[] = rows.map((row) => ({ toolId: row.tool_id, dayAt: new Date(row.day_at), marks: Buffer.from(row.marks, 'base64') }))
  return heatOf(marked, new Map(rows.map((row) => [row.tool_id, row.name])), { window, stepMs: heatStep(days), most })
}
