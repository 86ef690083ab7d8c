import { z } from 'zod'
import { type AlertSeverity, type AlertState, alertSeverities, alertStates, type RuleKind, ruleKinds } from './model'

/** What a list of alerts is narrowed by. */
export interface AlertNarrowing {
  severity?: AlertSeverity
  state?: AlertState
  ruleId?: string
  toolId?: string
  /** Value of the label service. */
  service?: string
  /** Fired in the last so many days. */
  days?: number
  search?: string
}

export const alertSpans = { '1': '24 hours', '7': '7 days', '28': '28 days', '90': '90 days' } as const

/** What a list's address says; what makes no sense is left out, never an error. */
export function readAlertFilter(params: Record<string, string>, search: string): AlertNarrowing {
  const severity = z.enum(alertSeverities).safeParse(params.severity)
  const state = z.enum(alertStates).safeParse(params.state)
  const rule = z.uuid().safeParse(params.rule)
  const tool = z.uuid().safeParse(params.tool)
  return {
    ...(severity.success ? { severity: severity.data } : {}),
    ...(state.success ? { state: state.data } : {}),
    ...(rule.success ? { ruleId: rule.data } : {}),
    ...(tool.success ? { toolId: tool.data } : {}),
    ...(params.service ? { service: params.service.slice(0, 200) } : {}),
    ...(params.days !== undefined && params.days in alertSpans ? { days: Number(params.days) } : {}),
    ...(search ? { search } : {}),
  }
}

export const ruleStandings = ['firing', 'on', 'snoozed', 'off', 'failing'] as const
/** How a rule stands: has it something open, is it on, quiet, off, or does judging it fail? */
export type RuleStanding = (typeof ruleStandings)[number]

/** What a list of rules is narrowed by. */
export interface RuleNarrowing {
  standing?: RuleStanding
  severity?: AlertSeverity
  kind?: RuleKind
  search?: string
}

/** What the address of a list of rules says; what makes no sense is left out. */
export function readRuleFilter(params: Record<string, string>, search: string): RuleNarrowing {
  const standing = z.enum(ruleStandings).safeParse(params.standing)
  const severity = z.enum(alertSeverities).safeParse(params.severity)
  const kind = z.enum(ruleKinds).safeParse(params.kind)
  return {
    ...(standing.success ? { standing: standing.data } : {}),
    ...(severity.success ? { severity: severity.data } : {}),
    ...(kind.success ? { kind: kind.data } : {}),
    ...(search ? { search } : {}),
  }
}
