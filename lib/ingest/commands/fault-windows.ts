import { eq } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { attributionMarks, faultWindows } from '@/db/schema/ingest'
import { type Context, hasPermission } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { appendJournal } from '@/lib/journal/commands'
import type { FaultSeverity, FaultWindowInput } from '../fault-window'
import { judgeMarkedCalls } from './judge-marked-calls'

type Row = typeof faultWindows.$inferSelect

const DEFAULT_SEVERITY: FaultSeverity = 2

/**
 * Opens the fault window of a source (for example an incident), or brings the one it has to these
 * values, and judges the stored calls of the stretch again. The same input again changes nothing.
 * @throws AppError forbidden, invalid (it would end before it begins)
 */
export async function openFaultWindow(ctx: Context, input: FaultWindowInput): Promise<{ window: Row; changedCalls: number }> {
  const window = await withPlatform((tx) => placeFaultWindow(tx, ctx, input))
  return { window, changedCalls: (await judgeMarkedCalls(ctx)).changed }
}

/**
 * Ends a source's fault window (toAt is the first moment outside), or moves its end, and judges the
 * stored calls again. The same end again changes nothing.
 * @throws AppError forbidden, not_found, invalid (the end is not after the beginning)
 */
export async function closeFaultWindow(ctx: Context, { source, toAt }: { source: string; toAt: Date }): Promise<{ window: Row; changedCalls: number }> {
  assertMayWrite(ctx)
  const window = await withPlatform(async (tx) => {
    const current = await lockWindow(tx, source)
    if (!current) throw new AppError('not_found', 'There is no fault window of this source.')
    if (toAt <= current.fromAt) throw new AppError('invalid', 'The window would end before it begins.')
    return current.toAt?.getTime() === toAt.getTime() ? current : save(tx, ctx, current, { toAt })
  })
  return { window, changedCalls: (await judgeMarkedCalls(ctx)).changed }
}

/**
 * The same inside the caller's transaction, so that a window stands with what it follows from or not at all.
 * The stored calls are judged again by judgeMarkedCalls.
 * @param input toAt left out: the end stays as it is; null: it lasts (again)
 * @throws AppError forbidden, invalid (it would end before it begins)
 */
export async function placeFaultWindow(tx: Tx, ctx: Context, input: FaultWindowInput & { toAt?: Date | null }): Promise<Row> {
  assertMayWrite(ctx)
  const values = {
    kind: input.kind,
    label: input.label,
    severity: input.severity ?? DEFAULT_SEVERITY,
    routes: input.kind === 'platform' ? [...input.routes].sort() : [],
    tools: input.kind === 'platform' ? [...(input.tools ?? [])].sort() : [],
    provider: input.kind === 'upstream' ? input.provider : null,
    fromAt: input.fromAt,
    ...(input.toAt === undefined ? {} : { toAt: input.toAt }),
  }
  const [created] = await tx
    .insert(faultWindows)
    .values({ source: input.source, ...values })
    .onConflictDoNothing()
    .returning()
  if (created) {
    await mark(tx, ctx, null, created)
    await appendJournal(tx, ctx, journalEntry('fault_window.opened', null, created))
    return created
  }
  const current = await lockWindow(tx, input.source)
  if (!current) throw new AppError('conflict', 'The fault window was withdrawn meanwhile.')
  const wanted = { ...current, ...values }
  if (wanted.toAt && wanted.toAt <= wanted.fromAt) throw new AppError('invalid', 'The window would begin after its end.')
  return JSON.stringify(wanted) === JSON.stringify(current) ? current : save(tx, ctx, current, values)
}

/**
 * Takes a source's fault window away, as if it had never been: its calls are charged as they would be without.
 * @returns whether there was one
 * @throws AppError forbidden
 */
export async function withdrawFaultWindow(tx: Tx, ctx: Context, source: string): Promise<boolean> {
  assertMayWrite(ctx)
  const [gone] = await tx.delete(faultWindows).where(eq(faultWindows.source, source)).returning()
  if (!gone) return false
  await mark(tx, ctx, gone, null)
  await appendJournal(tx, ctx, journalEntry('fault_window.withdrawn', gone, gone))
  return true
}

async function save(tx: Tx, ctx: Context, current: Row, change: Partial<Row>): Promise<Row> {
  const [after] = await tx.update(faultWindows).set(change).where(eq(faultWindows.id, current.id)).returning()
  if (!after) throw new AppError('not_found', 'The fault window is gone.')
  if (judgedDifferently(current, after)) await mark(tx, ctx, current, after)
  const ends = Object.keys(change).length === 1 && change.toAt
  await appendJournal(tx, ctx, journalEntry(ends ? 'fault_window.closed' : 'fault_window.changed', current, after))
  return after
}

/** A new name or another severity charges nobody else. */
function judgedDifferently(before: Row, after: Row): boolean {
  const judged = ({ kind, routes, tools, provider, fromAt, toAt }: Row) => JSON.stringify([kind, routes, tools, provider, fromAt, toAt])
  return judged(before) !== judged(after)
}

/** Leaves the stretch to be judged again: what the window was, and what it is. */
async function mark(tx: Tx, ctx: Context, before: Row | null, after: Row | null): Promise<void> {
  const rows = [before, after].filter((row) => row !== null)
  const fromAt = new Date(Math.min(...rows.map((row) => row.fromAt.getTime())))
  // What arrives later is charged as it is stored.
  const toAt = new Date(Math.max(...rows.map((row) => row.toAt?.getTime() ?? ctx.now.getTime() + 1)))
  if (toAt > fromAt) await tx.insert(attributionMarks).values({ fromAt, toAt })
}

async function lockWindow(tx: Tx, source: string): Promise<Row | null> {
  const [row] = await tx.select().from(faultWindows).where(eq(faultWindows.source, source)).for('update')
  return row ?? null
}

function assertMayWrite(ctx: Context): void {
  if (ctx.actor.kind === 'job' || hasPermission(ctx.actor, 'incidents.create')) return
  throw new AppError('forbidden', 'This needs the permission incidents.create.')
}

function journalEntry(action: string, before: Row | null, after: Row) {
  const facts = ({ kind, severity, routes, tools, provider, fromAt, toAt }: Row) => ({
    kind,
    severity,
    routes,
    ...(tools.length > 0 ? { tools } : {}),
    provider,
    fromAt: fromAt.toISOString(),
    toAt: toAt?.toISOString() ?? null,
  })
  return {
    action,
    subjectKind: 'fault_window',
    subjectId: after.id,
    organizationId: null,
    ...(before ? { before: facts(before) } : {}),
    after: facts(after),
  }
}
