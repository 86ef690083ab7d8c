import { and, desc, eq, ilike, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { statusSubscribers } from '@/db/schema/status'
import { hashToken } from '@/lib/auth/tokens'
import { addDays } from '@/lib/time'
import { type EndReason, PENDING_DAYS, type SubscriberKind, type SubscriberState } from '../model'

/** A subscription as its owner sees it. */
export interface Subscription {
  id: string
  kind: SubscriberKind
  address: string
  systems: string[]
  state: SubscriberState
  endReason: EndReason | null
  failingSince: Date | null
}

const shown = {
  id: statusSubscribers.id,
  kind: statusSubscribers.kind,
  address: statusSubscribers.address,
  systems: statusSubscribers.systems,
  state: statusSubscribers.state,
  endReason: sql<EndReason | null>`${statusSubscribers.endReason}`,
  failingSince: statusSubscribers.failingSince,
}

/** The subscription that a token stands for; null when it stands for none, or its link is too old to confirm. */
export async function findSubscription(tx: Tx, token: string, now: Date): Promise<Subscription | null> {
  const [row] = await tx
    .select(shown)
    .from(statusSubscribers)
    .where(
      and(
        eq(statusSubscribers.tokenHash, hashToken(token)),
        or(ne(statusSubscribers.state, 'pending'), sql`${statusSubscribers.updatedAt} > ${addDays(now, -PENDING_DAYS)}`),
      ),
    )
  return row ?? null
}

/** A subscriber as staff see it. */
export interface SubscriberRow extends Subscription {
  failures: number
  confirmedAt: Date | null
  endedAt: Date | null
  createdAt: Date
  simulated: boolean
  /** Updates that were told to it. */
  told: number
  /** When one was told last. */
  lastToldAt: Date | null
  /** Updates that wait to be told. */
  waiting: number
}

export interface SubscriberFilter {
  /** In the address. */
  search: string
  kind: SubscriberKind | undefined
  state: SubscriberState | undefined
}

/** Subscribers, the newest first. */
export async function listSubscribers(tx: Tx, filter: SubscriberFilter & { limit: number; offset: number }): Promise<SubscriberRow[]> {
  const told = (expression: SQL) => sql`(select ${expression} from status_notices n where n.subscriber_id = ${statusSubscribers.id})`
  return tx
    .select({
      ...shown,
      failures: statusSubscribers.failures,
      confirmedAt: statusSubscribers.confirmedAt,
      endedAt: statusSubscribers.endedAt,
      createdAt: statusSubscribers.createdAt,
      simulated: statusSubscribers.simulated,
      told: sql<number>`${told(sql`count(*) filter (where n.sent_at is not null)::integer`)}`,
      lastToldAt: sql`${told(sql`max(n.sent_at)`)}`.mapWith(statusSubscribers.confirmedAt) as SQL<Date | null>,
      waiting: sql<number>`${told(sql`count(*) filter (where n.next_attempt_at is not null)::integer`)}`,
    })
    .from(statusSubscribers)
    .where(matching(filter))
    .orderBy(desc(statusSubscribers.createdAt), statusSubscribers.id)
    .limit(filter.limit)
    .offset(filter.offset)
}

export async function countSubscribers(tx: Tx, filter: SubscriberFilter): Promise<number> {
  const [row] = await tx.select({ n: sql<number>`count(*)::integer` }).from(statusSubscribers).where(matching(filter))
  return row?.n ?? 0
}

function matching({ search, kind, state }: SubscriberFilter): SQL | undefined {
  const text = search.replaceAll(/[\\%_]/g, '\\$&')
  return and(
    search === '' ? undefined : ilike(statusSubscribers.address, `%${text}%`),
    kind === undefined ? undefined : eq(statusSubscribers.kind, kind),
    state === undefined ? undefined : eq(statusSubscribers.state, state),
  )
}
