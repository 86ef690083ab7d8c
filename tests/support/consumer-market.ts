import type postgres from 'postgres'

/**
 * Consumers in the tables, by chance: balances, budgets set here and reported, cards that expire,
 * consumers that nobody has described, and five months of daily usage up to asOf and two days beyond,
 * some of it free, some without outcomes. Deterministic: the same seed gives the same figures.
 */
export async function seedConsumerMarket(owner: postgres.Sql, { asOf, consumers }: { asOf: Date; consumers: number }): Promise<void> {
  await owner.begin(async (tx) => {
    // random() of one session follows the seed.
    await tx`select setseed(0.31)`
    await tx`
      create temporary table chance on commit drop as
      select i, random() as a, random() as b, random() as c, random() as d, random() as e from generate_series(1, ${consumers}) i`
    await tx`insert into organizations (id, name, slug) select md5('consumer org' || i)::uuid, 'Consumer ' || i, 'consumer-org-' || i from chance`
    await tx`
      insert into consumers (id, organization_id, external_id, placeholder, balance_micros, budget_micros, own_budget_micros, auto_refill, payment_method_expires_at)
      select md5('caller' || i)::uuid, md5('consumer org' || i)::uuid, 'caller-' || i, a < 0.1,
        case when b < 0.8 then floor((b - 0.05) * 60000000) end,
        case when c < 0.7 then floor(c * 70000000) end, case when d < 0.2 then floor(d * 300000000) end, e < 0.5,
        case when d < 0.85 then ${asOf}::timestamptz + (d - 0.2) * interval '90 days' end
      from chance`
    await tx`
      insert into consumer_usage_daily (tool_id, consumer_id, day_at, organization_id, consumer_organization_id, invocations, rated, errors, errors_consumer,
        latency_count, latency_sum_ms, spend_micros)
      select md5('called' || k)::uuid, md5('caller' || i)::uuid, day, md5('somebody')::uuid, md5('consumer org' || i)::uuid, n, rated, errors, floor(errors * own)::int,
        n, n * 100, case when k = 3 then 0 else n * 1000 end
      from (
        select *, floor(rated * fails)::int as errors
        from (
          select chance.*, k, day, own, fails, n, case when e < 0.9 then n else 0 end as rated
          from chance, generate_series(1, 3) k, generate_series(${asOf}::timestamptz - interval '140 days', ${asOf}::timestamptz + interval '1 day', interval '1 day') day,
            lateral (select random() as own, power(random(), 3) * c as fails, (case when a < 0.2 then 2 else 600 end * random() * b)::int as n) dice
          where random() < 0.8 and a > 0.05 and (d < 0.85 or day > ${asOf}::timestamptz - interval '12 days')
        ) calls
        where n > 0
      ) outcomes`
  })
}

export interface ConsumerRecount {
  consumer_id: string
  state: 'new' | 'scored'
  score: number | null
  metrics: Record<string, number>
}

/**
 * The consumer score once more, from the tables, in plain SQL and in another shape than the product's:
 * a correlated sum for each figure of each consumer, points by CASE, exact numeric arithmetic. Nothing
 * is shared with lib/scores.
 */
export function recountConsumerScores(owner: postgres.Sql, asOf: Date): Promise<ConsumerRecount[]> {
  return owner<ConsumerRecount[]>`
    with at as (
      select ${asOf}::timestamptz as until, ${asOf}::timestamptz - interval '28 days' as since,
        date_trunc('month', ${asOf}::timestamptz - interval '1 day', 'UTC') as month
    ),
    figure as (
      select c.*, coalesce(c.own_budget_micros, c.budget_micros)::numeric as budget,
        (select sum(spend_micros) from consumer_usage_daily u, at where u.consumer_id = c.id and day_at >= since and day_at < until) as spend,
        (select extract(day from at.until - min(day_at)) from consumer_usage_daily u, at where u.consumer_id = c.id and day_at >= since and day_at < until group by at.until) as days,
        (select coalesce(sum(rated), 0) from consumer_usage_daily u, at where u.consumer_id = c.id and day_at >= since and day_at < until) as rated,
        (select coalesce(sum(errors_consumer), 0) from consumer_usage_daily u, at where u.consumer_id = c.id and day_at >= since and day_at < until) as own,
        array(
          select coalesce((select sum(spend_micros) from consumer_usage_daily u
            where u.consumer_id = c.id and day_at >= m and day_at < least(m + interval '1 month', at.until)), 0)
          from at, generate_series(at.month - interval '2 months', at.month, interval '1 month') m
        ) as months,
        (extract(epoch from c.payment_method_expires_at - at.until) / 86400) as card_days
      from consumers c, at
    ),
    points as (
      select id,
        case when balance_micros is null or coalesce(spend, 0) = 0 then null
          when balance_micros * days >= 28 * spend then 25 when balance_micros * days >= 14 * spend then 18
          when balance_micros * days >= 7 * spend then 10 when balance_micros * days >= 3 * spend then 4 else 0 end as balance_days,
        case when placeholder then null when card_days >= 30 then 20 when card_days >= 0.01 then 10 else 0 end as payment_method,
        case when budget is null or (select max(m) from unnest(months) m) <= 0 then null
          else (array[20, 12, 5, 0])[1 + (select count(*) from unnest(months) m where m >= budget and m > 0)] end as budget_hits,
        case when rated < 30 then null when own < 0.01 * rated then 20 when own <= 0.05 * rated then 15 when own <= 0.1 * rated then 8 else 0 end as own_error_rate,
        case when placeholder then null when auto_refill then 15 else 0 end as auto_refill
      from figure
    ),
    total as (
      select *,
        coalesce(balance_days, 0) + coalesce(payment_method, 0) + coalesce(budget_hits, 0) + coalesce(own_error_rate, 0) + coalesce(auto_refill, 0) as got,
        case when balance_days is null then 0 else 25 end + case when payment_method is null then 0 else 20 end + case when budget_hits is null then 0 else 20 end
          + case when own_error_rate is null then 0 else 20 end + case when auto_refill is null then 0 else 15 end as possible,
        num_nulls(balance_days, payment_method, budget_hits, own_error_rate, auto_refill) as missing
      from points
    )
    select id as consumer_id, case when missing >= 3 then 'new' else 'scored' end as state,
      case when missing < 3 then floor(got::numeric * 1000 / possible + 0.5)::float8 / 10 end as score,
      jsonb_strip_nulls(jsonb_build_object('balance_days', balance_days, 'payment_method', payment_method, 'budget_hits', budget_hits, 'own_error_rate', own_error_rate,
        'auto_refill', auto_refill)) as metrics
    from total order by id`
}
