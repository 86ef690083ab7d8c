import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { AlertBody } from '@/components/alerts/alert-body'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { getOrganization } from '@/lib/accounts/queries'
import { findAlertChart } from '@/lib/alerts/lab/queries/alert-chart'
import { getAlert } from '@/lib/alerts/queries/find-alert'
import { AppError } from '@/lib/errors'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { acknowledge, dismiss, falseAlarm, rearm, reopen, resolve } from '../actions'

export const metadata: Metadata = { title: 'Alert' }

/** One alert of the organization. */
export default async function AlertPage({ params }: { params: Promise<{ alertId: string }> }) {
  const ctx = await requireTenant()
  const { alertId } = await params
  const { alert, zone, chart } = await readTenant(ctx, async (tx) => {
    const alert = await getAlert(tx, { of: ctx, alertId, now: ctx.now })
    return { alert, zone: (await getOrganization(tx, ctx.organizationId)).timeZone, chart: await findAlertChart(tx, { alert, now: ctx.now }) }
  }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  return (
    <>
      <PageHeader eyebrow="Alerts" title={alert.title} actions={<LinkButton href="/dashboard/alerts">All open alerts</LinkButton>} />
      <AlertBody
        alert={alert}
        chart={chart}
        now={ctx.now}
        zone={zone}
        base="/dashboard/alerts"
        toolPath="/dashboard/tools"
        actions={{ acknowledge, rearm, resolve, dismiss, falseAlarm, reopen }}
      />
    </>
  )
}
