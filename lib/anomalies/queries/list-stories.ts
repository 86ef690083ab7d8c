import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { filterFrom, type StoryFilter, type StoryPlace } from '../filter'
import type { StoryRow } from '../view'
import { type Row, read, selectStories } from './story-row'

export const storySorts = ['started', 'severity', 'impact', 'state'] as const
export type StorySort = (typeof storySorts)[number]

/** Whose stories: one organization's; or, for staff, those of the platform or those of all developers. */
export type StoryScope = { organizationId: string } | { of: 'platform' | 'developers' }

type Matching = StoryScope & StoryFilter & { now: Date }

const order: Record<StorySort, SQL> = { started: sql`s.started_at`, severity: sql`s.severity`, impact: sql`s.impact`, state: sql`s.state` }

/** One page of the stories that match, the newest first unless ordered otherwise. */
export async function listStories(
  tx: Tx,
  {
    sort = 'started',
    direction = 'desc',
    limit,
    offset = 0,
    after,
    ...filter
  }: Matching & {
    sort?: StorySort
    direction?: 'asc' | 'desc'
    limit: number
    offset?: number
    /** Only what follows this one, newest first. */ after?: StoryPlace
  },
): Promise<StoryRow[]> {
  const rest = after ? sql`and (s.started_at, s.id) < (${after.startedAt}, ${after.id}::uuid)` : sql``
  const rows = await tx.execute<Row>(sql`
    ${selectStories} where ${matching(filter)} ${rest}
    order by ${order[sort]} ${direction === 'asc' ? sql`asc` : sql`desc`}, s.started_at desc, s.id desc limit ${limit} offset ${offset}`)
  return rows.map(read)
}

export async function countStories(tx: Tx, filter: Matching): Promise<number> {
  const [row] = await tx.execute<{ n: number }>(
    sql`select count(*)::integer as n from anomaly_stories s left join organizations o on o.id = s.organization_id where ${matching(filter)}`,
  )
  return row?.n ?? 0
}

/** Stories that are going on, the worst first. */
export async function listOngoingStories(tx: Tx, scope: StoryScope & { tool?: string; now: Date; limit: number }): Promise<StoryRow[]> {
  const rows = await tx.execute<Row>(sql`
    ${selectStories} where ${matching({ ...scope, state: 'ongoing' })}
    order by s.severity desc, s.impact desc, s.started_at desc, s.id limit ${scope.limit}`)
  return rows.map(read)
}

/** How many stories go on that somebody has to look at: critical and urgent ones. What the navigation bears. */
export async function countPressing(tx: Tx, scope: StoryScope): Promise<number> {
  const [row] = await tx.execute<{ n: number }>(sql`select ${pressingOf(scope)} as n`)
  return row?.n ?? 0
}

/** The same as a part of a larger statement. */
export function pressingOf(scope: StoryScope): SQL {
  return sql`(select count(*)::integer from anomaly_stories s where ${within(scope)} and s.state = 'ongoing' and s.severity in ('critical', 'urgent'))`
}

function within(scope: StoryScope): SQL {
  if ('organizationId' in scope) return sql`s.organization_id = ${scope.organizationId}`
  return scope.of === 'platform' ? sql`s.organization_id is null` : sql`s.organization_id is not null`
}

function matching(filter: Matching): SQL {
  const { search, severity, state, metric, tool, now } = filter
  const pattern = search ? `%${search.replace(/[\\%_]/g, '\\$&')}%` : null
  const from = filterFrom(filter, now)
  const parts = [
    within(filter),
    // What late rows showed never to have been.
    sql`s.state <> 'withdrawn'`,
    severity ? sql`s.severity = ${severity}` : null,
    state ? sql`s.state = ${state}` : null,
    metric ? sql`s.facts->'signs' @> ${JSON.stringify([{ metric }])}::jsonb` : null,
    tool ? sql`s.facts->'affected'->'tools' @> ${JSON.stringify([{ id: tool }])}::jsonb` : null,
    from ? sql`(s.started_at >= ${from} or s.ended_at is null or s.ended_at >= ${from})` : null,
    pattern
      ? sql`(s.title ilike ${pattern} or s.facts->'cause'->>'label' ilike ${pattern} ${'of' in filter ? sql`or o.name ilike ${pattern}` : sql``}
          or exists (select from jsonb_array_elements(s.facts->'affected'->'tools') t where t->>'name' ilike ${pattern}))`
      : null,
  ].filter((part) => part !== null)
  return sql.join(parts, sql` and `)
}
