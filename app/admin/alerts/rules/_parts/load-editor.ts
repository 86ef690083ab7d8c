import type { SearchParams } from '@/components/ui/table-query'
import { type Draft, draftOf } from '@/lib/alerts/lab/draft'
import type { LabResult } from '@/lib/alerts/lab/model'
import { tryRule } from '@/lib/alerts/lab/queries/try-rule'
import { catalogue } from '@/lib/alerts/metrics/catalogue'
import type { RuleRow } from '@/lib/alerts/view'
import { readPlatform } from '@/lib/http/read'
import type { UserContext } from '@/lib/http/require-actor'

interface Editor extends Pick<Draft, 'fields' | 'sentence'> {
  lab: { result: LabResult | null } & Pick<Draft, 'problem' | 'input'>
  metrics: typeof catalogue
}

/** What the editor of a platform rule shows; a draft in the address is tried on everybody's past. */
export async function loadEditor(ctx: UserContext, params: SearchParams, rule: RuleRow | null): Promise<Editor> {
  const { now } = ctx
  const { fields, sentence, tried, input, problem } = draftOf(params, { rule, scope: 'platform', now })
  const result = tried && input ? await readPlatform(ctx, (tx) => tryRule(tx, { organizationId: null, input, now })) : null
  return {
    fields,
    sentence,
    lab: { result, problem: tried ? problem : null, input: tried ? input : null },
    metrics: catalogue.filter(({ scopes }) => scopes.includes('platform')),
  }
}
