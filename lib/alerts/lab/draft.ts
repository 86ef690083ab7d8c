import { ZodError } from 'zod'
import { AppError } from '@/lib/errors'
import { templates } from '../metrics/templates'
import { pickRuleFields, type RuleFields, readRuleFields, ruleFieldsOf } from '../rule-form'
import { type RuleInput, type RuleScope, ruleInputSchema, ruleProblems } from '../rule-input'
import { ruleSentence } from '../sentence'
import { templateInput } from '../template-input'
import type { RuleRow } from '../view'

/** What the editor shows, and what of it can be tried. */
export interface Draft {
  fields: RuleFields
  sentence: string
  /** The address holds a draft that somebody wants to try. */
  tried: boolean
  /** Null where its fields are wrong; `problem` says how. */
  input: RuleInput | null
  problem: string | null
}

const blank = pickRuleFields({ kind: 'threshold', operator: 'gt', windowMinutes: '10', forMinutes: '5' })

/** A draft of the address, the rule as it is, a template, or a blank. */
export function draftOf(params: Record<string, unknown>, { rule, scope, now }: { rule: RuleRow | null; scope: RuleScope; now: Date }): Draft {
  const tried = typeof params.kind === 'string'
  const template = templates.find(({ key, scopes }) => key === params.template && scopes.includes(scope))
  const fields = tried ? pickRuleFields(params) : rule ? ruleFieldsOf(rule) : template ? ruleFieldsOf(templateInput(template)) : blank
  const { input, problem } = readDraft(fields, scope, now)
  return { fields, sentence: ruleSentence(input ?? ruleInputSchema.parse({ name: 'Draft', kind: 'threshold' })), tried, input, problem }
}

// A draft that is tried needs no name yet.
function readDraft(fields: RuleFields, scope: RuleScope, now: Date): { input: RuleInput | null; problem: string | null } {
  try {
    const input = readRuleFields({ ...fields, name: fields.name || 'Draft' })
    const [first] = ruleProblems(input, { scope, now })
    return first ? { input: null, problem: first.message } : { input, problem: null }
  } catch (error) {
    if (error instanceof AppError) return { input: null, problem: error.message }
    if (error instanceof ZodError) return { input: null, problem: error.issues.map(({ message }) => message).join(' ') }
    throw error
  }
}
