import type postgres from 'postgres'
import { addDays, DAY, HOUR, startOfDay } from '../lib/time'

/** Words of the generated lines, and how many lines hold each. */
export const benchWords = {
  /** In every line of the edge, four of ten. */
  common: 'request',
  /** In one of thirty. */
  frequent: 'timeout',
  /** In one of two thousand, spread over all days. */
  seldom: 'certificate',
  /** In a dozen of all lines. */
  rare: 'zanzibar',
  /** In half of the lines of one hour, nine days ago, and nowhere else. */
  clustered: 'deadlock',
  /** In every line of twenty minutes, early on the day before yesterday. */
  burst: 'quarantined',
  nowhere: 'quixotical',
}

/** How far back lines reach. */
export const BENCH_DAYS = 14
const DAYS_AGO = { clustered: 9, burst: 2 }

/**
 * Fills log_lines with so many lines over the days before `now`, day by day: what a platform with six services
 * writes, three lines a request, errors in one of a hundred. The same number makes the same lines.
 */
export async function generateLines(owner: postgres.Sql, lines: number, now: Date, onDay: (done: number) => void): Promise<void> {
  const from = addDays(now, -BENCH_DAYS)
  const perDay = Math.round(lines / BENCH_DAYS)
  const clusterAt = new Date(startOfDay(addDays(now, -DAYS_AGO.clustered)).getTime() + 4 * HOUR)
  const burstAt = new Date(startOfDay(addDays(now, -DAYS_AGO.burst)).getTime() + 2 * HOUR)
  for (let day = 0; day < BENCH_DAYS; day++) {
    const dayAt = addDays(from, day)
    await owner`select ensure_partitions('log_lines', ${dayAt}, ${addDays(dayAt, 1)})`
    await owner`
      insert into log_lines (external_id, at, received_at, level, message, service, request_id, fields)
      select 'line-' || id, at, at + interval '1 second',
        case when h % 500 = 0 then 'fatal' when h % 100 = 1 then 'error' when h % 33 = 2 then 'warn' when h % 4 = 3 then 'debug' else 'info' end,
        (case h2 % 10
          when 0 then 'request finished GET /api/tools/' || (h3 % 9000) || '/calls 200 in ' || (h3 % 480) || ' ms'
          when 1 then 'request finished POST /api/invocations 202 in ' || (h3 % 90) || ' ms'
          when 2 then 'request started GET /v1/listings/page ' || (h3 % 400)
          when 3 then 'request started POST /v1/search from region eu west ' || (h3 % 3)
          when 4 then 'cache hit for listing ' || (h3 % 20000) || ' age ' || (h3 % 300) || ' s'
          when 5 then 'job settle payouts took ' || (h3 % 9000) || ' ms over ' || (h3 % 700) || ' accounts'
          when 6 then 'webhook delivery ' || md5(h3::text) || ' answered 200'
          when 7 then 'user ' || (h3 % 40000) || ' signed in from a known device'
          when 8 then 'queue mail depth ' || (h3 % 120) || ' oldest ' || (h3 % 40) || ' s'
          else 'slow query ' || (h3 % 2000) || ' ms on pool reader ' || (h3 % 4) end)
        || case when h3 % 30 = 7 then ' upstream timeout after 3000 ms' else '' end
        || case when h3 % 2000 = 11 then ' certificate expires soon' else '' end
        || case when id % ${Math.max(1, Math.floor(lines / 12))} = 5 then ' zanzibar' else '' end
        || case when at >= ${clusterAt} and at < ${new Date(clusterAt.getTime() + HOUR)} and h % 2 = 0 then ' deadlock detected' else '' end
        || case when at >= ${burstAt} and at < ${new Date(burstAt.getTime() + HOUR / 3)} then ' quarantined' else '' end,
        (array['edge', 'edge', 'edge', 'api', 'api', 'worker', 'billing', 'search', 'mailer'])[1 + h2 % 9],
        'req_' || md5((id / 3)::text),
        case when h % 100 = 1 then jsonb_build_object('route', '/api/tools/:id', 'status', 500 + h3 % 4, 'attempt', h3 % 5) end
      from (
        select id, ${dayAt}::timestamptz + (n * ${DAY / perDay}::float8) * interval '1 millisecond' as at,
          abs(hashint8(id)) as h, abs(hashint8(id + 7000000000)) as h2, abs(hashint8(id * 31 + 17)) as h3
        from (select n, ${day * perDay}::bigint + n as id from generate_series(0, ${perDay - 1}) n) numbered
      ) drawn
      order by at`
    onDay((day + 1) * perDay)
  }
}
