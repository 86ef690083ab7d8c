import { formatCount, formatScore } from '@/lib/format'
import { evaluate } from '../evaluate'
import { developerScorecard } from './card'
import { type DeveloperInputs, sumOf } from './inputs'

/** The same facts with every failed call charged to the developer and no minute left out. */
export function chargeEverything(inputs: DeveloperInputs): DeveloperInputs {
  return { ...inputs, tools: inputs.tools.map((tool) => ({ ...tool, fairRated: tool.rated, fairErrors: tool.errors })) }
}

/** The total with raw instead of fair error rates; null while new. */
export function rawTotalOf(inputs: DeveloperInputs, fairTotal: number | null): number | null {
  const same = inputs.tools.every((tool) => tool.fairRated === tool.rated && tool.fairErrors === tool.errors)
  return same ? fairTotal : evaluate(developerScorecard, chargeEverything(inputs)).total
}

/** How many windows are named; the rest is summed up. */
const NAMED_WINDOWS = 2

/**
 * Raw and fair side by side and what makes the difference: "Raw 71, fair 88: INC-12 took 41 minutes
 * out; 320 of 400 failed calls are not charged to you (200 callers', 120 the platform's)." Null when
 * both totals are equal.
 */
export function fairnessOf(inputs: DeveloperInputs, raw: number | null, fair: number | null): string | null {
  if (raw === null || fair === null || raw === fair) return null
  const reasons = [...excusedReasons(inputs), ...chargedReasons(inputs)]
  return `Raw ${formatScore(raw)}, fair ${formatScore(fair)}: ${reasons.join('; ')}.`
}

function excusedReasons({ excused }: DeveloperInputs): string[] {
  const longest = [...excused].sort((a, b) => b.minutes - a.minutes)
  const named = longest.slice(0, NAMED_WINDOWS).map(({ label, minutes }) => `${label} took ${minutesLabel(minutes)} out`)
  const rest = longest.slice(NAMED_WINDOWS)
  const minutes = rest.reduce((sum, window) => sum + window.minutes, 0)
  return rest.length === 0 ? named : [...named, `${rest.length} more took ${minutesLabel(minutes)} out`]
}

function chargedReasons(inputs: DeveloperInputs): string[] {
  const { errorsConsumer, errorsPlatform, errorsUpstream } = inputs
  const others = errorsConsumer + errorsPlatform + errorsUpstream
  if (others === 0) return []
  const shares = [
    ...(errorsConsumer > 0 ? [`${formatCount(errorsConsumer)} callers’`] : []),
    ...(errorsPlatform > 0 ? [`${formatCount(errorsPlatform)} the platform’s`] : []),
    ...(errorsUpstream > 0 ? [`${formatCount(errorsUpstream)} providers’`] : []),
  ]
  return [`${formatCount(others)} of ${formatCount(sumOf(inputs, 'errors'))} failed calls are not charged to you (${shares.join(', ')})`]
}

function minutesLabel(minutes: number): string {
  return `${formatCount(minutes)} ${minutes === 1 ? 'minute' : 'minutes'}`
}
