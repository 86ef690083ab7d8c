import { formatCount, formatMs, formatPercent, formatScore } from '@/lib/format'
import { addDays, startOfDay } from '@/lib/time'
import { EVERYBODY, type PeerFigure, type PeerGroup, type PeerMetricId, type PeerReport, type PeerState, peerMetricIds, peerMetrics } from './model'

/** A stored standing, as the report reads it. */
export interface Standing {
  category: string
  metric: string
  state: PeerState
  value: number | null
  volume: number | null
  betterThan: number | null
}

interface StoredQuartiles {
  category: string
  metric: string
  p25: number
  median: number
  p75: number
}

interface PeerFacts {
  asOf: Date | null
  now: Date
  minimum: number
  /** Own standings of the night, and of the night a week before. */
  standings: readonly Standing[]
  weekBefore: readonly Standing[]
  /** Of the shown groups among those of the standings. */
  quartiles: readonly StoredQuartiles[]
}

/** What is said about where a developer stands. */
export function assemblePeers({ asOf, now, minimum, standings, weekBefore, quartiles }: PeerFacts): PeerReport {
  const stale = asOf !== null && asOf < addDays(startOfDay(now), -1)
  const state = stateOf(standings)
  const categories = state === 'compared' ? [...new Set(standings.map(({ category }) => category))].sort() : []
  const find = <T extends { category: string; metric: string }>(rows: readonly T[], category: string, metric: string) =>
    rows.find((row) => row.category === category && row.metric === metric)
  const groups = categories.map((category): PeerGroup => {
    const metrics = peerMetricIds.flatMap((id) => {
      const standing = find(standings, category, id)
      return standing ? [figureOf(id, standing, find(weekBefore, category, id), find(quartiles, category, id), minimum)] : []
    })
    return { category: category === EVERYBODY ? null : category, metrics }
  })
  return { state, asOf, stale, minimum, groups }
}

/** A figure of a metric with its unit: "0.8 %", "340 ms", "87.5 points", "4.62 stars". */
export function peerValueLabel(id: PeerMetricId, value: number): string {
  switch (peerMetrics[id].unit) {
    case 'ratio':
      return formatPercent(value)
    case 'milliseconds':
      return formatMs(value)
    case 'points':
      return `${formatScore(value)} ${value === 1 ? 'point' : 'points'}`
    case 'stars':
      return `${Number(value.toFixed(2))} stars`
  }
}

/** The middle half of a group in words, with one unit where both ends have the same: "about 240 to 550 ms, median 340 ms". */
export function quartilesLabel(id: PeerMetricId, { p25, median, p75 }: NonNullable<PeerFigure['quartiles']>): string {
  const [low, middle, high] = [p25, median, p75].map((value) => peerValueLabel(id, value)) as [string, string, string]
  if (low === high) return `at about ${middle}`
  const [figure = low, unit] = low.split(/\s/)
  return `about ${unit !== undefined && high.split(/\s/)[1] === unit ? figure : low} to ${high}, median ${middle}`
}

/** Whom the others of a group are: "developers", "developers in search". */
export function peersOf(category: string | null): string {
  return category === null ? 'developers' : `developers in ${category}`
}

/** The state of one group in a sentence: where the developer is strongest and where weakest; null while nothing is ranked. */
export function peerHeadline({ category, metrics }: PeerGroup): string | null {
  const who = peersOf(category)
  const ranked = metrics.filter((metric) => metric.betterThan !== null).sort((a, b) => (b.betterThan ?? 0) - (a.betterThan ?? 0))
  const best = ranked[0]
  const worst = ranked.at(-1)
  if (!best || !worst) return null
  if (best === worst) return `${best.title}: ${betterThanLabel(best.betterThan ?? 0, who)}`
  if ((worst.betterThan ?? 0) >= 0.5) return `In the better half of ${who} in everything compared; ${inWords(best)} stands out most`
  if ((best.betterThan ?? 0) < 0.5) return `Most ${who} are ahead in everything compared; ${inWords(worst)} is furthest behind`
  return `Strongest among ${who} in ${inWords(best)}, weakest in ${inWords(worst)}`
}

/** "better than 85 % of developers". */
export function betterThanLabel(betterThan: number, who: string): string {
  if (betterThan >= 1) return `better than all other ${who}`
  if (betterThan <= 0) return `behind all other ${who}`
  return `better than ${formatPercent(betterThan, 0)} of ${who}`
}

function stateOf(standings: readonly Standing[]): PeerReport['state'] {
  const [first] = standings
  if (!first) return 'none'
  return first.state === 'new' || first.state === 'inactive' ? first.state : 'compared'
}

function figureOf(
  id: PeerMetricId,
  { state, value, volume, betterThan }: Standing,
  before: Standing | undefined,
  quartiles: StoredQuartiles | undefined,
  minimum: number,
): PeerFigure {
  const { title, unit, better } = peerMetrics[id]
  const known = { id, title, unit, better, value, valueLabel: value === null ? null : peerValueLabel(id, value) }
  const unranked = { ...known, betterThan: null, betterThanWeekBefore: null, quartiles: null }
  if (state === 'ranked' && betterThan !== null && quartiles) {
    const { p25, median, p75 } = quartiles
    return {
      ...known,
      state,
      reason: null,
      betterThan: wholePercent(betterThan),
      betterThanWeekBefore: before?.betterThan == null ? null : wholePercent(before.betterThan),
      quartiles: { p25, median, p75 },
    }
  }
  if (value === null) return { ...unranked, state: 'not_applicable', reason: missingReason(id, volume) }
  return { ...unranked, state: 'too_few', reason: `Too few peers: a group needs ${minimum} developers, and no single one may be told from it.` }
}

/** Cut, not rounded: who is ahead of 84.6 % is not ahead of 85 %. */
function wholePercent(share: number): number {
  return Math.floor(share * 100 + 1e-9) / 100
}

function missingReason(id: PeerMetricId, volume: number | null): string {
  const { minimum, counts } = peerMetrics[id]
  if (!volume) return `No ${counts} in 28 days.`
  return `${formatCount(volume)} ${volume === 1 ? counts.replace(/s$/, '') : counts} in 28 days; compared from ${minimum} on.`
}

function inWords({ title }: PeerFigure): string {
  return title.toLowerCase()
}
