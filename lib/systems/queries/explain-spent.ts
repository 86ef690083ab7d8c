import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { Dimensions } from '@/lib/dimensions'
import { DAY, floorTo, HOUR } from '@/lib/time'
import { type Finding, spentSentence } from '../findings'
import type { Slo } from '../model'
import { groupOf, matchedSeries } from './asks'

interface Row extends Record<string, unknown> {
  of: string
  group: Dimensions
  bad: number
  all: number
  worstDay: string
  worst: number
}

/**
 * What used up the budgets of SLOs that nothing bad has happened to lately: of each what lost most events in its
 * window, and on which day. From the hours; an SLO without bad events has none.
 */
export async function explainSpent(tx: Tx, slos: readonly Pick<Slo, 'id' | 'name' | 'ratio' | 'windowDays'>[], now: Date): Promise<Finding[]> {
  if (slos.length === 0) return []
  const hour = floorTo(now, HOUR).getTime()
  const windows = slos.map(({ id, windowDays }) => ({ of: id, from: new Date(hour - windowDays * DAY) }))
  const rows = await tx.execute<Row>(sql`
    with ${matchedSeries(slos.map(({ id, ratio }) => ({ of: id, ratio })))}, days as (
      select x."of", ${groupOf} as "group", date_bin('1 day', h.at, 'epoch') as day, sum(h.sum) as bad
      from matched x join jsonb_to_recordset(${JSON.stringify(windows)}::jsonb) as w ("of" text, "from" timestamptz) using ("of")
      join metric_hours h on h.series_id = x.id and h.at >= w."from" and h.at <= ${now}
      where x.bad group by 1, 2, 3
    )
    select distinct on ("of") "of", "group", sum(bad)::float8 as bad, (sum(sum(bad)) over (partition by "of"))::float8 as "all",
      (array_agg(day order by bad desc, day))[1] as "worstDay", max(bad)::float8 as worst
    from days group by 1, 2 having sum(bad) > 0 order by "of", sum(bad) desc, "group"`)
  return slos.flatMap(({ id, name, windowDays }) => {
    const row = rows.find(({ of }) => of === id)
    if (!row) return []
    const subject = Object.values(row.group).join(', ') || null
    return {
      kind: 'spent' as const,
      subject,
      route: row.group.route ?? null,
      costs: [name],
      sentence: spentSentence({ ...row, worstDay: new Date(row.worstDay), windowDays }, subject),
      share: row.bad / row.all,
      beganAt: null,
      endedAt: null,
      sample: null,
    }
  })
}
