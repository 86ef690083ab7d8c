import type { Props } from '@/emails/milestone'
import { formatDate, formatMoney } from '@/lib/format'
import { nextMark } from '@/lib/milestones/reached-marks'
import type { HealthReport } from '@/lib/scores/model'
import { addDays, DAY } from '@/lib/time'

/** A forecast further ahead than this is none. */
const FORECAST_DAYS = 365

export interface MilestoneInput {
  organizationName: string
  simulated: boolean
  thresholdMicros: number
  /** First moment after the day in which it was passed. */
  reachedAt: Date
  /** Earnings by month, newest first; the newest may be the month before when nothing came in yet. */
  months: { monthAt: Date; revenueMicros: number }[]
  /** Earned in the last 28 whole days. */
  recentMicros: number
  payout: { amountMicros: number; status: string; at: Date } | null
  report: Pick<HealthReport, 'state' | 'score' | 'grade' | 'light' | 'change' | 'why'>
  now: Date
  consoleUrl: string
  unsubscribeUrl: string
}

/** The mail's content. */
export function composeMilestone(input: MilestoneInput): Props {
  const { organizationName, simulated, thresholdMicros, reachedAt, months, payout, consoleUrl, unsubscribeUrl } = input
  const totalMicros = months.reduce((sum, { revenueMicros }) => sum + revenueMicros, 0)
  return {
    organizationName,
    simulated,
    mark: formatMark(thresholdMicros),
    reachedOn: formatDate(addDays(reachedAt, -1)),
    total: formatMoney(totalMicros),
    next: nextOf(totalMicros, input),
    months: monthsOf(input),
    payout: payout ? `The last payout was ${formatMoney(payout.amountMicros)} on ${formatDate(payout.at)} (${payout.status}).` : null,
    health: healthOf(input.report),
    url: `${consoleUrl}/dashboard`,
    consoleUrl,
    unsubscribeUrl,
  }
}

function nextOf(totalMicros: number, { recentMicros, now }: MilestoneInput): string | null {
  const mark = nextMark(totalMicros)
  if (mark === null) return null
  const next = `The next mark is ${formatMark(mark)}`
  const days = recentMicros > 0 ? ((mark - totalMicros) / recentMicros) * 28 : Number.POSITIVE_INFINITY
  if (days > FORECAST_DAYS) return `${next}.`
  return `${next}; at the pace of the last 28 days you pass it around ${formatDate(new Date(now.getTime() + days * DAY))}.`
}

function monthsOf({ months, now }: MilestoneInput): Props['months'] {
  const name = (at: Date) => formatDate(at).replace(/^\d+ /, '')
  const current = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1))
  const previous = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1))
  const of = (month: Date) => months.find(({ monthAt }) => monthAt.getTime() === month.getTime())?.revenueMicros ?? 0
  const best = months.reduce<MilestoneInput['months'][number] | null>(
    (most, month) => (most === null || month.revenueMicros > most.revenueMicros ? month : most),
    null,
  )
  return [
    { label: 'This month', value: formatMoney(of(current)), month: name(current) },
    { label: 'Last month', value: formatMoney(of(previous)), month: name(previous) },
    ...(best ? [{ label: 'Best month', value: formatMoney(best.revenueMicros), month: name(best.monthAt) }] : []),
  ]
}

// A publisher who is new has no score to be proud of yet.
function healthOf({ state, score, grade, light, change, why }: MilestoneInput['report']): Props['health'] {
  if (state !== 'scored' || score === null || grade === null || light === null) return null
  return { score, grade, light, change: change.week, why }
}

/** Marks are round: "$1,000". */
function formatMark(micros: number): string {
  return formatMoney(micros).replace(/\.00$/, '')
}
