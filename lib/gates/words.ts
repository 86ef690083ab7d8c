import { formatPercent } from '@/lib/format'
import { DAY, HOUR } from '@/lib/time'
import {
  BREACH_DAYS,
  type Consequence,
  DORMANT_DAYS,
  DOWN_MS,
  errorThresholds,
  type GateState,
  type GateStep,
  type GateType,
  gateSpecs,
  HEAL_DAYS,
  type LiftReason,
  LOW_SCORE,
  LOW_SCORE_DAYS,
} from './model'

// How gates are spoken of, on pages and in mails alike.

export const gateTitles: Record<GateType, string> = {
  error_rate_elevated: 'Elevated error rate',
  error_rate_critical: 'Critical error rate',
  health_down: 'Health endpoint down',
  low_score: 'Low health score',
  dormant: 'No calls',
}

/** When a gate opens, in a sentence. */
export const gateRules: Record<GateType, string> = {
  error_rate_elevated: `More than ${formatPercent(errorThresholds.error_rate_elevated)} of a day’s calls fail, on ${BREACH_DAYS} days in a row.`,
  error_rate_critical: `More than ${formatPercent(errorThresholds.error_rate_critical)} of a day’s calls fail, on ${BREACH_DAYS} days in a row.`,
  health_down: `The health endpoint is down for more than ${DOWN_MS / HOUR} hours without an answer in between.`,
  low_score: `The health score is under ${LOW_SCORE} on ${LOW_SCORE_DAYS} days in a row.`,
  dormant: `Nobody calls the tool for ${DORMANT_DAYS} days.`,
}

/** What a gate that stays open does and when, in a sentence. */
export function gateOutcome(type: GateType): string {
  const { subject, graceMs, consequence, escalation } = gateSpecs[type]
  const [who, words, they] = subject === 'tool' ? ['the tool', consequenceWords, 'it'] : ['all tools of the publisher', consequenceWordsPlural, 'they']
  const then = escalation ? `; ${lengthOf(escalation.afterMs)} later ${they} ${words[escalation.consequence]}` : ''
  return `After ${lengthOf(graceMs)} ${who} ${words[consequence]}${then}.`
}

function lengthOf(ms: number): string {
  return ms > DAY ? `${ms / DAY} days` : `${ms / HOUR} hours`
}

/** What ends it, in a sentence. */
export const gateCures: Record<GateType, string> = {
  error_rate_elevated: `It ends after ${HEAL_DAYS} days at or under ${formatPercent(errorThresholds.error_rate_elevated)}.`,
  error_rate_critical: `It ends after ${HEAL_DAYS} days at or under ${formatPercent(errorThresholds.error_rate_critical)}.`,
  health_down: 'It ends with the first answer of the health endpoint.',
  low_score: `It ends with the first score of ${LOW_SCORE} or more.`,
  dormant: 'It ends with the first call.',
}

/** What to do about it, first things first. */
export const gateRemedies: Record<GateType, string[]> = {
  error_rate_elevated: [
    'Open the tool’s page and look at the errors charged to you by status: 5xx first.',
    'Compare the day on which they began with your releases; roll back what came with them.',
    'Failures of the platform and of providers are left out already; if you see others that are not yours, ask for an exemption and say which.',
  ],
  error_rate_critical: [
    'Roll back the release with which the errors began; every tenth call fails.',
    'Open the tool’s page and look at the errors charged to you by status: 5xx first.',
    'If they are not yours to fix, ask for an exemption and say why.',
  ],
  health_down: [
    'Open the address of the health endpoint yourself: it must answer with 2xx within 2 seconds.',
    'If it has moved, set the new address on the tool’s page and test it there.',
    'One good answer gives the place back; there is no need to ask.',
  ],
  low_score: [
    'Open the health page: its first actions are those that bring the most points.',
    'Do the ones that take minutes first (keys, second factor, endpoint), then the reliability of your tools.',
    'The score is calculated every night at 03:00 UTC.',
  ],
  dormant: [
    'Call the tool once yourself to see that it still answers.',
    'If it is to stay, tell its consumers; if not, archive it on the platform.',
    'The first call gives the place back within the quarter hour.',
  ],
}

/** What the listing does, in the present: "<tool> …". */
export const consequenceWords: Record<Consequence, string> = {
  needs_attention: 'bears the badge “Needs attention”',
  deprioritised: 'comes last in the directory',
  unreliable: 'bears the badge “Unreliable”',
  hidden: 'is hidden from the directory',
  inactive: 'is listed among the inactive',
}

/** The same for what stands over a publisher: "the tools of <publisher> …". */
export const consequenceWordsPlural: Record<Consequence, string> = {
  needs_attention: 'bear the badge “Needs attention”',
  deprioritised: 'come last in the directory',
  unreliable: 'bear the badge “Unreliable”',
  hidden: 'are hidden from the directory',
  inactive: 'are listed among the inactive',
}

export const gateStateWords: Record<GateState, string> = { grace: 'Warned', applied: 'In force', lifted: 'Lifted' }

/** Why a gate was lifted, in a sentence. */
export const liftWords: Record<LiftReason, string> = {
  healed: 'The cause is gone.',
  exempted: 'Staff approved an exemption.',
  archived: 'Nothing that it stood over is published any more.',
  no_endpoint: 'The tool has no health endpoint any more.',
}

const consequenceTitles: Record<Consequence, string> = {
  needs_attention: 'Badge “Needs attention”',
  deprioritised: 'Last in the directory',
  unreliable: 'Badge “Unreliable”',
  hidden: 'Hidden from the directory',
  inactive: 'Among the inactive',
}

/** A step of the timeline, in a few words. */
export function stepTitle(type: GateType, step: GateStep): string {
  const { consequence, escalation } = gateSpecs[type]
  switch (step) {
    case 'triggered':
      return 'Gate opened'
    case 'midpoint':
      return 'Half of the time'
    case 'day_before':
      return 'Last warning'
    case 'applied':
      return consequenceTitles[consequence]
    case 'escalation_ahead':
      return 'Last warning before the next step'
    case 'escalated':
      return consequenceTitles[escalation?.consequence ?? consequence]
    case 'lifted':
      return 'Lifted'
  }
}
