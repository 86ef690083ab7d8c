import { asc, inArray } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { attributionMarks } from '@/db/schema/ingest'
import type { Context } from '@/lib/auth/model'
import type { Window } from '@/lib/time'
import { reattributeFaults } from './reattribute-faults'

/**
 * Judges the stored calls again whose fault windows have changed, and takes their marks away. A process that is
 * killed in between leaves the marks, so that the next one does it; twice is the same as once.
 * @param options mostMs: with more than so much time to judge, nothing is done here and the job does it
 * @returns how many calls changed, and whether nothing is left
 */
export async function judgeMarkedCalls(ctx: Context, options: { mostMs?: number } = {}): Promise<{ changed: number; done: boolean }> {
  const marks = await withPlatform((tx) => tx.select().from(attributionMarks).orderBy(asc(attributionMarks.fromAt)))
  if (marks.length === 0) return { changed: 0, done: true }
  const stretches = mergeStretches(marks.map(({ fromAt, toAt }) => ({ from: fromAt, to: toAt })))
  const length = stretches.reduce((sum, { from, to }) => sum + to.getTime() - from.getTime(), 0)
  if (options.mostMs !== undefined && length > options.mostMs) return { changed: 0, done: false }
  let changed = 0
  for (const stretch of stretches) changed += (await reattributeFaults(ctx, stretch)).changed
  await withPlatform((tx) =>
    tx.delete(attributionMarks).where(
      inArray(
        attributionMarks.seq,
        marks.map(({ seq }) => seq),
      ),
    ),
  )
  return { changed, done: true }
}

/** Stretches that overlap or touch are one; given and returned by their beginning. */
function mergeStretches(stretches: readonly Window[]): Window[] {
  const merged: Window[] = []
  for (const stretch of stretches) {
    const last = merged.at(-1)
    if (last && stretch.from <= last.to) last.to = new Date(Math.max(last.to.getTime(), stretch.to.getTime()))
    else merged.push({ ...stretch })
  }
  return merged
}
