import { type SQL, sql } from 'drizzle-orm'

/**
 * One kind of fact of one organization, in a window that includes its end: the columns type,
 * dedup_key, at and data (jsonb, as it is sent). Another kind of event is one more source in the list.
 */
export type FactSource = (organization: SQL, window: { from: SQL; to: Date }) => SQL

/** Characters of a person's text that travel along; a body stays below the 20 kB that receivers expect. */
const TEXT_CHARACTERS = 4_000

const toolColumns = sql`jsonb_build_object('id', t.id, 'externalId', t.external_id, 'name', t.name)`
const moment = (column: SQL) => sql`to_jsonb(to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`

const gates: FactSource = (organization, { from, to }) => sql`
  select 'quality_gate.' || n.step as type, 'quality_gate:' || n.id as dedup_key, n.owed_at as at,
    jsonb_build_object('gate', q.type, 'gateId', q.id, 'state', q.state, 'triggeredAt', ${moment(sql`q.triggered_at`)},
      'consequenceAt', ${moment(sql`n.consequence_at`)}, 'tool', case when t.id is not null then ${toolColumns} end) as data
  from gate_notices n
  join quality_gates q on q.id = n.gate_id
  left join tools t on t.id = q.tool_id
  where n.organization_id = ${organization} and n.owed_at >= ${from} and n.owed_at <= ${to}`

const receipts: FactSource = (organization, { from, to }) => sql`
  select 'health_score.calculated' as type, 'health_score:' || s.developer_id || ':' || s.as_of::date as dedup_key, s.calculated_at as at,
    jsonb_build_object('asOf', ${moment(sql`s.as_of`)}, 'state', s.state, 'score', round(s.score::numeric, 1), 'grade', s.grade, 'light', s.light,
      'cappedAt', s.capped_at) as data
  from developer_health_scores s
  where s.organization_id = ${organization} and s.calculated_at >= ${from} and s.calculated_at <= ${to} and s.as_of >= ${from} - interval '1 day'`

const grades: FactSource = (organization, { from, to }) => sql`
  select 'health_score.grade_changed' as type, 'grade:' || s.developer_id || ':' || s.as_of::date as dedup_key, s.calculated_at as at,
    jsonb_build_object('asOf', ${moment(sql`s.as_of`)}, 'grade', s.grade, 'score', round(s.score::numeric, 1),
      'previous', jsonb_build_object('asOf', ${moment(sql`before.as_of`)}, 'grade', before.grade, 'score', round(before.score::numeric, 1))) as data
  from developer_health_scores s
  cross join lateral (
    select b.as_of, b.grade, b.score from developer_health_scores b
    where b.developer_id = s.developer_id and b.as_of < s.as_of
    order by b.as_of desc
    limit 1
  ) before
  where s.organization_id = ${organization} and s.calculated_at >= ${from} and s.calculated_at <= ${to} and s.as_of >= ${from} - interval '1 day'
    and s.grade is distinct from before.grade`

const reviewColumns = sql`
  'review', jsonb_build_object('id', r.id, 'externalId', r.external_id, 'rating', r.rating, 'text', left(r.body, ${TEXT_CHARACTERS}), 'postedAt', ${moment(sql`r.posted_at`)}),
  'tool', ${toolColumns}`

const reviewsPosted: FactSource = (organization, { from, to }) => sql`
  select 'review.posted' as type, 'review:' || r.id as dedup_key, r.posted_at as at, jsonb_build_object(${reviewColumns}) as data
  from reviews r
  join tools t on t.id = r.tool_id
  where r.organization_id = ${organization} and r.posted_at >= ${from} and r.posted_at <= ${to}`

// Answers that were given here. What the platform reports it knows already.
const reviewsAnswered: FactSource = (organization, { from, to }) => sql`
  select 'review.answered' as type, 'answer:' || r.id || ':' || (extract(epoch from r.response_edited_at) * 1000)::bigint as dedup_key,
    r.response_edited_at as at,
    jsonb_build_object('response', r.response, 'respondedAt', ${moment(sql`r.responded_at`)}, 'edited', r.response_edited_at > r.responded_at, ${reviewColumns}) as data
  from reviews r
  join tools t on t.id = r.tool_id
  where r.organization_id = ${organization} and r.response_edited_at >= ${from} and r.response_edited_at <= ${to}`

const refunds: FactSource = (organization, { from, to }) => sql`
  select 'refund.created' as type, 'refund:' || r.id as dedup_key, r.at as at,
    jsonb_build_object('refund', jsonb_build_object('id', r.id, 'externalId', r.external_id, 'kind', r.kind, 'amountUsd', r.amount_micros / 1000000.0,
      'at', ${moment(sql`r.at`)}), 'tool', ${toolColumns}) as data
  from refunds r
  join tools t on t.id = r.tool_id
  where r.organization_id = ${organization} and r.at >= ${from} and r.at <= ${to}`

export const factSources: readonly FactSource[] = [gates, receipts, grades, reviewsPosted, reviewsAnswered, refunds]
