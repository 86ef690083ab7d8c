import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import type { Context } from '@/lib/auth/model'
import { env } from '@/lib/env'
import { AppError, sqlState } from '@/lib/errors'
import { acceptanceAt } from '../../decide-row'
import type { Item } from '../../events/envelope'
import type { Fact } from '../../events/fact'
import { readEvent } from '../../events/read-event'
import { type Noun, nouns } from '../../events/types'
import { composeAnswer, type IngestAnswer, type Refusal, type Sender, senderOf } from '../../model'
import { commitPrepared, countRefusals, prepareCalls } from '../ingest-calls'
import { applyFacts } from './apply-facts'
import { measureFact, type NounFact } from './measure-fact'

interface Read {
  calls: Fact<'invocation'>[]
  facts: Map<Noun, Fact[]>
  identities: Identity[]
  refusals: Refusal[]
}

interface Identity {
  place: number
  source: string
  event_id: string
  type: string
  at: string
}

// Deadlock, serialization failure: the same transaction again.
const WORTH_RETRYING = new Set(['40P01', '40001'])

/**
 * Takes CloudEvents: each is judged by itself, applied once however often it comes (by source and
 * id, in the transaction of its effect), and never over a newer state. Calls go down their own path
 * after the others, so that a batch may hold a tool and its calls.
 * @param items the events in the order of the request, parsed or not
 * @throws AppError rate_limited, unavailable: repeating the request is safe
 */
export async function ingestEvents(ctx: Context, items: Item[]): Promise<IngestAnswer> {
  const sender = senderOf(ctx.actor)
  const read = readItems(items, sender, ctx.now)
  const facts = await settle(async (tx) => {
    const applied = await applyNew(tx, read, sender)
    const refusals = [...read.refusals, ...applied.refusals]
    await countInTransaction(tx, sender, refusals, ctx.now)
    return { ...applied, refusals }
  })
  // What an import brings happened long ago.
  if (sender.keyId !== null) for (const fact of facts.applied) measureFact(fact)
  const calls = await ingestCallEvents(read.calls, sender, ctx.now)
  return composeAnswer(
    facts.accepted + calls.accepted,
    [...facts.repeats, ...calls.repeats].sort((a, b) => a - b),
    [...facts.refusals, ...calls.refusals].sort((a, b) => a.index - b.index),
    facts.repeats.length + calls.repeated,
  )
}

function readItems(items: Item[], sender: Sender, now: Date): Read {
  const { RAW_RETENTION_DAYS, LOG_RETENTION_DAYS } = env()
  const acceptance = { ...acceptanceAt(now, RAW_RETENTION_DAYS), oldestLineMs: acceptanceAt(now, LOG_RETENTION_DAYS).oldestMs }
  const read: Read = { calls: [], facts: new Map(), identities: [], refusals: [] }
  for (const [index, item] of items.entries()) {
    if ('problem' in item) {
      read.refusals.push({ index, reason: 'invalid_json', message: item.problem })
      continue
    }
    const verdict = readEvent(item.value, index, acceptance, now.getTime(), sender.organizationId)
    if (!verdict.ok) {
      read.refusals.push({ index, ...(verdict.id ? { id: verdict.id } : {}), reason: verdict.reason, message: verdict.message })
    } else if (verdict.noun === 'invocation') {
      read.calls.push(verdict.fact as Fact<'invocation'>)
    } else {
      const { fact, noun } = verdict
      const ofNoun = read.facts.get(noun)
      if (ofNoun) ofNoun.push(fact)
      else read.facts.set(noun, [fact])
      read.identities.push({
        place: index,
        // A tenant cannot take an identity away from the platform, whatever source it names.
        source: sender.organizationId === null ? fact.source : `${sender.organizationId} ${fact.source}`,
        event_id: fact.eventId,
        type: noun,
        at: new Date(fact.atMs).toISOString(),
      })
    }
  }
  return read
}

/** Calls have no row in ingest_events: their own identity, made of the event's where they state none, is enough. */
async function ingestCallEvents(
  facts: Fact<'invocation'>[],
  sender: Sender,
  now: Date,
): Promise<{ accepted: number; repeated: number; repeats: number[]; refusals: Refusal[] }> {
  if (facts.length === 0) return { accepted: 0, repeated: 0, repeats: [], refusals: [] }
  const prepared = await prepareCalls(
    sender,
    {
      count: facts.length,
      plain: false,
      parse: (at) => {
        const fact = facts[at] as Fact<'invocation'>
        return { value: { ...fact.data, id: fact.data.id ?? callId(fact), occurredAt: fact.data.occurredAt ?? new Date(fact.atMs).toISOString() } }
      },
    },
    now,
  )
  const place = (at: number) => facts[at]?.places[0] ?? at
  const refusals = prepared.refusals.map((refusal) => ({ ...refusal, index: place(refusal.index) }))
  const answer = await commitPrepared({ ...prepared, indexes: prepared.indexes.map(place), refusals })
  return { accepted: answer.accepted, repeated: answer.repeated, repeats: answer.repeats, refusals }
}

