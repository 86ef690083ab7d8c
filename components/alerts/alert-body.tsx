import Link from 'next/link'
import { TimeSeries } from '@/components/charts/time-series'
import { ActionButton } from '@/components/ui/action-button'
import { ActionForm } from '@/components/ui/action-form'
import { Banner } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { KeyValue } from '@/components/ui/key-value'
import { StatusMark } from '@/components/ui/status-mark'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextField } from '@/components/ui/text-field'
import { TimeAgo } from '@/components/ui/time-ago'
import { Timeline } from '@/components/ui/timeline'
import type { FormAction } from '@/lib/action-result'
import { REOPEN_MINUTES } from '@/lib/alerts/alert-input'
import type { LabValues } from '@/lib/alerts/lab/model'
import { findMetric } from '@/lib/alerts/metrics/catalogue'
import { type MetricUnit, metricUnits } from '@/lib/alerts/metrics/model'
import { type AlertDetail, SAME_BEFORE_DAYS } from '@/lib/alerts/view'
import { formatMetricValue, operatorWords } from '@/lib/alerts/words'
import { formatDateTime, formatDuration } from '@/lib/format'
import { MINUTE } from '@/lib/time'
import { AcknowledgeForm } from './acknowledge-form'
import type { AlertActions } from './active-alerts'
import { ruleHref } from './rule-href'
import { chartUnit, eventMark, reasonOf, severityMarks, stateMarks } from './words'

interface AlertBodyProps {
  alert: AlertDetail
  chart: { from: Date; to: Date; values: LabValues } | null
  now: Date
  zone: string
  /** /dashboard/alerts */
  base: string
  toolPath: string | null
  /** Null: the reader may only look. */
  actions: (AlertActions & { falseAlarm: FormAction }) | null
}

/** An alert: what it is, its figures around the moment, what happened to it, and what can be done. */
export function AlertBody({ alert, chart, now, zone, base, toolPath, actions }: AlertBodyProps) {
  const unit = unitOf(alert.unit)
  const open = alert.state === 'firing' || alert.state === 'acknowledged'
  return (
    <div className="space-y-4">
      <Held alert={alert} base={base} zone={zone} />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0 space-y-4">
          {alert.description || alert.runbookUrl ? (
            <Card title="What to do about it">
              {alert.description ? <p className="max-w-[68ch] break-words whitespace-pre-line">{alert.description}</p> : null}
              {alert.runbookUrl ? (
                <p className="mt-2">
                  <a href={alert.runbookUrl} rel="noreferrer" className="break-all text-accent underline underline-offset-2">
                    Open the runbook
                  </a>
                </p>
              ) : null}
            </Card>
          ) : null}
          {chart ? (
            <Card>
              <AlertChart alert={alert} chart={chart} zone={zone} />
            </Card>
          ) : null}
          <Card title="What happened">
            <Timeline
              label="What happened to this alert"
              now={now}
              zone={zone}
              items={alert.events.map((event) => {
                const { tone, label } = eventMark(event.type)
                const by = event.byPerson ? ` by ${event.actorName ?? 'somebody who is no member'}` : ''
                const note = event.type === 'resolved' && event.note ? reasonOf(event.note) : event.note
                return {
                  id: String(event.seq),
                  at: event.at,
                  tone,
                  toneLabel: tone,
                  title: `${label}${by}${event.value === null ? '' : `, at ${formatMetricValue(event.value, unit)}`}`,
                  body: note ? <span className="break-words">{note}</span> : undefined,
                }
              })}
            />
          </Card>
          {alert.children.length > 0 ? (
            <Card
              title={alert.children.length === 1 ? 'One alert of what depends on it' : `${alert.children.length} alerts of what depends on it`}
              note="Folded under this one, and not told apart."
            >
              <ul className="space-y-2">
                {alert.children.map(({ id, title, severity, state }) => (
                  <li key={id} className="flex flex-wrap items-baseline gap-x-3">
                    <Link href={`${base}/${id}`} prefetch={false} className="min-w-0 break-words hover:underline">
                      {title}
                    </Link>
                    <span className="text-sm">
                      <StatusMark {...severityMarks[severity]} /> <StatusMark {...stateMarks[state]} />
                    </span>
                  </li>
                ))}
              </ul>
            </Card>
          ) : null}
        </div>
        <div className="min-w-0 space-y-4">
          {actions ? <Acts alert={alert} open={open} now={now} actions={actions} /> : null}
          <Facts alert={alert} unit={unit} now={now} zone={zone} base={base} toolPath={toolPath} />
          {alert.earlier.length > 0 ? (
            <Card title="The same before" note={`In the last ${SAME_BEFORE_DAYS} days.`}>
              <ul className="space-y-1.5 text-sm">
                {alert.earlier.map(({ id, firedAt, resolvedAt, state }) => (
                  <li key={id} className="flex flex-wrap justify-between gap-x-3">
                    <Link href={`${base}/${id}`} prefetch={false} className="text-accent underline underline-offset-2">
                      {formatDateTime(firedAt, zone)}
                    </Link>
                    <span className="text-text-muted">
                      {stateMarks[state].label}
                      {resolvedAt ? ` after ${formatDuration(resolvedAt.getTime() - firedAt.getTime())}` : ''}
                    </span>
                  </li>
                ))}
              </ul>
            </Card>
          ) : null}
        </div>
      </div>
    </div>
  )
}

