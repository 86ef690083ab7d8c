import { eq, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { postmortems } from '@/db/schema/incidents'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import type { PostmortemInput } from '../input'
import { mayEditPostmortem } from '../permissions'
import { draftFromTimeline, lackingInPostmortem } from '../postmortem'
import { readDraftFacts } from '../queries/draft-facts'
import { actOn, type Incident, note, personOf } from './act'
import { addEntry } from './add-entry'
import { closeIfSettled } from './close-settled'

type Postmortem = typeof postmortems.$inferSelect

/**
 * Saves the post-mortem as its editor has it; version 0 where none was kept. Once it lacks nothing it is
 * complete; what is changed after a review is to be reviewed again, unless the incident is closed.
 * @throws AppError forbidden, not_found, invalid (what a resolved SEV1 or SEV2 needs would be missing), conflict
 * when somebody saved another one meanwhile
 */
export function savePostmortem(ctx: Context, incidentId: string, { version, ...text }: PostmortemInput): Promise<Postmortem> {
  return editPostmortem(ctx, incidentId, async (tx, incident, current) => {
    if ((current?.version ?? 0) !== version)
      throw new AppError('conflict', 'Somebody saved this post-mortem meanwhile. Yours was not saved; copy what you wrote, open it again and enter it there.')
    const lacking = lackingInPostmortem(text)
    if (lacking.length > 0 && current?.completeAt && incident.status === 'resolved') {
      throw new AppError('invalid', `This post-mortem is complete and stays so. ${lacking.join(' ')}`)
    }
    const completeAt = lacking.length > 0 ? null : (current?.completeAt ?? ctx.now)
    const review = incident.closedAt === null ? { reviewedBy: null, reviewedAt: null } : {}
    const values = { ...text, ...review, completeAt, updatedAt: ctx.now }
    const [saved] = await tx
      .insert(postmortems)
      .values({ ...values, incidentId, createdBy: personOf(ctx), createdAt: ctx.now })
      .onConflictDoUpdate({ target: postmortems.incidentId, set: { ...values, version: sql`${postmortems.version} + 1` } })
      .returning()
    if (!saved) throw new Error('the post-mortem was not saved')
    const became = current === null ? 'begun' : completeAt !== null && current.completeAt === null ? 'complete' : 'changed'
    await tell(tx, ctx, incidentId, became)
    return saved
  })
}

/**
 * Writes a first draft from the timeline and the impact ledger, where there is no post-mortem yet.
 * @throws AppError forbidden, not_found, conflict when there is one
 */
export function draftPostmortem(ctx: Context, incidentId: string): Promise<Postmortem> {
  return editPostmortem(ctx, incidentId, async (tx, incident, current) => {
    if (current !== null) throw new AppError('conflict', 'There is a post-mortem already. Nothing was changed.')
    const { system, ...facts } = await readDraftFacts(tx, incidentId)
    const draft = draftFromTimeline({ incident, ...facts, now: ctx.now }, system)
    const [saved] = await tx
      .insert(postmortems)
      .values({ ...draft, whys: [...draft.whys], incidentId, createdBy: personOf(ctx), createdAt: ctx.now, updatedAt: ctx.now })
      .returning()
    if (!saved) throw new Error('the post-mortem was not saved')
    await tell(tx, ctx, incidentId, 'drafted from the timeline')
    return saved
  })
}

/**
 * Says that somebody has read the post-mortem and agrees.
 * @throws AppError forbidden, not_found, conflict when there is none, it is not complete, was changed meanwhile, or is reviewed
 */
export function reviewPostmortem(ctx: Context, incidentId: string, { version }: { version: number }): Promise<void> {
  return editPostmortem(ctx, incidentId, async (tx, incident, current) => {
    const { completeAt, reviewedAt } = existing(current, version)
    if (completeAt === null) throw new AppError('conflict', 'This post-mortem is not complete yet, so there is nothing to review.')
    if (reviewedAt !== null) throw new AppError('conflict', 'This post-mortem is reviewed already. Nothing was changed.')
    await tx
      .update(postmortems)
      .set({ reviewedBy: personOf(ctx), reviewedAt: ctx.now, updatedAt: ctx.now })
      .where(eq(postmortems.incidentId, incidentId))
    await tell(tx, ctx, incidentId, 'reviewed')
    await closeIfSettled(tx, ctx, incident)
  })
}

/**
 * Puts the post-mortem on the status page.
 * @throws AppError forbidden, not_found, conflict when there is none, it was changed meanwhile, is not reviewed,
 * the incident is not public, or it is so already
 */
export function publishPostmortem(ctx: Context, incidentId: string, { version }: { version: number }): Promise<void> {
  return showPostmortem(ctx, incidentId, version, true)
}

/**
 * Takes the post-mortem off the status page.
 * @throws AppError forbidden, not_found, conflict when there is none, it was changed meanwhile, or is not published
 */
export function unpublishPostmortem(ctx: Context, incidentId: string, { version }: { version: number }): Promise<void> {
  return showPostmortem(ctx, incidentId, version, false)
}

function showPostmortem(ctx: Context, incidentId: string, version: number, published: boolean): Promise<void> {
  return editPostmortem(ctx, incidentId, async (tx, incident, current) => {
    const { reviewedAt, publishedAt } = existing(current, version)
    if ((publishedAt !== null) === published)
      throw new AppError('conflict', `This post-mortem is ${published ? 'published' : 'not published'} already. Nothing was changed.`)
    if (published && !incident.public) throw new AppError('conflict', 'This incident is not on the status page. Show it there first.')
    if (published && reviewedAt === null) throw new AppError('conflict', 'A post-mortem is published once it is reviewed.')
    await tx
      .update(postmortems)
      .set({ publishedAt: published ? ctx.now : null, updatedAt: ctx.now })
      .where(eq(postmortems.incidentId, incidentId))
    await tell(tx, ctx, incidentId, published ? 'published' : 'taken off the status page')
  })
}

function editPostmortem<T>(ctx: Context, incidentId: string, work: (tx: Tx, incident: Incident, current: Postmortem | null) => Promise<T>): Promise<T> {
  return actOn(ctx, incidentId, async (tx, incident) => {
    if (!mayEditPostmortem(ctx.actor, incident)) {
      throw new AppError('forbidden', 'The post-mortem of an incident of somebody else needs the permission incidents.edit_postmortem.')
    }
    const [current] = await tx.select().from(postmortems).where(eq(postmortems.incidentId, incidentId))
    return work(tx, incident, current ?? null)
  })
}

function existing(current: Postmortem | null, version: number): Postmortem {
  if (current === null) throw new AppError('conflict', 'There is no post-mortem yet.')
  if (current.version !== version) throw new AppError('conflict', 'Somebody changed this post-mortem meanwhile. Nothing was done; read it again first.')
  return current
}

async function tell(tx: Tx, ctx: Context, incidentId: string, became: string): Promise<void> {
  await addEntry(tx, ctx, incidentId, { type: 'postmortem', facts: { to: became } })
  await note(tx, ctx, 'postmortem_changed', incidentId, { after: { became } })
}
