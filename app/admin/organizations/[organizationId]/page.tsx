import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { z } from 'zod'
import { PeersCard } from '@/components/peers/peers-card'
import { DimensionList } from '@/components/scores/dimension-list'
import { ScoreHero } from '@/components/scores/score-hero'
import { ScoreReceipt } from '@/components/scores/score-receipt'
import { ActionForm } from '@/components/ui/action-form'
import { Banner } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { KeyValue } from '@/components/ui/key-value'
import { PageHeader } from '@/components/ui/page-header'
import { SubmitButton } from '@/components/ui/submit-button'
import type { SearchParams } from '@/components/ui/table-query'
import { TextField } from '@/components/ui/text-field'
import { wholeOf } from '@/components/ui/whole'
import { findOrganization, listMembers } from '@/lib/accounts/queries'
import { hasPermission } from '@/lib/auth/model'
import { env } from '@/lib/env'
import { formatCount, formatDate } from '@/lib/format'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { getPeerReport } from '@/lib/peers/queries'
import { findHealthReport } from '@/lib/scores/queries'
import { addDays } from '@/lib/time'
import { inviteOwner } from './actions'

export const metadata: Metadata = { title: 'Publisher' }

interface OrganizationPageProps {
  params: Promise<{ organizationId: string }>
  searchParams: Promise<SearchParams>
}

export default async function OrganizationPage({ params, searchParams }: OrganizationPageProps) {
  const ctx = await requireStaff('admin.read')
  const { data: organizationId } = z.uuid().safeParse((await params).organizationId)
  if (!organizationId) notFound()
  const search = await searchParams
  const { peers: category } = search
  const { organization, report, members, peers } = await readPlatform(ctx, async (tx) => {
    const found = await findHealthReport(tx, { organizationId, now: ctx.now })
    return {
      organization: await findOrganization(tx, organizationId),
      report: found,
      members: await listMembers(tx, organizationId),
      peers: found ? await getPeerReport(tx, { organizationId, now: ctx.now, minimum: env().PEER_GROUP_MINIMUM }) : null,
    }
  })
  if (!organization) notFound()
  const windowNote = report?.asOf ? `${formatDate(addDays(report.asOf, -28))} to ${formatDate(addDays(report.asOf, -1))}, whole days in UTC` : ''
  return (
    <>
      <PageHeader
        eyebrow={organization.name}
        title={report ? report.why : `${organization.name} does not publish tools`}
        note={report?.fairness ?? undefined}
      />
      <div className="space-y-4">
        {organization.simulated ? <Banner tone="info" title="Simulated data. This publisher is part of the demo marketplace." /> : null}
        {organization.shiftedWeeks ? (
          <Banner tone="info" title={`Times moved by ${organization.shiftedWeeks} weeks. The source is older; weekday and hour are as they were.`} />
        ) : null}
        {report && report.state !== 'none' ? (
          <>
            <ScoreHero report={report} now={ctx.now} zone={organization.timeZone} />
            <DimensionList report={report} windowNote={windowNote} whole={wholeOf(search)} />
          </>
        ) : null}
        {peers ? (
          <PeersCard
            report={peers}
            category={typeof category === 'string' ? category : null}
            own="this publisher"
            hrefOf={(other) => `/admin/organizations/${organizationId}${other === null ? '' : `?peers=${encodeURIComponent(other)}`}#peers`}
          />
        ) : null}
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <Card title="Organization">
            <KeyValue
              columns={2}
              items={[
                { label: 'Plan', value: organization.plan },
                { label: 'Time zone', value: organization.timeZone },
                { label: 'Id at the platform', value: organization.externalId ?? 'created here' },
                { label: 'Members', value: members.length === 0 ? 'nobody signs in yet' : formatCount(members.length) },
              ]}
            />
          </Card>
          {hasPermission(ctx.actor, 'customers.write') ? (
            <Card title="Invite an owner" note="An owner sees this publisher's own console and manages its members, keys and settings.">
              <ActionForm action={inviteOwner} className="space-y-3">
                <input type="hidden" name="organizationId" value={organization.id} />
                <TextField name="email" type="email" label="E-mail address" required autoComplete="off" />
                <SubmitButton pendingLabel="Sending">Send the invitation</SubmitButton>
              </ActionForm>
            </Card>
          ) : null}
        </div>
        {report && report.state !== 'none' ? <ScoreReceipt report={report} zone={organization.timeZone} /> : null}
      </div>
    </>
  )
}