function Held({ alert, base, zone }: { alert: AlertDetail; base: string; zone: string }) {
  if (alert.parent) {
    return (
      <Banner tone="info" title="Something that it depends on is bad as well; it is told there.">
        <Link href={`${base}/${alert.parent.id}`} prefetch={false} className="break-words underline underline-offset-2">
          {alert.parent.title}
        </Link>
      </Banner>
    )
  }
  if (alert.silence) {
    return (
      <Banner tone="info" title={`Silenced until ${formatDateTime(alert.silence.endsAt, zone)}: nobody is told.`}>
        <span className="break-words">{alert.silence.reason}</span>
      </Banner>
    )
  }
  if (alert.maintenance) return <Banner tone="info" title={`In maintenance (${alert.maintenance.name}): nobody is told.`} />
  return null
}

function Acts({ alert, open, now, actions }: { alert: AlertDetail; open: boolean; now: Date; actions: NonNullable<AlertBodyProps['actions']> }) {
  const fields = { id: alert.id }
  if (!open) {
    const reopenable = alert.closedByHandAt !== null && now.getTime() - alert.closedByHandAt.getTime() < REOPEN_MINUTES * MINUTE
    return reopenable ? (
      <Card title="Closed by hand">
        <ActionButton action={actions.reopen} fields={fields} pendingLabel="Opening">
          Open it again
        </ActionButton>
      </Card>
    ) : null
  }
  return (
    <>
      <Card title={alert.state === 'firing' ? 'Take it in hand' : `In hand of ${alert.acknowledgedBy ?? 'somebody'}`} id="acknowledge">
        {alert.state === 'firing' ? (
          <AcknowledgeForm alertIds={[alert.id]} acknowledge={actions.acknowledge} rearm={actions.rearm} hasValue={alert.value !== null} />
        ) : (
          <div className="space-y-3">
            <p className="break-words">{alert.acknowledgement?.reason}</p>
            <p className="text-sm text-text-muted">{endOf(alert)}</p>
            <ActionButton action={actions.rearm} fields={fields} pendingLabel="Giving back">
              Give it back
            </ActionButton>
          </div>
        )}
      </Card>
      <Card title="Close it">
        <div className="space-y-3">
          <ActionButton action={actions.resolve} undo={{ action: actions.reopen }} fields={fields} pendingLabel="Resolving">
            Resolve
          </ActionButton>
          <ActionForm action={actions.falseAlarm} undo={{ action: actions.reopen }} className="space-y-2">
            <input type="hidden" name="id" value={alert.id} />
            <TextField name="note" label="It was no real alert because" optional maxLength={500} autoComplete="off" />
            <SubmitButton variant="secondary" pendingLabel="Marking">
              False alarm
            </SubmitButton>
          </ActionForm>
          <ActionButton action={actions.dismiss} undo={{ action: actions.reopen }} fields={fields} variant="ghost" pendingLabel="Dismissing">
            Dismiss
          </ActionButton>
        </div>
      </Card>
    </>
  )
}

