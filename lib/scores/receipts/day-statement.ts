import { type SQL, sql } from 'drizzle-orm'
import { developerScorecard } from '../developer/card'

/**
 * A day's receipts as rows, for who compares developers in one statement: CTEs `receipt` (a row a
 * developer: developer_id, organization_id, state, score, reviews, stars) and `receipt_tool` (a row for
 * each of its tools: the tool's category as of today and the figures of packInputs, by their position).
 * Receipts of another formula are left out: their points would not compare. asOf is a UTC midnight;
 * the simulated developers, or the others.
 */
export function receiptsOfDay({ asOf, simulated }: { asOf: Date; simulated: boolean }): SQL {
  // By way of the developers: one lookup each, however many years of receipts there are.
  return sql`
    receipt as materialized (
      select d.id as developer_id, d.organization_id, s.state, round(s.score::numeric, 1)::float8 as score, s.inputs -> 'tools' as tools,
        (s.inputs -> 'reviews')::integer as reviews, (s.inputs -> 'stars')::integer as stars
      from developers d
      join organizations o on o.id = d.organization_id
      join developer_health_scores s on s.developer_id = d.id and s.as_of = ${asOf}
      where o.simulated = ${simulated} and s.formula_version = ${developerScorecard.version}
    ),
    receipt_tool as materialized (
      select r.developer_id, t.id as tool_id, coalesce(nullif(t.category, ''), 'other') as category,
        (tool -> 1)::float8 as invocations, (tool -> 4)::float8 as fair_rated, (tool -> 5)::float8 as fair_errors, (tool -> 6)::float8 as latency_count,
        (tool -> 7)::float8 as latency_sum_ms, (tool -> 8)::boolean as endpoint, (tool -> 9)::float8 as probes, (tool -> 10)::float8 as probes_down
      from receipt r
      cross join lateral jsonb_array_elements(r.tools) tool
      join tools t on t.id = (tool ->> 0)::uuid
    )`
}
