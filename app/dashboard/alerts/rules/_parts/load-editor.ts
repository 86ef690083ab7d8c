import type { SearchParams } from '@/components/ui/table-query'
import { type Draft, draftOf } from '@/lib/alerts/lab/draft'
import type { LabResult } from '@/lib/alerts/lab/model'
import { tryRule } from '@/lib/alerts/lab/queries/try-rule'
import { catalogue } from '@/lib/alerts/metrics/catalogue'
import type { RuleRow } from '@/lib/alerts/view'
import { readTenant } from '@/lib/http/read'
import { listTools } from '@/lib/tools/queries'

interface Editor extends Pick<Draft, 'fields' | 'sentence'> {
  lab: { result: LabResult | null } & Pick<Draft, 'problem' | 'input'>
  tools: { id: string; name: string }[]
  metrics: typeof catalogue
}

/** What the editor of an organization's rule shows; a draft in the address is tried on the past. */
export async function loadEditor(ctx: { organizationId: string; now: Date }, params: SearchParams, rule: RuleRow | null): Promise<Editor> {
  const { organizationId, now } = ctx
  const { fields, sentence, tried, input, problem } = draftOf(params, { rule, scope: 'organization', now })
  return readTenant(ctx, async (tx) => ({
    fields,
    sentence,
    lab: {
      result: tried && input ? await tryRule(tx, { organizationId, input, now }) : null,
      problem: tried ? problem : null,
      input: tried ? input : null,
    },
    tools: (await listTools(tx, { organizationId })).map(({ id, name }) => ({ id, name })),
    metrics: catalogue.filter(({ scopes }) => scopes.includes('organization')),
  }))
}