function endOf({ acknowledgement, unit }: AlertDetail): string {
  if (acknowledgement?.until === 'time') return `Until ${formatDateTime(new Date(acknowledgement.at), 'UTC')}, then it is told again.`
  if (acknowledgement?.until === 'worse') return `Until it is worse than ${formatMetricValue(acknowledgement.than, unitOf(unit))}, then it is told again.`
  return 'Until it is resolved.'
}

function Facts({
  alert,
  unit,
  now,
  zone,
  base,
  toolPath,
}: {
  alert: AlertDetail
  unit: MetricUnit
  now: Date
  zone: string
  base: string
  toolPath: string | null
}) {
  const rulePath = ruleHref(alert, base)
  const line = alert.threshold === null || alert.operator === null ? null : `${operatorWords[alert.operator]} ${formatMetricValue(alert.threshold, unit)}`
  return (
    <Card title="Facts">
      <KeyValue
        items={[
          { label: 'State', value: <StatusMark {...stateMarks[alert.state]} /> },
          { label: 'Severity', value: <StatusMark {...severityMarks[alert.severity]} /> },
          { label: 'Fired', value: <TimeAgo at={alert.firedAt} now={now} zone={zone} /> },
          ...(alert.resolvedAt
            ? [
                {
                  label: 'Over',
                  value: `after ${formatDuration(alert.resolvedAt.getTime() - alert.firedAt.getTime())}${alert.resolveReason ? `: ${reasonOf(alert.resolveReason)}` : ''}`,
                },
              ]
            : []),
          ...(alert.firedValue === null
            ? []
            : [
                {
                  label: 'Value',
                  value: `${formatMetricValue(alert.firedValue, unit)} when it fired, ${formatMetricValue(alert.worstValue, unit)} at its worst${line ? `; bad is ${line}` : ''}`,
                },
              ]),
          ...(alert.ruleId ? [{ label: 'Rule', value: rulePath ? <To href={rulePath}>{alert.ruleName ?? 'its rule'}</To> : alert.ruleName }] : []),
          ...(alert.toolId && toolPath ? [{ label: 'Tool', value: <To href={`${toolPath}/${alert.toolId}`}>{alert.toolName ?? alert.toolId}</To> }] : []),
          ...(alert.closedNote ? [{ label: 'Note', value: alert.closedNote }] : []),
          ...(alert.sourceUrl ? [{ label: 'Source', value: <SourceLink url={alert.sourceUrl} /> }] : []),
          {
            label: 'Labels',
            value: (
              <code className="text-xs break-all">
                {Object.entries(alert.labels)
                  .map(([name, value]) => `${name}=${value}`)
                  .join(' ') || 'none'}
              </code>
            ),
          },
        ]}
      />
    </Card>
  )
}

function To({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} prefetch={false} className="text-accent underline underline-offset-2">
      {children}
    </Link>
  )
}

// What arrives from outside may be any text; only an address becomes a link.
function SourceLink({ url }: { url: string }) {
  return /^https?:\/\//.test(url) ? (
    <a href={url} rel="noreferrer" className="break-all text-accent underline underline-offset-2">
      Open it in Alertmanager
    </a>
  ) : (
    <span className="break-all">{url}</span>
  )
}

function AlertChart({ alert, chart, zone }: { alert: AlertDetail; chart: NonNullable<AlertBodyProps['chart']>; zone: string }) {
  const metricUnit = unitOf(alert.unit)
  const { unit, factor } = chartUnit(metricUnit)
  const metric = alert.metric === null ? null : findMetric(alert.metric)
  return (
    <TimeSeries
      title={`${metric?.label ?? 'Value'} around the moment`}
      note={metric?.description}
      level={2}
      unit={unit}
      zone={zone}
      from={chart.from}
      to={chart.to}
      series={[
        {
          id: 'value',
          label: chart.values.name,
          points: chart.values.points.map(({ at, value }) => ({ at: new Date(at), value: value === null ? null : value * factor })),
        },
      ]}
      thresholds={
        alert.threshold === null
          ? []
          : [{ value: alert.threshold * factor, label: `threshold ${formatMetricValue(alert.threshold, metricUnit)}`, tone: 'critical' }]
      }
      marks={alert.events.map(({ seq, at, type }) => ({ id: String(seq), at, label: eventMark(type).label, tone: eventMark(type).tone }))}
    />
  )
}

function unitOf(unit: string | null): MetricUnit {
  return metricUnits.find((one) => one === unit) ?? 'count'
}
