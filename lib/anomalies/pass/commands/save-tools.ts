import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { slotBytes } from '../../detect/tool/half-hours'
import { emptyMemory } from '../../detect/tool/memory'
import { anomalyMetrics } from '../../model'
import type { TrackedTool } from '../model'
import { packRecent } from '../pack'
import type { Replayed } from '../replay'

// What the pass stores, always of many tools at once: one statement a table, lists as parameters.

export interface ToolOutcome extends Replayed {
  tool: TrackedTool
  /** End of the first window that was judged, ms: bad windows from there on are replaced. */
  from: number
}

/** Rows of a list of records, as a relation `r` with these columns. */
const recordset = (rows: readonly object[], columns: string) => sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (${sql.raw(columns)})`

/** Gives every tool that has ever been called a state; its past is read by the pass. */
export async function registerTools(tx: Tx, closed: Date): Promise<void> {
  const { parameters } = emptyMemory(0)
  await tx.execute(sql`
    insert into anomaly_states (tool_id, organization_id, known_from, judged_until, summed_until, recent, parameters)
    select t.id, t.organization_id, first.bucket_at, first.bucket_at, date_bin('1 day', first.bucket_at, 'epoch'), ''::bytea, ${JSON.stringify(parameters)}::jsonb
    from tools t
    cross join lateral (select bucket_at from tool_metrics_hourly m where m.tool_id = t.id and m.bucket_at < ${closed} order by bucket_at limit 1) first
    where t.archived_at is null and not exists (select from anomaly_states s where s.tool_id = t.id)
    on conflict do nothing`)
}

/** Stores states, half hours, bad windows and events of the tools. */
export async function saveTools(tx: Tx, outcomes: readonly ToolOutcome[]): Promise<void> {
  await saveStates(tx, outcomes)
  await saveSlots(tx, outcomes)
  await saveBadWindows(tx, outcomes)
  await saveEvents(tx, outcomes)
}

async function saveStates(tx: Tx, outcomes: readonly ToolOutcome[]): Promise<void> {
  const list = <T>(of: (tool: TrackedTool) => T) => sql.param(outcomes.map(({ tool }) => of(tool)))
  await tx.execute(sql`
    update anomaly_states s set judged_until = to_timestamp(r.until / 1000), known_from = to_timestamp(r.known / 1000), recent = decode(r.recent, 'hex'), parameters = coalesce(r.parameters, s.parameters)
    from unnest(${list(({ toolId }) => toolId)}::uuid[], ${list(({ judgedUntil }) => judgedUntil)}::float8[], ${list(({ memory }) => memory.knownFrom)}::float8[],
      ${list(({ memory }) => packRecent(memory).toString('hex'))}::text[], ${list(changedParameters)}::jsonb[]
    ) as r (tool_id, until, known, recent, parameters)
    where s.tool_id = r.tool_id`)
}

/** They change once a day: what has not changed is not sent. */
function changedParameters({ memory: { parameters }, readParameters }: TrackedTool): string | null {
  return anomalyMetrics.every((metric) => parameters[metric] === readParameters[metric]) ? null : JSON.stringify(parameters)
}

async function saveSlots(tx: Tx, outcomes: readonly ToolOutcome[]): Promise<void> {
  const changed = outcomes.flatMap(({ tool, slots }) =>
    [...slots].flatMap((index) => {
      const slot = tool.memory.slots.get(index)
      return slot ? [{ tool, index, history: slotBytes(slot).toString('hex') }] : []
    }),
  )
  if (changed.length === 0) return
  await tx.execute(sql`
    insert into anomaly_half_hours (slot, tool_id, organization_id, history)
    select r.slot, r.tool_id, r.organization_id, decode(r.history, 'hex')
    from unnest(${sql.param(changed.map(({ index }) => index))}::smallint[], ${sql.param(changed.map(({ tool }) => tool.toolId))}::uuid[],
      ${sql.param(changed.map(({ tool }) => tool.organizationId))}::uuid[], ${sql.param(changed.map(({ history }) => history))}::text[]
    ) as r (slot, tool_id, organization_id, history)
    order by 1, 2
    on conflict (slot, tool_id) do update set history = excluded.history`)
}

async function saveBadWindows(tx: Tx, outcomes: readonly ToolOutcome[]): Promise<void> {
  await tx.execute(sql`
    delete from anomaly_windows w using unnest(${sql.param(outcomes.map(({ tool }) => tool.toolId))}::uuid[], ${sql.param(outcomes.map(({ from }) => from))}::float8[]) as r (tool_id, at)
    where w.tool_id = r.tool_id and w.window_at >= to_timestamp(r.at / 1000)`)
  const rows = outcomes.flatMap(({ tool, bad }) => bad.map((window) => ({ ...window, tool_id: tool.toolId, organization_id: tool.organizationId })))
  if (rows.length === 0) return
  await tx.execute(sql`
    insert into anomaly_windows (tool_id, organization_id, metric, window_at, confirmed, severity, observed, usual, expected_low, expected_high, z, impact, reason)
    select tool_id, organization_id, metric, to_timestamp(at / 1000), confirmed, severity, observed, usual, "expectedLow", "expectedHigh", z, impact, reason
    from ${recordset(
      rows,
      `tool_id uuid, organization_id uuid, metric text, at float8, confirmed boolean, severity anomaly_severity, observed float8, usual float8,
      "expectedLow" float8, "expectedHigh" float8, z float8, impact float8, reason text`,
    )}`)
}

async function saveEvents(tx: Tx, outcomes: readonly ToolOutcome[]): Promise<void> {
  const rows = outcomes.flatMap(({ tool, events }) =>
    events.map(({ worst, ...event }) => ({ ...event, ...worst, tool_id: tool.toolId, organization_id: tool.organizationId })),
  )
  if (rows.length === 0) return
  // What ends makes room before what goes on takes it: one a metric may.
  for (const ongoing of [false, true]) {
    const some = rows.filter(({ state }) => (state === 'ongoing') === ongoing)
    if (some.length === 0) continue
    await tx.execute(sql`
      insert into anomaly_events (id, organization_id, tool_id, metric, severity, state, z_score, impact, baseline_value, current_value, description, started_at, last_bad_at, ended_at, updated_at)
      select id, organization_id, tool_id, metric, severity, state, z, impact, usual, observed, reason,
        to_timestamp("startedAt" / 1000), to_timestamp("lastBadAt" / 1000), to_timestamp("endedAt" / 1000), clock_timestamp()
      from ${recordset(
        some,
        `id uuid, organization_id uuid, tool_id uuid, metric text, severity anomaly_severity, state anomaly_state, z float8, impact float8, usual float8, observed float8,
        reason text, "startedAt" float8, "lastBadAt" float8, "endedAt" float8`,
      )}
      on conflict (id) do update set severity = excluded.severity, state = excluded.state, z_score = excluded.z_score, impact = excluded.impact,
        baseline_value = excluded.baseline_value, current_value = excluded.current_value, description = excluded.description,
        started_at = excluded.started_at, last_bad_at = excluded.last_bad_at, ended_at = excluded.ended_at, updated_at = excluded.updated_at`)
  }
}
