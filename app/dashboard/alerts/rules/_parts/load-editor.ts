import { ZodError } from 'zod'
import type { SearchParams } from '@/components/ui/table-query'
import type { LabResult } from '@/lib/alerts/lab/model'
import { tryRule } from '@/lib/alerts/lab/queries/try-rule'
import { catalogue } from '@/lib/alerts/metrics/catalogue'
import { templates } from '@/lib/alerts/metrics/templates'
import { pickRuleFields, type RuleFields, readRuleFields, ruleFieldsOf } from '@/lib/alerts/rule-form'
import { type RuleInput, ruleInputSchema, ruleProblems } from '@/lib/alerts/rule-input'
import { ruleSentence } from '@/lib/alerts/sentence'
import { templateInput } from '@/lib/alerts/template-input'
import type { RuleRow } from '@/lib/alerts/view'
import { AppError } from '@/lib/errors'
import { readTenant } from '@/lib/http/read'
import { listTools } from '@/lib/tools/queries'

interface Editor {
  fields: RuleFields
  sentence: string
  lab: { result: LabResult | null; problem: string | null; input: RuleInput | null }
  tools: { id: string; name: string }[]
  metrics: typeof catalogue
}

/** What the editor shows: a draft of the address, which is tried; the rule as it is; a template; or a blank. */
export async function loadEditor(ctx: { organizationId: string; now: Date }, params: SearchParams, rule: RuleRow | null): Promise<Editor> {
  const { organizationId, now } = ctx
  const tools = (await readTenant(ctx, (tx) => listTools(tx, { organizationId }))).map(({ id, name }) => ({ id, name }))
  const metrics = catalogue.filter(({ scopes }) => scopes.includes('organization'))
  const tried = typeof params.kind === 'string'
  const template = templates.find(({ key, scopes }) => key === params.template && scopes.includes('organization'))
  const fields = tried ? pickRuleFields(params) : rule ? ruleFieldsOf(rule) : template ? ruleFieldsOf(templateInput(template)) : blank
  const { input, problem } = readDraft(fields, now)
  const result = tried && input ? await readTenant(ctx, (tx) => tryRule(tx, { organizationId, input, now })) : null
  return {
    fields,
    sentence: ruleSentence(input ?? ruleInputSchema.parse({ name: 'Draft', kind: 'threshold' })),
    lab: { result, problem: tried ? problem : null, input: tried ? input : null },
    tools,
    metrics,
  }
}

const blank = pickRuleFields({ kind: 'threshold', operator: 'gt', windowMinutes: '10', forMinutes: '5', groupBy: 'tool' })

// A draft that is tried needs no name yet.
function readDraft(fields: RuleFields, now: Date): { input: RuleInput | null; problem: string | null } {
  try {
    const input = readRuleFields({ ...fields, name: fields.name || 'Draft' })
    const [first] = ruleProblems(input, { scope: 'organization', now })
    return first ? { input: null, problem: first.message } : { input, problem: null }
  } catch (error) {
    if (error instanceof AppError) return { input: null, problem: error.message }
    if (error instanceof ZodError) return { input: null, problem: error.issues.map(({ message }) => message).join(' ') }
    throw error
  }
}
