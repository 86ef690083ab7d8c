import { eq, sql } from 'drizzle-orm'
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core'
import { type Tx, withPlatform } from '@/db/client'
import { incidents } from '@/db/schema/incidents'
import { actorId, type Context } from '@/lib/auth/model'
import { AppError, type FieldProblem } from '@/lib/errors'
import { appendJournal } from '@/lib/journal/commands'
import { windowOf } from '../fault-window'
import { mayAct } from '../permissions'
import { alignWindow, chargeAnew } from './align-window'

/** An incident's own row. */
export type Incident = typeof incidents.$inferSelect
type Change = Partial<typeof incidents.$inferInsert>

/**
 * Runs a change of an incident in one transaction that holds its row, so that two people change it one after
 * the other.
 * @throws AppError forbidden, not_found, and what the work throws
 */
export async function actOn<T>(ctx: Context, incidentId: string, work: (tx: Tx, incident: Incident) => Promise<T>): Promise<T> {
  refuseReaders(ctx)
  const done = await withPlatform(async (tx) => work(tx, await lockIncident(tx, incidentId)))
  await chargeAnew(ctx)
  return done
}

/** @throws AppError forbidden for those who may only read, and for everybody who is no staff */
function refuseReaders(ctx: Context): void {
  if (!mayAct(ctx.actor)) throw new AppError('forbidden', 'This needs the permission incidents.create.')
}

/** @throws AppError not_found */
export async function lockIncident(tx: Tx, incidentId: string): Promise<Incident> {
  const [incident] = await tx.select().from(incidents).where(eq(incidents.id, incidentId)).for('update')
  if (!incident) throw new AppError('not_found', 'There is no such incident.')
  return incident
}

/** @throws AppError conflict when it was changed since it was read */
export function refuseStale({ version }: { version: number }, based: number): void {
  if (version !== based)
    throw new AppError('conflict', 'Somebody changed this incident meanwhile. Nothing was saved; look at it again and enter your change there.')
}

/** @throws AppError conflict when all that followed from it is done */
export function refuseClosed({ closedAt }: Incident): void {
  if (closedAt !== null) throw new AppError('conflict', 'This incident is closed. Nothing was changed; what is known since then can be written into its story.')
}

/**
 * Saves what is other about the incident, and its fault window with it; its version grows, so that whoever edits
 * an older one is told.
 */
export async function saveIncident(tx: Tx, ctx: Context, before: Incident, change: Change): Promise<Incident> {
  const saved = await save(tx, before.id, { ...change, version: sql`${incidents.version} + 1`, updatedAt: ctx.now })
  if (JSON.stringify(windowOf(before)) !== JSON.stringify(windowOf(saved))) await alignWindow(tx, ctx, saved)
  return saved
}

/** Saves what follows from a word in the story. That is no edit: whoever edits at the same time is not refused for it. */
export function saveStanding(tx: Tx, ctx: Context, { id }: Incident, change: Pick<Change, 'message' | 'lastUpdateAt'>): Promise<Incident> {
  return save(tx, id, { ...change, updatedAt: ctx.now })
}

async function save(tx: Tx, id: string, change: PgUpdateSetSource<typeof incidents>): Promise<Incident> {
  const [saved] = await tx.update(incidents).set(change).where(eq(incidents.id, id)).returning()
  if (!saved) throw new AppError('not_found', 'There is no such incident.')
  return saved
}

/** Who acts, for the rows that name a person; null for a job. */
export function personOf({ actor }: Context): string | null {
  return actor.kind === 'job' ? null : actorId(actor)
}

/** Writes what was done into the journal; what people wrote stays out of it. */
export function note(
  tx: Tx,
  ctx: Context,
  verb: string,
  incidentId: string,
  facts: { before?: Record<string, unknown>; after?: Record<string, unknown> } = {},
): Promise<void> {
  return appendJournal(tx, ctx, { action: `incident.${verb}`, subjectKind: 'incident', subjectId: incidentId, organizationId: null, ...facts })
}

/** @throws AppError invalid with every problem, when there is one */
export function refuseProblems(problems: FieldProblem[]): void {
  if (problems.length > 0) throw new AppError('invalid', problems.map(({ message }) => message).join(' '), { problems })
}
