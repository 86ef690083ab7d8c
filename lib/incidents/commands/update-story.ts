import { and, eq } from 'drizzle-orm'
import { incidentEntries } from '@/db/schema/incidents'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import type { UpdateInput } from '../input'
import { actOn, type Incident, note, refuseClosed, refuseStale, saveStanding } from './act'
import { addEntry } from './add-entry'
import { replaceAffected } from './affected-systems'
import { closeIfSettled } from './close-settled'
import { moveStatus } from './move-status'

/**
 * Writes an update into the story of an incident, with another status or other systems where they are given.
 * What is public becomes the message of the status page. A closed incident still takes words.
 * @throws AppError forbidden, not_found, invalid (a change without the version that it is based on, an unknown
 * system), conflict when it was changed meanwhile or the status cannot follow
 */
export function postUpdate(ctx: Context, incidentId: string, input: UpdateInput): Promise<Incident> {
  return actOn(ctx, incidentId, async (tx, incident) => {
    const { body, visibility, status, systems } = input
    if (status !== null || systems !== null) {
      if (input.version === null)
        throw new AppError('invalid', 'Say on which version of the incident the change is based.', {
          problems: [{ pointer: '/version', message: 'The version is missing.' }],
        })
      refuseStale(incident, input.version)
      refuseClosed(incident)
    }
    if (visibility === 'public' && !incident.public) {
      throw new AppError('conflict', 'This incident is not on the status page, so nobody would see a public update. Show it there first.')
    }
    const said = visibility === 'public' ? { message: body } : {}
    let changed = await saveStanding(tx, ctx, incident, { ...said, ...(incident.status === 'resolved' ? {} : { lastUpdateAt: ctx.now }) })
    if (systems !== null) {
      const facts = { systems: await replaceAffected(tx, incidentId, systems, ctx.now) }
      if (facts.systems.length > 0) await addEntry(tx, ctx, incidentId, { type: 'systems', facts })
    }
    if (status !== null && status !== incident.status) changed = await closeIfSettled(tx, ctx, await moveStatus(tx, ctx, changed, { status, body, visibility }))
    else {
      await addEntry(tx, ctx, incidentId, { type: 'update', body, visibility, facts: { status: incident.status } })
      await note(tx, ctx, 'updated', incidentId, { after: { visibility } })
    }
    return changed
  })
}

/**
 * Puts an entry right by a further one; the one that was wrong stays, and is shown with its correction.
 * @throws AppError forbidden, not_found for the incident or the entry, conflict when that is a correction itself
 */
export function correctEntry(ctx: Context, incidentId: string, { seq, body }: { seq: number; body: string }): Promise<void> {
  return actOn(ctx, incidentId, async (tx) => {
    const [entry] = await tx
      .select({ type: incidentEntries.type, visibility: incidentEntries.visibility })
      .from(incidentEntries)
      .where(and(eq(incidentEntries.incidentId, incidentId), eq(incidentEntries.seq, seq)))
    if (!entry) throw new AppError('not_found', 'There is no such entry in this incident.')
    if (entry.type === 'correction') throw new AppError('conflict', 'This is a correction itself. Correct the entry that it puts right once more.')
    await addEntry(tx, ctx, incidentId, { type: 'correction', body, visibility: entry.visibility, correctsSeq: seq })
    await note(tx, ctx, 'entry_corrected', incidentId, { after: { seq } })
  })
}
