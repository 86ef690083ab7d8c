import type { Metadata } from 'next'
import { ActionForm } from '@/components/ui/action-form'
import { Card } from '@/components/ui/card'
import { KeyValue } from '@/components/ui/key-value'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { SelectField } from '@/components/ui/select-field'
import { StatusMark } from '@/components/ui/status-mark'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextField } from '@/components/ui/text-field'
import { auditRetentionChoices } from '@/lib/accounts/model'
import { getOrganization } from '@/lib/accounts/queries'
import { isOwner } from '@/lib/auth/model'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { saveAuditRetention, saveOrganization } from './actions'

export const metadata: Metadata = { title: 'Organization' }

export default async function OrganizationPage() {
  const ctx = await requireTenant()
  const organization = await readTenant(ctx, (tx) => getOrganization(tx, ctx.organizationId))
  const zones = [...new Set(['UTC', organization.timeZone, ...Intl.supportedValuesOf('timeZone')])]
  const retention = organization.auditRetentionDays
  const mayChange = isOwner(ctx.actor)

  return (
    <>
      <PageHeader
        eyebrow="Settings"
        title={`${organization.name} goes by the time of ${organization.timeZone.replaceAll('_', ' ')}`}
        note={mayChange ? 'Mails, charts and dates are in that time zone.' : 'Owners of the organization change what stands here.'}
      />
      <div className="space-y-4">
        <Card title="Name and time zone">
          {mayChange ? (
            <ActionForm action={saveOrganization} className="max-w-96 space-y-4">
              <TextField name="name" label="Name" defaultValue={organization.name} required maxLength={120} autoComplete="organization" />
              <SelectField
                name="timeZone"
                label="Time zone"
                hint="The weekly digest comes on Mondays at 09:00 of this zone."
                defaultValue={organization.timeZone}
                options={zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
              />
              <SubmitButton variant="secondary" pendingLabel="Saving">
                Save
              </SubmitButton>
            </ActionForm>
          ) : (
            <KeyValue
              columns={2}
              items={[
                { label: 'Name', value: organization.name },
                { label: 'Time zone', value: organization.timeZone },
              ]}
            />
          )}
        </Card>
        <Card
          id="audit-retention"
          title="Audit log"
          note="For how long the history of changes is shown. Choosing it counts for the operational dimension of the health score."
          actions={
            <>
              <StatusMark tone={retention === null ? 'warning' : 'good'} label={retention === null ? 'Not chosen' : `${retention} days`} />
              <LinkButton href="/dashboard/settings/audit" size="sm">
                Open it
              </LinkButton>
            </>
          }
        >
          {mayChange ? (
            <ActionForm action={saveAuditRetention} className="max-w-60 space-y-4">
              <SelectField
                name="days"
                label="Keep it for"
                defaultValue={String(retention ?? 365)}
                options={auditRetentionChoices.map((days) => ({ value: String(days), label: `${days} days` }))}
              />
              <SubmitButton variant={retention === null ? 'primary' : 'secondary'} pendingLabel="Saving">
                Save
              </SubmitButton>
            </ActionForm>
          ) : (
            <p className="text-sm text-text-muted">Owners of the organization choose this.</p>
          )}
        </Card>
      </div>
    </>
  )
}
