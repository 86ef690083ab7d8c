import Link from 'next/link'
import { severityMarks, stateMarks } from '@/components/alerts/words'
import { ActionButton } from '@/components/ui/action-button'
import { ActionForm } from '@/components/ui/action-form'
import { Card } from '@/components/ui/card'
import { SelectField } from '@/components/ui/select-field'
import { StatusMark } from '@/components/ui/status-mark'
import { SubmitButton } from '@/components/ui/submit-button'
import { TimeAgo } from '@/components/ui/time-ago'
import type { FormAction } from '@/lib/action-result'
import type { IncidentDetail } from '@/lib/incidents/view'

interface AlertsCardProps {
  incident: IncidentDetail
  now: Date
  /** Open alerts that belong to no incident yet. */
  open: readonly { id: string; title: string }[]
  /** Null: the reader may only look. */
  actions: { attach: FormAction; detach: FormAction } | null
}

/** The alerts of an incident: what they do is written into its story by itself. */
export function AlertsCard({ incident, now, open, actions }: AlertsCardProps) {
  const { attachedAlerts } = incident
  const firing = attachedAlerts.filter(({ state }) => state === 'firing' || state === 'acknowledged').length
  return (
    <Card
      id="alerts"
      title={
        attachedAlerts.length === 0
          ? 'No alert is attached'
          : firing === 0
            ? `${attachedAlerts.length === 1 ? 'Its alert is' : `All ${attachedAlerts.length} alerts are`} over`
            : `${firing} of ${attachedAlerts.length} ${attachedAlerts.length === 1 ? 'alert is' : 'alerts are'} open`
      }
      note="What an attached alert does is written into the story by itself."
    >
      {attachedAlerts.length > 0 ? (
        <ul className="divide-y divide-border">
          {attachedAlerts.map((alert) => (
            <li key={alert.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2 first:pt-0">
              <div className="min-w-0 flex-1 basis-64">
                <Link href={`/admin/alerts/${alert.id}`} prefetch={false} className="break-words hover:underline">
                  {alert.title}
                </Link>
                <p className="flex flex-wrap gap-x-3 text-sm text-text-muted">
                  <StatusMark {...severityMarks[alert.severity]} />
                  <StatusMark {...stateMarks[alert.state]} />
                  <span>
                    fired <TimeAgo at={alert.firedAt} now={now} />
                  </span>
                </p>
              </div>
              {actions && incident.closedAt === null ? (
                <ActionButton
                  action={actions.detach}
                  undo={{ action: actions.attach }}
                  fields={{ id: incident.id, alertId: alert.id }}
                  size="sm"
                  variant="ghost"
                >
                  Detach
                </ActionButton>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      {actions && incident.closedAt === null && open.length > 0 ? (
        <ActionForm key={open.length} action={actions.attach} className="mt-3 flex flex-wrap items-end gap-2">
          <input type="hidden" name="id" value={incident.id} />
          <div className="min-w-0 flex-1 basis-56">
            <SelectField name="alertId" label="Attach an open alert" options={open.map(({ id, title }) => ({ value: id, label: title }))} />
          </div>
          <SubmitButton variant="secondary">Attach</SubmitButton>
        </ActionForm>
      ) : null}
    </Card>
  )
}
