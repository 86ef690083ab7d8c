import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { windowCoversTool } from '@/lib/ingest/covers-tool'
import { MINUTE } from '@/lib/time'
import { TOOL_STATE_MINUTES, type ToolFacts } from '../tool-state'

/** A probe older than this says nothing of now. */
const PROBE_MINUTES = 30

/**
 * How these tools do at a moment, whoever calls them: only what the public may know of them. Needs the platform's
 * rights; the caller has found the tools by its own calls.
 */
export async function readToolsNow(tx: Tx, toolIds: readonly string[], now: Date): Promise<Map<string, ToolFacts>> {
  if (toolIds.length === 0) return new Map()
  const since = new Date(now.getTime() - TOOL_STATE_MINUTES * MINUTE)
  const rows = await tx.execute<{ id: string; rated: number; failed: number; probe: ToolFacts['probe']; number: number | null; title: string | null }>(sql`
    select t.id, coalesce(m.rated, 0)::float8 as rated, coalesce(m.failed, 0)::float8 as failed, p.state as probe, i.number, i.title
    from tools t
    left join lateral (
      select sum(rated) as rated, sum(errors - errors_consumer) as failed from tool_metrics_5m
      where tool_id = t.id and bucket_at >= ${since} and bucket_at <= ${now}
    ) m on true
    left join lateral (
      select state from tool_health_checks
      where tool_id = t.id and window_at > ${new Date(now.getTime() - PROBE_MINUTES * MINUTE)} and window_at <= ${now}
      order by window_at desc limit 1
    ) p on true
    left join lateral (
      select i.number, i.title from fault_windows w join incidents i on w.source = 'incident:' || i.id
      where w.to_at is null and i.public and i.status <> 'resolved' and ${windowCoversTool(sql`w`, sql`t`)}
      order by i.severity, i.number limit 1
    ) i on true
    where t.id in (${sql.join(
      toolIds.map((id) => sql`${id}`),
      sql`, `,
    )})`)
  return new Map(
    rows.map(({ id, rated, failed, probe, number, title }) => [
      id,
      { rated, failed, probe, incident: number === null || title === null ? null : { number, title } },
    ]),
  )
}
