import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { ChannelOwner } from '../access'
import type { DeliveryFilter } from '../delivery-filter'
import type { ChannelKind, DeliveryKind, DeliveryState } from '../model'
import { ownedBy } from './list-channels'

/** One message to one channel. */
export interface DeliveryRow {
  id: string
  channelId: string
  channelName: string
  channelKind: ChannelKind
  kind: DeliveryKind
  subject: string
  state: DeliveryState
  attempts: number
  status: number | null
  error: string | null
  createdAt: Date
  nextAttemptAt: Date | null
  deliveredAt: Date | null
}

export interface DeliveryAttempt {
  id: string
  attempt: number
  at: Date
  status: number | null
  error: string | null
  answer: string | null
  latencyMs: number | null
}

export interface DeliveryDetail extends DeliveryRow {
  body: string
  alertIds: string[]
  history: DeliveryAttempt[]
}

/** A channel that fails for days is asked every three minutes: the newest attempts say how it stands. */
const SHOWN_ATTEMPTS = 50

type Scope = DeliveryFilter & { owner: ChannelOwner }

interface Raw extends Record<string, unknown> {
  id: string
  channel_id: string
  channel_name: string
  channel_kind: ChannelKind
  kind: DeliveryKind
  subject: string
  state: DeliveryState
  attempts: number
  last_status: number | null
  last_error: string | null
  created_at: string
  next_attempt_at: string
  delivered_at: string | null
}

const columns = sql`d.id, d.channel_id, c.name as channel_name, c.kind as channel_kind, d.kind, d.subject, d.state, d.attempts, d.last_status, d.last_error,
  d.created_at, d.next_attempt_at, d.delivered_at`

/** Messages of an owner's channels that match, also of deleted ones, newest first. */
export async function listDeliveries(tx: Tx, { limit, offset, ...scope }: Scope & { limit: number; offset: number }): Promise<DeliveryRow[]> {
  const rows = await tx.execute<Raw>(sql`
    select ${columns} from channel_deliveries d join channels c on c.id = d.channel_id
    where ${matching(scope)} order by d.created_at desc, d.id desc limit ${limit} offset ${offset}`)
  return rows.map(rowOf)
}

/** How many match. */
export async function countDeliveries(tx: Tx, scope: Scope): Promise<number> {
  const [row] = await tx.execute<{ n: number }>(
    sql`select count(*)::int as n from channel_deliveries d join channels c on c.id = d.channel_id where ${matching(scope)}`,
  )
  return row?.n ?? 0
}

/** A message with what was sent and its newest 50 answers, oldest first; null when the owner has none of this id. */
export async function findDelivery(tx: Tx, { owner, id }: { owner: ChannelOwner; id: string }): Promise<DeliveryDetail | null> {
  const [row] = await tx.execute<Raw & { body: string; alert_ids: string[] }>(sql`
    select ${columns}, d.body, d.alert_ids from channel_deliveries d join channels c on c.id = d.channel_id where ${ownedBy(owner)} and d.id = ${id}`)
  if (!row) return null
  const attempts = await tx.execute<{
    id: string
    attempt: number
    at: string
    status: number | null
    error: string | null
    answer: string | null
    latency_ms: number | null
  }>(
    sql`select id, attempt, at, status, error, answer, latency_ms from channel_attempts where delivery_id = ${id} order by at desc, id desc limit ${SHOWN_ATTEMPTS}`,
  )
  const history = [...attempts].reverse().map(({ latency_ms, at, ...attempt }) => ({ ...attempt, at: new Date(at), latencyMs: latency_ms }))
  return { ...rowOf(row), body: row.body, alertIds: row.alert_ids, history }
}

function matching({ owner, state, channel, search }: Scope): SQL {
  const like = search ? `%${search.replace(/[\\%_]/g, '\\$&')}%` : null
  const conditions = [
    ownedBy(owner),
    state ? sql`d.state = ${state}` : null,
    channel ? sql`d.channel_id = ${channel}` : null,
    like ? sql`(d.subject ilike ${like} or d.id::text = ${search})` : null,
  ].filter((condition) => condition !== null)
  return sql.join(conditions, sql` and `)
}

function rowOf(row: Raw): DeliveryRow {
  return {
    id: row.id,
    channelId: row.channel_id,
    channelName: row.channel_name,
    channelKind: row.channel_kind,
    kind: row.kind,
    subject: row.subject,
    state: row.state,
    attempts: row.attempts,
    status: row.last_status,
    error: row.last_error,
    createdAt: new Date(row.created_at),
    nextAttemptAt: row.state === 'pending' || row.state === 'sending' ? new Date(row.next_attempt_at) : null,
    deliveredAt: row.delivered_at === null ? null : new Date(row.delivered_at),
  }
}
