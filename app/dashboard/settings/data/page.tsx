import type { Metadata } from 'next'
import { ActionButton } from '@/components/ui/action-button'
import { Card } from '@/components/ui/card'
import { KeyValue } from '@/components/ui/key-value'
import { PageHeader } from '@/components/ui/page-header'
import { StatusMark } from '@/components/ui/status-mark'
import { getOrganization } from '@/lib/accounts/queries'
import { isOwner } from '@/lib/auth/model'
import { env } from '@/lib/env'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { FIVE_MINUTE_DAYS, ROLLUP_DAYS } from '@/lib/metrics/model'
import { USAGE_DAYS } from '@/lib/usage/model'
import { chooseTelemetry } from './actions'

export const metadata: Metadata = { title: 'Data' }

export default async function DataPage() {
  const ctx = await requireTenant()
  const organization = await readTenant(ctx, (tx) => getOrganization(tx, ctx.organizationId))
  const optedOut = organization.telemetryOptOut
  const audit = organization.auditRetentionDays
  return (
    <>
      <PageHeader
        eyebrow="Settings"
        title={optedOut ? 'Nothing about how you use the console is collected' : 'How you use the console may be collected'}
        note="What the console knows of you, for how long, and what you can choose about it."
      />
      <div className="space-y-4">
        <Card
          id="telemetry"
          title="Telemetry"
          note="For everybody in the organization, on the server and in the browser alike."
          actions={<StatusMark tone={optedOut ? 'good' : 'neutral'} label={optedOut ? 'Opted out' : 'Allowed'} />}
        >
          <div className="max-w-[68ch] space-y-3 text-sm">
            <p>
              The operator of this console can switch telemetry on to learn which pages help and which fail. It would hold which page was opened and which
              button was pressed, when, the plan of the organization, and a random id for it. It never holds names, e-mail addresses, the names of tools, calls,
              revenue, keys, or anything that you typed.
            </p>
            <p>This version of the console collects none yet; what you choose here holds from the first day on which one does.</p>
            {isOwner(ctx.actor) ? (
              <ActionButton action={chooseTelemetry} fields={{ optOut: String(!optedOut) }} pendingLabel="Saving">
                {optedOut ? 'Allow telemetry' : 'Opt out'}
              </ActionButton>
            ) : (
              <p className="text-text-muted">Owners of the organization choose this.</p>
            )}
          </div>
        </Card>
        <Card title="What is kept, and for how long" note="Older rows are deleted every night.">
          <KeyValue
            columns={2}
            items={[
              { label: 'Single calls', value: days(env().RAW_RETENTION_DAYS) },
              { label: 'Sums of calls by five minutes', value: days(FIVE_MINUTE_DAYS) },
              { label: 'Sums of calls by hour and by day', value: days(ROLLUP_DAYS) },
              { label: 'Usage of tools that you call', value: days(USAGE_DAYS) },
              { label: 'Health checks', value: days(90) },
              { label: 'Mails that you were sent', value: days(90) },
              { label: 'Health scores', value: 'For good: history is never thinned out' },
              { label: 'Audit log', value: audit === null ? 'For good, while nothing is chosen' : `Shown for ${days(audit)}` },
            ]}
          />
        </Card>
      </div>
    </>
  )
}

function days(count: number): string {
  return `${count} days`
}
