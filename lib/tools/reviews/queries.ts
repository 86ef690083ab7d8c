import { and, desc, eq, gt, gte, ilike, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { reviews, tools } from '@/db/schema/tools'
import { addDays, HOUR } from '@/lib/time'
import { ANSWER_HOURS } from './due'
import type { ReviewFilter } from './model'

const columns = {
  id: reviews.id,
  externalId: reviews.externalId,
  toolId: reviews.toolId,
  tool: tools.name,
  rating: reviews.rating,
  body: reviews.body,
  postedAt: reviews.postedAt,
  response: reviews.response,
  respondedAt: reviews.respondedAt,
  responseEditedAt: reviews.responseEditedAt,
}

interface Scope {
  organizationId: string
  now: Date
}

/** Reviews that match, newest first: the newest are those that can still be answered in time. */
export function listReviewPage(tx: Tx, { limit, offset, ...rest }: Scope & ReviewFilter & { limit: number; offset: number }) {
  return tx
    .select(columns)
    .from(reviews)
    .innerJoin(tools, eq(tools.id, reviews.toolId))
    .where(matching(rest))
    .orderBy(desc(reviews.postedAt), desc(reviews.id))
    .limit(limit)
    .offset(offset)
}

export type ReviewRow = Awaited<ReturnType<typeof listReviewPage>>[number]

export async function countReviews(tx: Tx, filter: Scope & ReviewFilter): Promise<number> {
  const [row] = await tx.select({ n: sql<number>`count(*)::int` }).from(reviews).innerJoin(tools, eq(tools.id, reviews.toolId)).where(matching(filter))
  return row?.n ?? 0
}

/** One review of an organization; null when it has none of this id. */
export async function findReview(tx: Tx, { organizationId, id }: { organizationId: string; id: string }): Promise<ReviewRow | null> {
  const [row] = await tx
    .select(columns)
    .from(reviews)
    .innerJoin(tools, eq(tools.id, reviews.toolId))
    .where(and(eq(reviews.id, id), eq(reviews.organizationId, organizationId)))
  return row ?? null
}

export interface WaitingReviews {
  /** Reviews of the last 28 days. */
  reviews: number
  waiting: number
  /** Of the waiting ones, those that can still be answered in time. */
  inTime: number
  oldestWaitingAt: Date | null
  /** When the first of those in time runs out. */
  nextDueAt: Date | null
}

/** What waits for an answer, of the reviews that the score counts: 28 days, tools that are not archived. */
export async function getWaitingReviews(tx: Tx, { organizationId, now }: Scope): Promise<WaitingReviews> {
  const inTimeFrom = new Date(now.getTime() - ANSWER_HOURS * HOUR)
  const waiting = sql`${reviews.respondedAt} is null`
  const inTime = sql`${waiting} and ${reviews.postedAt} > ${inTimeFrom}`
  const [row] = await tx
    .select({
      reviews: sql<number>`count(*)::int`,
      waiting: sql<number>`(count(*) filter (where ${waiting}))::int`,
      inTime: sql<number>`(count(*) filter (where ${inTime}))::int`,
      oldestWaitingAt: sql<string | null>`min(${reviews.postedAt}) filter (where ${waiting})`,
      oldestInTimeAt: sql<string | null>`min(${reviews.postedAt}) filter (where ${inTime})`,
    })
    .from(reviews)
    .innerJoin(tools, eq(tools.id, reviews.toolId))
    .where(and(eq(reviews.organizationId, organizationId), gt(reviews.postedAt, addDays(now, -28)), lte(reviews.postedAt, now), isNull(tools.archivedAt)))
  const oldestInTime = row?.oldestInTimeAt ? new Date(row.oldestInTimeAt) : null
  return {
    reviews: row?.reviews ?? 0,
    waiting: row?.waiting ?? 0,
    inTime: row?.inTime ?? 0,
    oldestWaitingAt: row?.oldestWaitingAt ? new Date(row.oldestWaitingAt) : null,
    nextDueAt: oldestInTime && new Date(oldestInTime.getTime() + ANSWER_HOURS * HOUR),
  }
}

function matching({ organizationId, now, state, stars, tool, search }: Scope & ReviewFilter): SQL | undefined {
  const like = search ? `%${search.replace(/[\\%_]/g, '\\$&')}%` : null
  const inTimeFrom = new Date(now.getTime() - ANSWER_HOURS * HOUR)
  return and(
    eq(reviews.organizationId, organizationId),
    state === 'answered' ? isNotNull(reviews.respondedAt) : undefined,
    state === 'waiting' || state === 'in_time' ? isNull(reviews.respondedAt) : undefined,
    state === 'in_time' ? gte(reviews.postedAt, inTimeFrom) : undefined,
    stars === 'low' ? lte(reviews.rating, 2) : stars ? eq(reviews.rating, Number(stars)) : undefined,
    tool ? eq(reviews.toolId, tool) : undefined,
    like ? or(ilike(reviews.body, like), ilike(reviews.response, like), eq(reviews.externalId, search ?? '')) : undefined,
  )
}
