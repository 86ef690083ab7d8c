import { withPlatform } from '@/db/client'
import { incidentEntries } from '@/db/schema/incidents'
import { overdueSince } from '../../due'
import { listUnresolved } from '../../queries/to-follow'
import type { Step } from './step'

/** Enters once for each due moment that no update has come; the entry is what is told to whoever responds. */
export const remindOverdue: Step = (ctx) =>
  withPlatform(async (tx) => {
    const open = await listUnresolved(tx)
    const due = open.flatMap((incident) => {
      const since = overdueSince(incident, ctx.now)
      return since === null ? [] : [{ incidentId: incident.id, since: since.toISOString() }]
    })
    if (due.length === 0) return { checked: open.length, changed: 0, failed: 0 }
    const reminded = await tx
      .insert(incidentEntries)
      .values(
        due.map(({ incidentId, since }) => ({
          incidentId,
          type: 'reminder' as const,
          facts: { once: `overdue:${since}`, from: since },
          at: ctx.now,
          recordedAt: ctx.now,
        })),
      )
      .onConflictDoNothing()
      .returning({ seq: incidentEntries.seq })
    return { checked: open.length, changed: reminded.length, failed: 0 }
  })
