import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { Evidence, GateType } from '../model'
import { developerCases, readBackground, readToolCases, toolGates } from './read-cases'
import { listDeveloperSubjects, listToolSubjects } from './read-facts'

/** A gate that is not open, but on its way: "4 of 7 days above 5 %". */
export interface WatchedGate {
  type: GateType
  /** Null: the publisher's. */
  toolId: string | null
  toolName: string | null
  evidence: Evidence
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000'
/** An organization with more tools than this sees the first ones watched. */
const MOST_TOOLS = 1_000

/** What is on its way for an organization's tools, furthest first, judged by the same rules as the nightly check. */
export async function listWatching(tx: Tx, { organizationId, now }: { organizationId: string; now: Date }): Promise<WatchedGate[]> {
  const background = await readBackground(tx, now)
  const tools = await listToolSubjects(tx, { after: FIRST_ID, limit: MOST_TOOLS, organizationId })
  const developers = await listDeveloperSubjects(tx, { after: FIRST_ID, limit: 1, now, organizationId })
  const cases = [...(await readToolCases(tx, tools, toolGates, background)), ...developerCases(developers, background)]
  const open = await readOpen(tx, organizationId)
  const names = new Map(tools.map(({ toolId, name }) => [toolId, name]))
  return cases
    .filter((one) => one.verdict.watching && !one.archived && !one.exempt && !open.has(`${one.toolId ?? one.developerId}:${one.type}`))
    .map((one) => ({
      type: one.type,
      toolId: one.toolId,
      toolName: one.toolId === null ? null : (names.get(one.toolId) ?? null),
      evidence: one.verdict.evidence,
    }))
    .sort((a, b) => b.evidence.reached / b.evidence.needed - a.evidence.reached / a.evidence.needed)
}

async function readOpen(tx: Tx, organizationId: string): Promise<Set<string>> {
  const rows = await tx.execute<{ subject_id: string; type: string }>(sql`
    select coalesce(g.tool_id, g.developer_id) as subject_id, g.type from quality_gates g where g.organization_id = ${organizationId} and g.state <> 'lifted'`)
  return new Set(rows.map((row) => `${row.subject_id}:${row.type}`))
}
