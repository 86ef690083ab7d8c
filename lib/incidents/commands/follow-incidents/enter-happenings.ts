import { type Tx, withPlatform } from '@/db/client'
import { incidentEntries } from '@/db/schema/incidents'
import type { Context } from '@/lib/auth/model'
import type { JobResult } from '@/lib/work'
import type { EntryFacts, EntryType } from '../../model'
import { type Happening, listAlertHappenings, listDeployHappenings } from '../../queries/to-follow'
import type { Step } from './step'

/** Rows of one statement. */
const AT_ONCE = 500

/** What happened to attached alerts goes into the story, each once. */
export const enterAlerts: Step = (ctx) =>
  withPlatform(async (tx) =>
    enter(tx, ctx, await listAlertHappenings(tx, ctx.now), ({ subjectId, became }) => ({ type: 'alert', facts: { alertId: subjectId, to: became } })),
  )

/** What was deployed or switched meanwhile goes into the story, each once. */
export const enterDeploys: Step = (ctx) =>
  withPlatform(async (tx) =>
    enter(tx, ctx, await listDeployHappenings(tx, ctx.now), ({ subjectId, became, title }) => ({
      type: title === 'flag' ? 'flag' : 'deploy',
      facts: { markerId: subjectId, to: became },
    })),
  )

async function enter(tx: Tx, ctx: Context, happened: Happening[], entryOf: (one: Happening) => { type: EntryType; facts: EntryFacts }): Promise<JobResult> {
  let changed = 0
  for (let from = 0; from < happened.length; from += AT_ONCE) {
    const rows = happened.slice(from, from + AT_ONCE).map((one) => {
      const { type, facts } = entryOf(one)
      return { type, facts: { ...facts, once: one.once }, incidentId: one.incidentId, body: type === 'alert' ? one.title : '', at: one.at, recordedAt: ctx.now }
    })
    // Of two runs at once the later one enters nothing.
    const entered = await tx.insert(incidentEntries).values(rows).onConflictDoNothing().returning({ seq: incidentEntries.seq })
    changed += entered.length
  }
  return { checked: happened.length, changed, failed: 0 }
}
