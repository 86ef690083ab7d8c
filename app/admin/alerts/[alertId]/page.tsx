import { Siren } from 'lucide-react'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { AlertBody } from '@/components/alerts/alert-body'
import { LinkButton } from '@/components/ui/link-button'
import { LinkKey } from '@/components/ui/link-key'
import { PageHeader } from '@/components/ui/page-header'
import { findAlertChart } from '@/lib/alerts/lab/queries/alert-chart'
import { getAlert } from '@/lib/alerts/queries/find-alert'
import { hasPermission } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { mayAct } from '@/lib/incidents/permissions'
import { findIncidentOfAlert } from '@/lib/incidents/queries/incident-of-alert'
import { incidentLabel, statusWords } from '@/lib/incidents/words'
import { acknowledge, dismiss, falseAlarm, rearm, reopen, resolve } from '../actions'

export const metadata: Metadata = { title: 'Alert' }

/** One alert, whosever it is. */
export default async function AdminAlertPage({ params }: { params: Promise<{ alertId: string }> }) {
  const ctx = await requireStaff('admin.read')
  const { alertId } = await params
  const { alert, chart, incident } = await readPlatform(ctx, async (tx) => {
    const alert = await getAlert(tx, { of: 'everybody', alertId, now: ctx.now })
    return { alert, chart: await findAlertChart(tx, { alert, now: ctx.now }), incident: await findIncidentOfAlert(tx, alertId) }
  }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  const mine = alert.organizationId === null && hasPermission(ctx.actor, 'alerts.write')
  return (
    <>
      <PageHeader
        eyebrow={`Alerts of ${alert.organizationName ?? 'the platform'}`}
        title={alert.title}
        actions={
          <>
            {incident ? (
              <LinkButton href={`/admin/incidents/${incident.id}`} icon={<Siren aria-hidden="true" />}>
                {incidentLabel(incident.number)}: {statusWords[incident.status].toLowerCase()}
              </LinkButton>
            ) : mayAct(ctx.actor) ? (
              <>
                <LinkButton href={`/admin/incidents/new?alert=${alertId}`} icon={<Siren aria-hidden="true" />}>
                  Create incident
                </LinkButton>
                <LinkKey letter="i" />
              </>
            ) : null}
            <LinkButton href="/admin/alerts">All open alerts</LinkButton>
          </>
        }
      />
      <AlertBody
        alert={alert}
        chart={chart}
        now={ctx.now}
        zone="UTC"
        base="/admin/alerts"
        toolPath={null}
        actions={mine ? { acknowledge, rearm, resolve, dismiss, falseAlarm, reopen } : null}
      />
    </>
  )
}
