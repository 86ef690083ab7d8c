import Link from 'next/link'
import { ActionButton } from '@/components/ui/action-button'
import { Badge } from '@/components/ui/badge'
import { Disclosure } from '@/components/ui/disclosure'
import { StatusMark } from '@/components/ui/status-mark'
import { TimeAgo } from '@/components/ui/time-ago'
import type { FormAction } from '@/lib/action-result'
import type { AlertRow } from '@/lib/alerts/view'
import { AcknowledgeForm } from './acknowledge-form'
import { AlertKeys } from './alert-keys'
import { ruleHref } from './rule-href'
import { severityMarks, stateMarks } from './words'

/** What can be done with an alert in a list. */
export interface AlertActions {
  acknowledge: FormAction
  rearm: FormAction
  resolve: FormAction
  dismiss: FormAction
  reopen: FormAction
}

interface ActiveAlertsProps {
  alerts: AlertRow[]
  /** /dashboard/alerts */
  base: string
  now: Date
  zone: string
  /** Staff see whose it is. */
  staff?: boolean
  /** May the reader change this alert? */
  actions: AlertActions
  /** Where an incident is opened from an alert; left out where the reader opens none. */
  incidentHref?: (alert: AlertRow) => string
  mayChange: (alert: AlertRow) => boolean
}

/** Open alerts, those of one rule together, what depends on another folded under it. */
export function ActiveAlerts(props: ActiveAlertsProps) {
  const shown = new Set(props.alerts.map(({ id }) => id))
  const children = (id: string) => props.alerts.filter(({ parentAlertId }) => parentAlertId === id)
  const roots = props.alerts.filter(({ parentAlertId }) => parentAlertId === null || !shown.has(parentAlertId))
  const groups = groupByRule(roots)
  return (
    <div className="space-y-4">
      {groups.map(({ key, name, alerts }) => (
        <section
          key={key}
          aria-label={props.staff ? `${name}, ${alerts[0]?.organizationName ?? 'the platform'}` : name}
          className="min-w-0 rounded-lg border border-border bg-surface"
        >
          <header className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 border-b border-border px-4 py-2.5 sm:px-5">
            <h2 className="font-medium">
              <RuleLink href={alerts[0] ? ruleHref(alerts[0], props.base) : null} name={name} />
            </h2>
            <p className="text-sm text-text-muted">{alerts.length === 1 ? 'one alert' : `${alerts.length} alerts`}</p>
          </header>
          <ul className="divide-y divide-border">
            {alerts.map((alert) => (
              <li key={alert.id}>
                <Row {...props} alert={alert} />
                <Folded {...props} alerts={children(alert.id)} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <AlertKeys />
    </div>
  )
}

function RuleLink({ href, name }: { href: string | null; name: string }) {
  if (href === null) return name
  return (
    <Link href={href} prefetch={false} className="hover:underline">
      {name}
    </Link>
  )
}

function Folded({ alerts, ...props }: ActiveAlertsProps) {
  if (alerts.length === 0) return null
  return (
    <Disclosure
      className="border-t border-border bg-surface-muted/50 px-4 sm:px-5"
      summaryClassName="py-2 text-sm"
      summary={alerts.length === 1 ? 'One alert of what depends on it' : `${alerts.length} alerts of what depends on it`}
    >
      <ul className="divide-y divide-border pb-2">
        {alerts.map((alert) => (
          <li key={alert.id}>
            <Row {...props} alerts={alerts} alert={alert} />
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}

function Row({ alert, base, now, zone, staff, actions, incidentHref, mayChange }: ActiveAlertsProps & { alert: AlertRow }) {
  const fields = { id: alert.id }
  const named = (word: string) => (
    <>
      {word}
      <span className="sr-only">: {alert.title}</span>
    </>
  )
  return (
    <div data-row className="flex flex-wrap items-start gap-x-6 gap-y-2 px-4 py-3 focus-within:bg-surface-muted sm:px-5">
      <div className="min-w-0 flex-1 basis-72">
        <Link href={`${base}/${alert.id}`} prefetch={false} className="font-medium break-words hover:underline">
          {alert.title}
        </Link>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-text-muted">
          <StatusMark {...severityMarks[alert.severity]} />
          <StatusMark {...stateMarks[alert.state]} />
          <span>
            fired <TimeAgo at={alert.firedAt} now={now} zone={zone} />
          </span>
          {staff ? <span>{alert.organizationName ?? 'the platform'}</span> : null}
          {alert.toolName ? <span className="break-words">{alert.toolName}</span> : null}
          {alert.acknowledgedBy ? <span>in hand of {alert.acknowledgedBy}</span> : null}
          <Quiet alert={alert} now={now} />
          {incidentHref ? (
            <span data-act="incident">
              <Link href={incidentHref(alert)} prefetch={false} className="underline underline-offset-2">
                {named('Create incident')}
              </Link>
            </span>
          ) : null}
        </p>
        {alert.acknowledgement ? <p className="mt-0.5 text-sm break-words">{alert.acknowledgement.reason}</p> : null}
      </div>
      {mayChange(alert) ? (
        <div className="flex flex-wrap items-start gap-2">
          {alert.state === 'firing' ? (
            <div data-act="acknowledge">
              <Disclosure summary={named('Acknowledge')} summaryClassName="min-h-8 px-2 text-sm font-medium hover:bg-surface-muted">
                <div className="w-72 max-w-full py-2">
                  <AcknowledgeForm alertIds={[alert.id]} acknowledge={actions.acknowledge} rearm={actions.rearm} hasValue={alert.value !== null} />
                </div>
              </Disclosure>
            </div>
          ) : (
            <ActionButton action={actions.rearm} fields={fields} size="sm" pendingLabel="Giving back">
              {named('Give back')}
            </ActionButton>
          )}
          <div data-act="resolve">
            <ActionButton action={actions.resolve} undo={{ action: actions.reopen }} fields={fields} size="sm" pendingLabel="Resolving">
              {named('Resolve')}
            </ActionButton>
          </div>
          <ActionButton action={actions.dismiss} undo={{ action: actions.reopen }} fields={fields} size="sm" variant="ghost" pendingLabel="Dismissing">
            {named('Dismiss')}
          </ActionButton>
        </div>
      ) : null}
    </div>
  )
}

/** What keeps an alert from being told. */
function Quiet({ alert, now }: { alert: Pick<AlertRow, 'silenceId' | 'maintenanceId' | 'snoozedUntil'>; now: Date }) {
  const reason = alert.silenceId ? 'Silenced' : alert.maintenanceId ? 'In maintenance' : alert.snoozedUntil && alert.snoozedUntil > now ? 'Snoozed' : null
  return reason ? <Badge tone="neutral">{reason}</Badge> : null
}

function groupByRule(alerts: AlertRow[]): { key: string; name: string; alerts: AlertRow[] }[] {
  const groups = new Map<string, { key: string; name: string; alerts: AlertRow[] }>()
  for (const alert of alerts) {
    const name = alert.ruleName ?? alert.labels.alertname ?? 'Alertmanager'
    const key = alert.ruleId ?? `am:${alert.organizationId}:${name}`
    const group = groups.get(key) ?? { key, name, alerts: [] }
    group.alerts.push(alert)
    groups.set(key, group)
  }
  return [...groups.values()]
}
