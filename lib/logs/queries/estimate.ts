import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { DAY } from '@/lib/time'
import { every } from './conditions'

/** How many lines of a day match, as the planner believes from its statistics of that day. */
export interface DayEstimate {
  /** UTC midnight. */
  day: Date
  lines: number
}

interface Plan {
  'Plan Rows': number
  'Relation Name'?: string
  Plans?: Plan[]
}

/**
 * What the planner expects of each day of the log, the newest first; days without a partition are left out. Its
 * statistics know the common words of each day, so bursts of a word are seen. Costs a plan, reads no line.
 */
export async function estimateDays(tx: Tx, conditions: SQL[]): Promise<DayEstimate[]> {
  const [row] = await tx.execute<{ 'QUERY PLAN': { Plan: Plan }[] }>(sql`explain (format json) select l.at from log_lines l where ${every(conditions)}`)
  const plan = row?.['QUERY PLAN'][0]?.Plan
  const found: DayEstimate[] = []
  const look = (node: Plan) => {
    const [, year, month, date] = /^log_lines_p(\d{4})(\d\d)(\d\d)$/.exec(node['Relation Name'] ?? '') ?? []
    if (year) found.push({ day: new Date(Date.UTC(Number(year), Number(month) - 1, Number(date))), lines: node['Plan Rows'] })
    for (const below of node.Plans ?? []) look(below)
  }
  if (plan) look(plan)
  return found.sort((a, b) => b.day.getTime() - a.day.getTime())
}

/** A stretch that is searched at once. */
export interface Reach {
  from: Date
  to: Date
  lines: number
}

/**
 * Days, the newest first, put together into stretches: the first holds about as many expected lines as fill a page,
 * each further one four times as many, up to `most`. A day with more stands alone.
 */
export function reachesOf(days: DayEstimate[], { first, most }: { first: number; most: number }): Reach[] {
  const reaches: Reach[] = []
  let room = first
  for (const { day, lines } of days) {
    const last = reaches.at(-1)
    if (last && last.lines + lines <= room) {
      last.from = day
      last.lines += lines
    } else {
      if (last) room = Math.min(most, room * 4)
      reaches.push({ from: day, to: new Date(day.getTime() + DAY), lines })
    }
  }
  return reaches
}
