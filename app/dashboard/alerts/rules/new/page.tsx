import type { Metadata } from 'next'
import { RuleForm } from '@/components/alerts/rule-form'
import { RuleLab } from '@/components/alerts/rule-lab'
import { Card } from '@/components/ui/card'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import type { SearchParams } from '@/components/ui/table-query'
import { getOrganization } from '@/lib/accounts/queries'
import { LAB_DAYS } from '@/lib/alerts/lab/model'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { loadEditor } from '../_parts/load-editor'
import { save } from '../actions'

export const metadata: Metadata = { title: 'New alert rule' }

/** Writes a rule, from a template or a blank, and tries it on the past. */
export default async function NewRulePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireTenant()
  const editor = await loadEditor(ctx, await searchParams, null)
  const { timeZone } = await readTenant(ctx, (tx) => getOrganization(tx, ctx.organizationId))
  return (
    <>
      <PageHeader
        eyebrow="Alert rules"
        title="Say what is watched, and when that is bad"
        note={`Try it on the past ${LAB_DAYS} days before you save it. Nobody is told of what is tried.`}
        actions={<LinkButton href="/dashboard/alerts/rules">All rules</LinkButton>}
      />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
        <Card>
          <RuleForm
            save={save}
            path="/dashboard/alerts/rules/new"
            fields={editor.fields}
            rule={null}
            metrics={editor.metrics}
            tools={editor.tools}
            sentence={editor.sentence}
          />
        </Card>
        <RuleLab {...editor.lab} zone={timeZone} storyPath="/dashboard/anomalies" />
      </div>
    </>
  )
}
