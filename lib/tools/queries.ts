import { and, asc, desc, eq, gte, ilike, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { markers, reviews, tools, toolVersions } from '@/db/schema/tools'
import { AppError } from '@/lib/errors'
import type { Window } from '@/lib/time'

// What a publisher offers: the catalogue and what people said about it. Facts of the platform,
// written by ingest; figures of traffic stand in lib/metrics, of probes in lib/probes.

export type Tool = typeof tools.$inferSelect
export type ToolVersion = typeof toolVersions.$inferSelect
export type Review = typeof reviews.$inferSelect

/** Tools of an organization that are not archived, by name. Search looks into name, slug and description. */
export function listTools(tx: Tx, filter: { organizationId: string; search?: string; category?: string }): Promise<Tool[]> {
  const like = filter.search ? `%${filter.search.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%` : null
  return tx
    .select()
    .from(tools)
    .where(
      and(
        eq(tools.organizationId, filter.organizationId),
        isNull(tools.archivedAt),
        filter.category ? eq(tools.category, filter.category) : undefined,
        like ? or(ilike(tools.name, like), ilike(tools.slug, like), ilike(tools.description, like)) : undefined,
      ),
    )
    .orderBy(asc(tools.name), asc(tools.id))
}

/** Categories in which an organization has tools, by name. */
export async function listCategories(tx: Tx, organizationId: string): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ category: tools.category })
    .from(tools)
    .where(and(eq(tools.organizationId, organizationId), isNull(tools.archivedAt)))
    .orderBy(asc(tools.category))
  return rows.map((row) => row.category)
}

/**
 * One tool of an organization, archived or not.
 * @throws AppError not_found, also for another organization's
 */
export async function getTool(tx: Tx, { organizationId, toolId }: { organizationId: string; toolId: string }): Promise<Tool> {
  const [tool] = await tx
    .select()
    .from(tools)
    .where(and(eq(tools.id, toolId), eq(tools.organizationId, organizationId)))
  if (!tool) throw new AppError('not_found', 'There is no such tool.')
  return tool
}

/** A tool's versions, newest first. */
export function listVersions(tx: Tx, toolId: string, limit: number): Promise<ToolVersion[]> {
  return tx.select().from(toolVersions).where(eq(toolVersions.toolId, toolId)).orderBy(desc(toolVersions.releasedAt), desc(toolVersions.id)).limit(limit)
}

/** The newest version of each tool that has one. */
export async function latestVersions(tx: Tx, toolIds: string[]): Promise<Map<string, string>> {
  if (toolIds.length === 0) return new Map()
  const rows = await tx
    .selectDistinctOn([toolVersions.toolId], { toolId: toolVersions.toolId, version: toolVersions.version })
    .from(toolVersions)
    .where(inArray(toolVersions.toolId, toolIds))
    .orderBy(toolVersions.toolId, desc(toolVersions.releasedAt), desc(toolVersions.id))
  return new Map(rows.map((row) => [row.toolId, row.version]))
}

/** A tool's reviews, newest first. */
export function listReviews(tx: Tx, toolId: string, limit: number): Promise<Review[]> {
  return tx.select().from(reviews).where(eq(reviews.toolId, toolId)).orderBy(desc(reviews.postedAt), desc(reviews.id)).limit(limit)
}

/** How many reviews a tool has and their mean, 1 to 5; null without reviews. */
export async function summarizeReviews(tx: Tx, toolId: string): Promise<{ count: number; meanRating: number | null; unanswered: number }> {
  const [row] = await tx
    .select({
      count: sql<number>`count(*)::integer`,
      meanRating: sql<number | null>`avg(${reviews.rating}::float8)`,
      unanswered: sql<number>`(count(*) filter (where ${reviews.respondedAt} is null))::integer`,
    })
    .from(reviews)
    .where(eq(reviews.toolId, toolId))
  return row ?? { count: 0, meanRating: null, unanswered: 0 }
}

/** Something that happened to tools, worth a mark on a time axis. */
export interface Happening {
  id: string
  kind: 'version' | 'marker'
  at: Date
  label: string
  toolId: string | null
}

/** Releases and reported markers (deploys and the like) in a window, oldest first; of one tool, or of all of an organization. */
export async function listHappenings(tx: Tx, filter: { organizationId: string; toolId?: string; window: Window }): Promise<Happening[]> {
  const { organizationId, toolId, window } = filter
  const released = await tx
    .select({ id: toolVersions.id, at: toolVersions.releasedAt, version: toolVersions.version, name: tools.name, toolId: toolVersions.toolId })
    .from(toolVersions)
    .innerJoin(tools, eq(tools.id, toolVersions.toolId))
    .where(
      and(
        eq(toolVersions.organizationId, organizationId),
        gte(toolVersions.releasedAt, window.from),
        lt(toolVersions.releasedAt, window.to),
        toolId ? eq(toolVersions.toolId, toolId) : undefined,
      ),
    )
  const marked = await tx
    .select({ id: markers.id, at: markers.at, label: markers.label, toolId: markers.toolId })
    .from(markers)
    .where(
      and(
        eq(markers.organizationId, organizationId),
        gte(markers.at, window.from),
        lt(markers.at, window.to),
        toolId ? or(isNull(markers.toolId), eq(markers.toolId, toolId)) : undefined,
      ),
    )
  return [
    ...released.map((row) => ({ id: row.id, kind: 'version' as const, at: row.at, label: `${row.name} ${row.version} released`, toolId: row.toolId })),
    ...marked.map((row) => ({ id: row.id, kind: 'marker' as const, at: row.at, label: row.label, toolId: row.toolId })),
  ].sort((a, b) => a.at.getTime() - b.at.getTime())
}
