import { type SQL, sql } from 'drizzle-orm'
import { findSeriesMetric } from '@/lib/alerts/metrics/catalogue'
import type { SloRatio } from '../model'

/** A ratio of which events are asked for, and the name that the answer has. */
export interface Ask {
  of: string
  ratio: SloRatio
}

/** The group of a series (x): its dimensions without those that say what became of an event. */
export const groupOf = sql`x.dimensions - 'status' - 'status_code' - 'service'`

/**
 * `with` items that find the series of ratios: matched (of, bad, id, dimensions), one row a series and side of a
 * ratio. Series are the platform's; names of metrics are the catalogue's.
 */
export function matchedSeries(asks: readonly Ask[]): SQL {
  const sides = asks.flatMap(({ of, ratio }) =>
    (['bad', 'total'] as const).flatMap((side) => {
      const found = findSeriesMetric(ratio[side].metric)
      if (!found) return []
      const { dimension = null, prefix = null } = found.part ?? {}
      return [{ of, bad: side === 'bad', series: found.series, dimension, prefix, filter: ratio[side].filter }]
    }),
  )
  return sql`
    asks as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(sides)}::jsonb) as a ("of" text, bad boolean, series text, dimension text, prefix text, filter jsonb)
    ), matched as materialized (
      select a."of", a.bad, s.id, s.dimensions
      from asks a
      join metric_series s on s.metric = a.series and s.organization_id is null and s.dimensions @> a.filter
        and (a.dimension is null or starts_with(s.dimensions ->> a.dimension, a.prefix))
    )`
}
