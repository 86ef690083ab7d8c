import { and, asc, desc, eq, gte, ilike, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Tx } from '@/db/client'
import { consumers } from '@/db/schema/accounts'
import { markers, refunds, reviews, tools, toolVersions } from '@/db/schema/tools'
import { ratio } from '@/lib/stats'
import type { Window } from '@/lib/time'
import type { ReviewSummary } from './model'

export type Tool = typeof tools.$inferSelect

/** Whose facts, and of which tool: one organization, one of its tools, or (staff only) all. */
export interface FactScope {
  organizationId?: string
  toolId?: string
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Live tools of an organization with their newest version, by name. Search looks into name, slug and description. */
export async function listTools(
  tx: Tx,
  { organizationId, search, category }: { organizationId: string; search?: string; category?: string },
): Promise<(Tool & { version: string | null })[]> {
  const pattern = search ? `%${search.replace(/[\\%_]/g, '\\$&')}%` : null
  const rows = await tx
    .select({ tool: tools, version: newestVersion })
    .from(tools)
    .where(
      and(
        eq(tools.organizationId, organizationId),
        isNull(tools.archivedAt),
        pattern ? or(ilike(tools.name, pattern), ilike(tools.slug, pattern), ilike(tools.description, pattern)) : undefined,
        category ? eq(tools.category, category) : undefined,
      ),
    )
    .orderBy(sql`lower(${tools.name})`, asc(tools.id))
  return rows.map(({ tool, version }) => ({ ...tool, version }))
}

// In plain words: drizzle leaves the table's name off its columns where only one table is read.
const newestVersion = sql<string | null>`(
  select v.version from tool_versions v where v.tool_id = tools.id order by v.released_at desc, v.id desc limit 1)`

/** Categories in use, by name. */
export async function listCategories(tx: Tx, organizationId?: string): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ category: tools.category })
    .from(tools)
    .where(organizationId ? eq(tools.organizationId, organizationId) : undefined)
    .orderBy(asc(tools.category))
  return rows.map((row) => row.category)
}

/** A tool by its id or slug; null when there is none, or it is hidden from this transaction. */
export async function findTool(tx: Tx, idOrSlug: string): Promise<Tool | null> {
  const [row] = await tx
    .select()
    .from(tools)
    .where(UUID.test(idOrSlug) ? eq(tools.id, idOrSlug) : eq(tools.slug, idOrSlug))
  return row ?? null
}

/** A tool's versions, newest first. */
export function listVersions(tx: Tx, toolId: string, limit = 50) {
  return tx.select().from(toolVersions).where(eq(toolVersions.toolId, toolId)).orderBy(desc(toolVersions.releasedAt), desc(toolVersions.id)).limit(limit)
}

/** A moment worth a mark on a time axis: a release, a deploy. */
export interface Happening {
  id: string
  at: Date
  kind: string
  label: string
  toolId: string | null
}

/** Releases and markers in a window, oldest first; markers of the whole platform are everybody's. */
export async function listHappenings(tx: Tx, { organizationId, toolId, window }: FactScope & { window: Window }): Promise<Happening[]> {
  const [marked, released] = await Promise.all([
    tx
      .select({ id: markers.id, at: markers.at, kind: markers.kind, label: markers.label, toolId: markers.toolId })
      .from(markers)
      .where(
        and(
          inWindow(markers.at, window),
          organizationId ? or(eq(markers.organizationId, organizationId), isNull(markers.organizationId)) : undefined,
          toolId ? or(eq(markers.toolId, toolId), isNull(markers.toolId)) : undefined,
        ),
      ),
    tx
      .select({ id: toolVersions.id, at: toolVersions.releasedAt, version: toolVersions.version, tool: tools.name, toolId: toolVersions.toolId })
      .from(toolVersions)
      .innerJoin(tools, eq(tools.id, toolVersions.toolId))
      .where(and(inWindow(toolVersions.releasedAt, window), ofScope(toolVersions.organizationId, toolVersions.toolId, { organizationId, toolId }))),
  ])
  return [...marked, ...released.map(({ version, tool, ...row }) => ({ ...row, kind: 'release', label: `${tool} ${version}` }))].sort(
    (a, b) => a.at.getTime() - b.at.getTime() || a.id.localeCompare(b.id),
  )
}

/** Reviews, newest first. */
export function listReviews(tx: Tx, { window, limit = 50, ...scope }: FactScope & { window?: Window; limit?: number }) {
  return tx
    .select({ review: reviews, tool: tools.name, consumer: consumers.externalId })
    .from(reviews)
    .innerJoin(tools, eq(tools.id, reviews.toolId))
    .leftJoin(consumers, eq(consumers.id, reviews.consumerId))
    .where(and(ofScope(reviews.organizationId, reviews.toolId, scope), window ? inWindow(reviews.postedAt, window) : undefined))
    .orderBy(desc(reviews.postedAt), desc(reviews.id))
    .limit(limit)
}

/** Stars and answers of the reviews of a window (of all time without one). */
export async function getReviewSummary(tx: Tx, { window, ...scope }: FactScope & { window?: Window }): Promise<ReviewSummary> {
  const rows = await tx
    .select({ rating: reviews.rating, reviews: sql<number>`count(*)::int`, answered: sql<number>`count(${reviews.respondedAt})::int` })
    .from(reviews)
    .where(and(ofScope(reviews.organizationId, reviews.toolId, scope), window ? inWindow(reviews.postedAt, window) : undefined))
    .groupBy(reviews.rating)
  const byRating: ReviewSummary['byRating'] = [0, 0, 0, 0, 0]
  for (const row of rows) byRating[row.rating - 1] = row.reviews
  const count = byRating.reduce((sum, n) => sum + n, 0)
  const stars = byRating.reduce((sum, n, at) => sum + n * (at + 1), 0)
  return { reviews: count, averageRating: ratio(stars, count), answered: rows.reduce((sum, row) => sum + row.answered, 0), byRating }
}

/** Refunds and disputes in a window: how many, and their sum in micros of USD. */
export async function getRefundSummary(
  tx: Tx,
  { window, ...scope }: FactScope & { window: Window },
): Promise<{ refunds: number; disputes: number; amountMicros: number }> {
  const [row] = await tx
    .select({
      refunds: sql<number>`(count(*) filter (where ${refunds.kind} = 'refund'))::int`,
      disputes: sql<number>`(count(*) filter (where ${refunds.kind} = 'dispute'))::int`,
      amountMicros: sql<number>`coalesce(sum(${refunds.amountMicros}), 0)::float8`,
    })
    .from(refunds)
    .where(and(ofScope(refunds.organizationId, refunds.toolId, scope), inWindow(refunds.at, window)))
  return row ?? { refunds: 0, disputes: 0, amountMicros: 0 }
}

function ofScope(organizationColumn: PgColumn, toolColumn: PgColumn, { organizationId, toolId }: FactScope): SQL | undefined {
  return and(organizationId ? eq(organizationColumn, organizationId) : undefined, toolId ? eq(toolColumn, toolId) : undefined)
}

function inWindow(column: PgColumn, { from, to }: Window): SQL | undefined {
  return and(gte(column, from), lt(column, to))
}
