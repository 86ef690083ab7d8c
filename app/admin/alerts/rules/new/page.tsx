import type { Metadata } from 'next'
import { RuleForm } from '@/components/alerts/rule-form'
import { RuleLab } from '@/components/alerts/rule-lab'
import { Card } from '@/components/ui/card'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import type { SearchParams } from '@/components/ui/table-query'
import { LAB_DAYS } from '@/lib/alerts/lab/model'
import { requireStaff } from '@/lib/http/require-actor'
import { loadEditor } from '../_parts/load-editor'
import { save } from '../actions'

export const metadata: Metadata = { title: 'New platform rule' }

/** Writes a rule, from a template or a blank, and tries it on the past. */
export default async function NewPlatformRulePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('alerts.write')
  const editor = await loadEditor(ctx, await searchParams, null)
  return (
    <>
      <PageHeader
        eyebrow="Platform rules"
        title="Say what is watched, and when that is bad"
        note={`Try it on the past ${LAB_DAYS} days before you save it. Nobody is told of what is tried.`}
        actions={<LinkButton href="/admin/alerts/rules">All rules</LinkButton>}
      />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
        <Card>
          <RuleForm
            save={save}
            path="/admin/alerts/rules/new"
            fields={editor.fields}
            rule={null}
            metrics={editor.metrics}
            tools={[]}
            sentence={editor.sentence}
          />
        </Card>
        <RuleLab {...editor.lab} zone="UTC" storyPath="/admin/anomalies" />
      </div>
    </>
  )
}
