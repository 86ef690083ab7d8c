import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { Fact } from '../../events/fact'
import type { Failure } from './store-facts'

/**
 * Writes the publishers' answers to reviews; an older answer never replaces a newer one. One that was
 * given or changed in the console is replaced by a later one only, and the moment of the first answer
 * stays: the platform may learn of it days after.
 */
export async function answerReviews(tx: Tx, facts: Fact<'review_response'>[]): Promise<Failure[]> {
  const rows = facts.map(({ data, atMs }, place) => ({
    place,
    review: data.review,
    response: data.response,
    responded_at: data.respondedAt ?? new Date(atMs).toISOString(),
  }))
  const input = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (place int, review text, response text, responded_at timestamptz)`
  await tx.execute(sql`
    update reviews t
    set response = r.response, responded_at = case when t.response_edited_at is null then r.responded_at else least(t.responded_at, r.responded_at) end
    from ${input}
    where t.external_id = r.review and (t.responded_at is null or greatest(t.responded_at, t.response_edited_at) <= r.responded_at)`)
  const missing = await tx.execute<{ place: number }>(sql`
    select r.place from ${input} where not exists (select from reviews t where t.external_id = r.review)`)
  return missing.map(({ place }) => ({ index: place, reason: 'unknown_reference', message: 'There is no such review.' }))
}
