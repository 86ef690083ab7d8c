import { and, eq, gte, lt, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { incidents, postmortems } from '@/db/schema/incidents'
import { DAY, WEEK, type Window } from '@/lib/time'
import { figuresOf } from '../metrics'
import type { Severity } from '../model'
import type { IncidentFigures } from '../view'

/** Figures of the incidents that began in a period: MTTA, MTTR, how many a week, how many have a post-mortem. */
export async function incidentFigures(tx: Tx, { from, to }: Window, now: Date): Promise<IncidentFigures> {
  const rows = await tx
    .select({
      severity: incidents.severity,
      startedAt: incidents.startedAt,
      createdAt: incidents.createdAt,
      acknowledgedAt: incidents.acknowledgedAt,
      mitigatedAt: incidents.mitigatedAt,
      resolvedAt: incidents.resolvedAt,
      postmortem: sql<boolean>`${postmortems.completeAt} is not null`,
    })
    .from(incidents)
    .leftJoin(postmortems, eq(postmortems.incidentId, incidents.id))
    .where(and(gte(incidents.startedAt, from), lt(incidents.startedAt, to)))
  return { from, to, ...figuresOf(rows, now), weeks: weeksOf(rows, { from, to }) }
}

function weeksOf(rows: readonly { severity: Severity; startedAt: Date }[], { from, to }: Window): IncidentFigures['weeks'] {
  const weeks = new Map<number, IncidentFigures['weeks'][number]>()
  for (let at = mondayOf(from); at < to.getTime(); at += WEEK) weeks.set(at, { weekAt: new Date(at), bySeverity: { 1: 0, 2: 0, 3: 0, 4: 0 }, total: 0 })
  for (const { severity, startedAt } of rows) {
    const week = weeks.get(mondayOf(startedAt))
    if (!week) continue
    week.bySeverity[severity]++
    week.total++
  }
  return [...weeks.values()]
}

/** 1 January 1970 was a Thursday. */
function mondayOf(moment: Date): number {
  return Math.floor((moment.getTime() + 3 * DAY) / WEEK) * WEEK - 3 * DAY
}
