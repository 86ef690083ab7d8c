import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { type Tx, withPlatform, withTenant } from '@/db/client'
import { anomalyStories } from '@/db/schema/anomalies'
import { actorId, type Context, hasPermission } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { appendJournal } from '@/lib/journal/commands'
import { type Feedback, MAX_NOTE, type StoryDecision } from '../feedback'

type TenantContext = Context & { organizationId: string }

/**
 * What a member says of a story of the organization: that it was real, that it was a false alarm, that
 * it is of no interest, or that the last of these is taken back.
 * @throws AppError forbidden for keys, invalid for a long note, not_found for another's, conflict when somebody has spoken before (or, taking back, has not)
 */
export async function judgeStory(ctx: TenantContext, feedback: Feedback): Promise<void> {
  if (ctx.actor.kind !== 'user') throw new AppError('forbidden', 'Stories are judged by people who are signed in; keys only read.')
  await withTenant(ctx.organizationId, (tx) => judge(tx, ctx, feedback, eq(anomalyStories.organizationId, ctx.organizationId)))
}

/**
 * What staff say of any story, platform stories too.
 * @throws AppError forbidden, and as judgeStory
 */
export async function judgeAnyStory(ctx: Context, feedback: Feedback): Promise<void> {
  if (!hasPermission(ctx.actor, 'alerts.write')) throw new AppError('forbidden', 'This needs the permission alerts.write.')
  await withPlatform((tx) => judge(tx, ctx, feedback, undefined))
}

const verbs: Record<StoryDecision, string> = { confirm: 'confirmed', false_positive: 'marked_false', dismiss: 'dismissed', undo: 'reopened' }

async function judge(tx: Tx, ctx: Context, { storyId, decision, note }: Feedback, scope: SQL | undefined): Promise<void> {
  const feedbackNote = note?.trim() || null
  if (feedbackNote && feedbackNote.length > MAX_NOTE)
    throw new AppError('invalid', `A note has at most ${MAX_NOTE} characters.`, {
      problems: [{ pointer: '/note', message: `At most ${MAX_NOTE} characters.` }],
    })
  const own = and(sql`${anomalyStories.id}::text = ${storyId}`, scope, sql`${anomalyStories.state} <> 'withdrawn'`)
  const [before] = await tx.select({ state: anomalyStories.state, confirmed: anomalyStories.confirmed }).from(anomalyStories).where(own).for('update')
  if (!before) throw new AppError('not_found', 'There is no such story.')
  // Of two who speak at once the second finds that somebody has spoken.
  const unjudged = and(own, isNull(anomalyStories.confirmed), sql`${anomalyStories.state} not in ('dismissed', 'false_positive')`)
  const judged = and(own, sql`(${anomalyStories.confirmed} is not null or ${anomalyStories.state} = 'dismissed')`)
  const undo = decision === 'undo'
  const [after] = await tx
    .update(anomalyStories)
    .set({
      state: decision === 'dismiss' ? 'dismissed' : decision === 'false_positive' ? 'false_positive' : undo ? stateOfEvents : before.state,
      confirmed: decision === 'confirm' ? true : decision === 'false_positive' ? false : null,
      feedbackBy: undo ? null : actorId(ctx.actor),
      feedbackAt: undo ? null : ctx.now,
      feedbackNote: undo ? null : feedbackNote,
      updatedAt: sql`greatest(${anomalyStories.updatedAt}, ${ctx.now})`,
    })
    .where(undo ? judged : unjudged)
    .returning({ id: anomalyStories.id, organizationId: anomalyStories.organizationId, state: anomalyStories.state, confirmed: anomalyStories.confirmed })
  if (!after)
    throw new AppError('conflict', undo ? 'Nobody has judged this story. Nothing was changed.' : 'Somebody has judged this story already. Nothing was changed.')
  // The note is what somebody wrote: it stays out of the history that nobody can erase.
  await appendJournal(tx, ctx, {
    action: `anomaly_story.${verbs[decision]}`,
    subjectKind: 'anomaly_story',
    subjectId: after.id,
    organizationId: after.organizationId,
    before: { state: before.state, confirmed: before.confirmed },
    after: { state: after.state, confirmed: after.confirmed },
  })
}

/** As outcomeOf has it, withdrawn where nothing stands any more; a platform story's events are those of its parts. */
const stateOfEvents = sql`(
  select case
    when count(*) = 0 then 'withdrawn'
    when bool_or(e.state = 'ongoing') then 'ongoing'
    when bool_and(e.state = 'expired') then 'expired'
    else 'resolved'
  end::anomaly_state
  from anomaly_events e
  where e.state <> 'withdrawn'
    and e.story_id in (select p.id from anomaly_stories p where p.id = ${anomalyStories.id} or p.platform_story_id = ${anomalyStories.id}))`
