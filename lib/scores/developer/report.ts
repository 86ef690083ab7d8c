import type { HealthReport, SecurityStatus } from '../model'
import { assembleScore, type ScoreFacts } from '../report'
import type { Metric } from '../scorecard'
import { developerScorecard } from './card'
import { chargeEverything, fairnessOf } from './fairness'
import type { DeveloperInputs } from './inputs'

export interface ReportFacts extends Omit<ScoreFacts<DeveloperInputs>, 'partNames' | 'rawValue'> {
  developerId: string
  toolNames: ReadonlyMap<string, string>
  security: SecurityStatus
}

/** Everything that is said about a developer, from stored receipts. Pure. */
export function assembleReport({ developerId, toolNames, security, ...facts }: ReportFacts): HealthReport {
  const { report, newest } = assembleScore(developerScorecard, { ...facts, partNames: toolNames, rawValue })
  return {
    ...report,
    developerId,
    rawScore: newest?.rawScore ?? null,
    fairness: newest?.inputs ? fairnessOf(newest.inputs, newest.rawScore, report.score) : null,
    security,
  }
}

/** Only the error rate has a raw value beside the fair one. */
function rawValue(metric: Metric<DeveloperInputs>, inputs: DeveloperInputs): number | null {
  if (metric.id !== 'error_rate') return null
  const finding = metric.read(chargeEverything(inputs))
  return 'value' in finding ? finding.value : null
}
