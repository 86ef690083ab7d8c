import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { RuleChannels } from '@/components/alerts/rule-channels'
import { RuleForm } from '@/components/alerts/rule-form'
import { RuleLab } from '@/components/alerts/rule-lab'
import { RuleSide } from '@/components/alerts/rule-side'
import { ActionButton } from '@/components/ui/action-button'
import { Banner } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import type { SearchParams } from '@/components/ui/table-query'
import { getRule } from '@/lib/alerts/queries/list-rules'
import { ruleSentence } from '@/lib/alerts/sentence'
import { hasPermission } from '@/lib/auth/model'
import { listChannels } from '@/lib/channels/queries/list-channels'
import { listRuleChannels } from '@/lib/channels/queries/rule-channels'
import { AppError } from '@/lib/errors'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { loadEditor } from '../_parts/load-editor'
import { chooseChannels, disable, enable, judge, remove, save, snooze, wake } from '../actions'

export const metadata: Metadata = { title: 'Platform rule' }

interface RulePageProps {
  params: Promise<{ ruleId: string }>
  searchParams: Promise<SearchParams>
}

/** A rule: how it stands, its editor, and what a change of it would have done. */
export default async function PlatformRulePage({ params, searchParams }: RulePageProps) {
  const ctx = await requireStaff('admin.read')
  const { now } = ctx
  const { ruleId } = await params
  const { rule, channels, chosen } = await readPlatform(ctx, async (tx) => ({
    rule: await getRule(tx, { id: ruleId, organizationId: null, now }),
    channels: await listChannels(tx, { owner: null, now }),
    chosen: await listRuleChannels(tx, ruleId),
  })).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  const writes = hasPermission(ctx.actor, 'alerts.write')
  const asked = await searchParams
  const editor = await loadEditor(ctx, asked, rule)
  return (
    <>
      <PageHeader
        eyebrow="Platform rules"
        title={rule.name}
        note={ruleSentence(rule)}
        actions={
          <>
            {rule.enabled && hasPermission(ctx.actor, 'jobs.run') ? (
              <ActionButton action={judge} fields={{ id: rule.id }} pendingLabel="Judging">
                Judge it now
              </ActionButton>
            ) : null}
            <LinkButton href="/admin/alerts/rules">All rules</LinkButton>
          </>
        }
      />
      <div className="space-y-4">
        {asked.saved ? <Banner tone="good" title="Saved. The next minute is judged by it." /> : null}
        <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
          <div className="min-w-0 space-y-4">
            {writes ? (
              <Card title="Change it">
                <RuleForm
                  key={rule.version}
                  save={save}
                  path={`/admin/alerts/rules/${rule.id}`}
                  fields={editor.fields}
                  rule={rule}
                  metrics={editor.metrics}
                  tools={[]}
                  sentence={editor.sentence}
                />
              </Card>
            ) : null}
            <RuleLab {...editor.lab} zone="UTC" storyPath="/admin/anomalies" />
          </div>
          <div className="space-y-4">
            <RuleSide
              rule={rule}
              now={now}
              zone="UTC"
              historyPath="/admin/alerts/history"
              actions={writes ? { enable, disable, snooze, wake, remove } : null}
            />
            <RuleChannels ruleId={rule.id} channels={channels} chosen={chosen} channelsPath="/admin/channels" choose={writes ? chooseChannels : null} />
          </div>
        </div>
      </div>
    </>
  )
}
