import { evaluate, type Reading, type Verdict } from '../../evaluate'
import { advance, type Step } from '../../lifecycle'
import type { Labels, RuleKind } from '../../model'
import type { Remembered } from '../../queries/memory'
import type { TellingRule } from '../../queries/rules'
import { labelsOf } from '../../rule'
import type { Gathered } from './gather'

/** What becomes of one fingerprint. */
export interface Decided {
  rule: TellingRule
  fingerprint: string
  labels: Labels
  verdict: Verdict
  before: Remembered | null
  step: Step
}

/**
 * Decides on everything that was read or is remembered. What is remembered and was not read has no value; what
 * belongs to a rule that could not be read cannot be judged.
 */
export function decideAll(gathered: Gathered, remembered: ReadonlyMap<string, Remembered>, rules: ReadonlyMap<string, TellingRule>, minute: Date): Decided[] {
  const decided: Decided[] = []
  const decideOne = (ruleId: string, fingerprint: string, reading: Reading | null): void => {
    const rule = rules.get(ruleId)
    if (!rule) return
    const before = remembered.get(fingerprint) ?? null
    const error = gathered.failed.get(ruleId)
    const verdict =
      error === undefined
        ? evaluate(rule, reading ?? silence[rule.kind])
        : { outcome: 'invalid' as const, value: null, worse: null, severity: rule.severity, reason: error }
    const step = advance(before?.state ?? null, before?.alert ?? null, verdict, rule, minute)
    if (before === null && step.state === null && step.effects.length === 0) return
    decided.push({ rule, fingerprint, labels: before?.labels ?? labelsOf(fingerprint), verdict, before, step })
  }
  const read = new Set<string>()
  for (const { ruleId, fingerprint, reading } of gathered.reads) {
    read.add(fingerprint)
    decideOne(ruleId, fingerprint, reading)
  }
  for (const { ruleId, fingerprint } of remembered.values()) if (!read.has(fingerprint)) decideOne(ruleId, fingerprint, null)
  return decided
}

/** What a kind reads where there is nothing. */
const silence: Record<RuleKind, Reading> = {
  threshold: { type: 'value', value: null },
  anomaly: { type: 'baseline', value: null, mean: null, deviation: null, samples: 0 },
  change: { type: 'compared', value: null, before: null },
  absence: { type: 'age', minutes: null },
  schedule: { type: 'due', minutes: null },
  burn_rate: { type: 'burn', windows: [] },
}
