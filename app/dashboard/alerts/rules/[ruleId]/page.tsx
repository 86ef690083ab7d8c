import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { RuleChannels } from '@/components/alerts/rule-channels'
import { RuleForm } from '@/components/alerts/rule-form'
import { RuleLab } from '@/components/alerts/rule-lab'
import { RuleSide } from '@/components/alerts/rule-side'
import { Banner } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import type { SearchParams } from '@/components/ui/table-query'
import { getOrganization } from '@/lib/accounts/queries'
import { getRule } from '@/lib/alerts/queries/list-rules'
import { ruleSentence } from '@/lib/alerts/sentence'
import { listChannels } from '@/lib/channels/queries/list-channels'
import { listRuleChannels } from '@/lib/channels/queries/rule-channels'
import { AppError } from '@/lib/errors'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { loadEditor } from '../_parts/load-editor'
import { chooseChannels, disable, enable, remove, save, snooze, wake } from '../actions'

export const metadata: Metadata = { title: 'Alert rule' }

interface RulePageProps {
  params: Promise<{ ruleId: string }>
  searchParams: Promise<SearchParams>
}

/** A rule: how it stands, its editor, and what a change of it would have done. */
export default async function RulePage({ params, searchParams }: RulePageProps) {
  const ctx = await requireTenant()
  const { organizationId, now } = ctx
  const { ruleId } = await params
  const { rule, zone, channels, chosen } = await readTenant(ctx, async (tx) => ({
    rule: await getRule(tx, { id: ruleId, organizationId, now }),
    zone: (await getOrganization(tx, organizationId)).timeZone,
    channels: await listChannels(tx, { owner: organizationId, now }),
    chosen: await listRuleChannels(tx, ruleId),
  })).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  const asked = await searchParams
  const editor = await loadEditor(ctx, asked, rule)
  return (
    <>
      <PageHeader
        eyebrow="Alert rules"
        title={rule.name}
        note={ruleSentence(rule)}
        actions={<LinkButton href="/dashboard/alerts/rules">All rules</LinkButton>}
      />
      <div className="space-y-4">
        {asked.saved ? <Banner tone="good" title="Saved. The next minute is judged by it." /> : null}
        <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
          <div className="min-w-0 space-y-4">
            <Card title="Change it">
              <RuleForm
                key={rule.version}
                save={save}
                path={`/dashboard/alerts/rules/${rule.id}`}
                fields={editor.fields}
                rule={rule}
                metrics={editor.metrics}
                tools={editor.tools}
                sentence={editor.sentence}
              />
            </Card>
            <RuleLab {...editor.lab} zone={zone} storyPath="/dashboard/anomalies" />
          </div>
          <div className="space-y-4">
            <RuleSide rule={rule} now={now} zone={zone} historyPath="/dashboard/history" actions={{ enable, disable, snooze, wake, remove }} />
            <RuleChannels ruleId={rule.id} channels={channels} chosen={chosen} channelsPath="/dashboard/channels" choose={chooseChannels} />
          </div>
        </div>
      </div>
    </>
  )
}
