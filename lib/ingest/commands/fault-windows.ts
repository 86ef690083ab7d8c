import { eq } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { faultWindows } from '@/db/schema/ingest'
import { type Context, hasPermission } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { appendJournal } from '@/lib/journal/commands'
import type { FaultSeverity, FaultWindowInput } from '../fault-window'
import { reattributeFaults } from './reattribute-faults'

type Row = typeof faultWindows.$inferSelect

const DEFAULT_SEVERITY: FaultSeverity = 2

/**
 * Opens the fault window of a source (for example an incident), or brings the one it has to these
 * values, and judges the stored calls of the stretch again. The same input again changes nothing.
 * @throws AppError forbidden, invalid (it would end before it begins)
 */
export async function openFaultWindow(ctx: Context, input: FaultWindowInput): Promise<{ window: Row; changedCalls: number }> {
  assertMayWrite(ctx)
  const values = {
    kind: input.kind,
    label: input.label,
    severity: input.severity ?? DEFAULT_SEVERITY,
    routes: input.kind === 'platform' ? [...input.routes].sort() : [],
    provider: input.kind === 'upstream' ? input.provider : null,
    fromAt: input.fromAt,
  }
  const { before, after } = await withPlatform(async (tx) => {
    const [created] = await tx
      .insert(faultWindows)
      .values({ source: input.source, ...values })
      .onConflictDoNothing()
      .returning()
    if (created) {
      await appendJournal(tx, ctx, journalEntry('fault_window.opened', null, created))
      return { before: null, after: created }
    }
    const current = await lockWindow(tx, input.source)
    if (current.toAt && current.toAt <= values.fromAt) throw new AppError('invalid', 'The window would begin after its end.')
    const changed = JSON.stringify({ ...current, ...values }) !== JSON.stringify(current)
    if (!changed) return { before: current, after: current }
    const [after] = await tx.update(faultWindows).set(values).where(eq(faultWindows.id, current.id)).returning()
    if (!after) throw new AppError('not_found', 'The fault window is gone.')
    await appendJournal(tx, ctx, journalEntry('fault_window.changed', current, after))
    return { before: current, after }
  })
  return { window: after, changedCalls: await follow(ctx, before, after) }
}

/**
 * Ends a source's fault window (toAt is the first moment outside), or moves its end, and judges the
 * stored calls again. The same end again changes nothing.
 * @throws AppError forbidden, not_found, invalid (the end is not after the beginning)
 */
export async function closeFaultWindow(ctx: Context, input: { source: string; toAt: Date }): Promise<{ window: Row; changedCalls: number }> {
  assertMayWrite(ctx)
  const { before, after } = await withPlatform(async (tx) => {
    const current = await lockWindow(tx, input.source)
    if (current.toAt?.getTime() === input.toAt.getTime()) return { before: current, after: current }
    if (input.toAt <= current.fromAt) throw new AppError('invalid', 'The window would end before it begins.')
    const [after] = await tx.update(faultWindows).set({ toAt: input.toAt }).where(eq(faultWindows.id, current.id)).returning()
    if (!after) throw new AppError('not_found', 'The fault window is gone.')
    await appendJournal(tx, ctx, journalEntry('fault_window.closed', current, after))
    return { before: current, after }
  })
  return { window: after, changedCalls: await follow(ctx, before, after) }
}

// Also when nothing changed: a process that was killed between the two steps is made good by the
// repeat. Covers what the window was and what it is.
async function follow(ctx: Context, before: Row | null, after: Row): Promise<number> {
  const from = Math.min(before?.fromAt.getTime() ?? Number.POSITIVE_INFINITY, after.fromAt.getTime())
  const end = (row: Row | null) => (row === null ? 0 : (row.toAt?.getTime() ?? ctx.now.getTime() + 1))
  const to = Math.max(end(before), end(after))
  const { changed } = await reattributeFaults(ctx, { from: new Date(from), to: new Date(to) })
  return changed
}

async function lockWindow(tx: Parameters<Parameters<typeof withPlatform>[0]>[0], source: string): Promise<Row> {
  const [row] = await tx.select().from(faultWindows).where(eq(faultWindows.source, source)).for('update')
  if (!row) throw new AppError('not_found', 'There is no fault window of this source.')
  return row
}

function assertMayWrite(ctx: Context): void {
  if (ctx.actor.kind === 'job' || hasPermission(ctx.actor, 'incidents.create')) return
  throw new AppError('forbidden', 'This needs the permission incidents.create.')
}

function journalEntry(action: string, before: Row | null, after: Row) {
  const facts = ({ kind, severity, routes, provider, fromAt, toAt }: Row) => ({
    kind,
    severity,
    routes,
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