function callId({ source, eventId }: Fact): string {
  return `event:${createHash('sha256').update(`${source}\n${eventId}`).digest('base64url')}`
}

async function applyNew(
  tx: Tx,
  { facts, identities }: Read,
  sender: Sender,
): Promise<{ applied: NounFact[]; accepted: number; repeats: number[]; refusals: Refusal[] }> {
  const fresh = await claimIdentities(tx, identities)
  const refusals: Refusal[] = []
  const unseenOfAll: NounFact[] = []
  for (const noun of nouns) {
    const unseen = (facts.get(noun) ?? []).filter((fact) => fresh.has(fact.places[0] ?? -1))
    if (unseen.length === 0) continue
    unseenOfAll.push(...unseen.map((fact) => ({ noun, fact })))
    const ids = new Map(unseen.map((fact) => [fact.places[0], fact.eventId]))
    for (const failure of await applyFacts(tx, noun, unseen, sender)) refusals.push({ ...failure, id: ids.get(failure.index) })
  }
  const refused = new Set(refusals.map(({ index }) => index))
  await releaseIdentities(
    tx,
    identities.filter(({ place }) => refused.has(place)),
  )
  const applied = unseenOfAll.filter(({ fact }) => !refused.has(fact.places[0] ?? -1))
  return { applied, accepted: fresh.size - refusals.length, repeats: identities.map(({ place }) => place).filter((place) => !fresh.has(place)), refusals }
}

/** The places of events that were never seen; a simultaneous request with the same event waits here. */
async function claimIdentities(tx: Tx, identities: Identity[]): Promise<Set<number>> {
  const first = new Map<string, Identity>()
  for (const identity of identities) {
    const key = JSON.stringify([identity.source, identity.event_id])
    if (!first.has(key)) first.set(key, identity)
  }
  if (first.size === 0) return new Set()
  const rows = await tx.execute<{ source: string; event_id: string }>(sql`
    insert into ingest_events (source, event_id, type, at)
    select source, event_id, type, at
    from jsonb_to_recordset(${JSON.stringify([...first.values()])}::jsonb) as r (source text, event_id text, type text, at timestamptz)
    order by source, event_id
    on conflict do nothing
    returning source, event_id`)
  return new Set(rows.map((row) => first.get(JSON.stringify([row.source, row.event_id]))?.place ?? -1))
}

/** A refused event may come again, corrected or after what it refers to. */
async function releaseIdentities(tx: Tx, identities: Identity[]): Promise<void> {
  if (identities.length === 0) return
  await tx.execute(sql`
    delete from ingest_events e
    using jsonb_to_recordset(${JSON.stringify(identities)}::jsonb) as r (source text, event_id text)
    where e.source = r.source and e.event_id = r.event_id`)
}

async function countInTransaction(tx: Tx, sender: Sender, refusals: Refusal[], now: Date): Promise<void> {
  const counts = countRefusals(sender, refusals, now)
  if (counts.length === 0) return
  const rows = counts.map(({ day, keyId, organizationId, reason, rows }) => ({ day, key_id: keyId, organization_id: organizationId, reason, rows }))
  await tx.execute(sql`
    insert into ingest_rejections (day, api_key_id, organization_id, reason, rows)
    select day, key_id, organization_id, reason, rows
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (day date, key_id uuid, organization_id uuid, reason text, rows bigint)
    order by day, key_id, reason
    on conflict (day, api_key_id, reason) do update set rows = ingest_rejections.rows + excluded.rows`)
}

async function settle<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await withPlatform(async (tx) => {
        await tx.execute(sql`set local statement_timeout = '20s'`)
        return work(tx)
      })
    } catch (error) {
      const state = sqlState(error)
      if (attempt < 3 && WORTH_RETRYING.has(state ?? '')) continue
      // Timeouts, and what is still contended after three attempts.
      if (state === '57014' || WORTH_RETRYING.has(state ?? '')) {
        throw new AppError('unavailable', 'The events could not be stored in time. Send the request again.', { retryAfterSeconds: 2, cause: error })
      }
      throw error
    }
  }
}
