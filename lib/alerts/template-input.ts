import type { RuleTemplate } from './metrics/model'
import { type RuleInput, ruleInputSchema } from './rule-input'

/** A template as the rule that it begins. */
export function templateInput({ key, scopes: _scopes, groupBy, ...template }: RuleTemplate): RuleInput {
  return ruleInputSchema.parse({ ...template, kind: 'threshold', groupBy: [...groupBy], template: key })
}
