import type { ReactNode } from 'react'
import { ActionForm } from '@/components/ui/action-form'
import { Button } from '@/components/ui/button'
import { Disclosure } from '@/components/ui/disclosure'
import { SelectField } from '@/components/ui/select-field'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextField } from '@/components/ui/text-field'
import { TextareaField } from '@/components/ui/textarea-field'
import type { FormAction } from '@/lib/action-result'
import { ABSOLUTE_MINUTES } from '@/lib/alerts/burn-rate'
import { aggregations, type CatalogueMetric } from '@/lib/alerts/metrics/model'
import { alertSeverities, ruleKinds } from '@/lib/alerts/model'
import type { RuleFields } from '@/lib/alerts/rule-form'
import { LiveSentence } from './live-sentence'
import { kindWords, severityMarks } from './words'

interface RuleFormProps {
  save: FormAction
  /** Address of this very page: trying a draft is a GET of it with the draft, so that it works without JavaScript. */
  path: string
  fields: RuleFields
  /** Of a rule that exists. */
  rule: { id: string; version: number } | null
  metrics: readonly CatalogueMetric[]
  tools: { id: string; name: string }[]
  sentence: string
}

/** The editor of a rule. Which fields belong to the chosen kind is a matter of style sheets, so that it works without JavaScript. */
export function RuleForm({ save, path, fields, rule, metrics, tools, sentence }: RuleFormProps) {
  const dimensions = [...new Set(metrics.flatMap((metric) => metric.dimensions))]
  const ofMetrics = [
    { value: '', label: 'Choose a metric' },
    ...metrics.map(({ key, label, unit }) => ({ value: key, label: `${label} (${unitWords[unit]})` })),
  ]
  return (
    <ActionForm action={save} noValidate className="group/rule space-y-4">
      {rule ? (
        <>
          <input type="hidden" name="id" value={rule.id} />
          <input type="hidden" name="version" value={rule.version} />
        </>
      ) : null}
      <input type="hidden" name="template" value={fields.template} />
      <LiveSentence initial={sentence} />
      <TextField name="name" label="Name" required maxLength={120} autoComplete="off" defaultValue={fields.name} />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          name="kind"
          label="Kind"
          defaultValue={fields.kind || 'threshold'}
          options={ruleKinds.map((value) => ({ value, label: `${kindWords[value].label}: ${kindWords[value].hint}` }))}
        />
        <SelectField
          name="severity"
          label="Severity"
          defaultValue={fields.severity || 'warning'}
          options={alertSeverities.map((value) => ({ value, label: severityMarks[value].label }))}
        />
      </div>
      <div className={`${hiddenFor.schedule} ${hiddenFor.burn_rate} grid gap-4 sm:grid-cols-2`}>
        <SelectField name="metric" label="What is watched" defaultValue={fields.metric} options={ofMetrics} />
        <SelectField
          name="aggregation"
          label="Taken as"
          defaultValue={fields.aggregation}
          options={[{ value: '', label: 'Its usual way' }, ...aggregations.map((value) => ({ value, label: aggregationLabels[value] }))]}
        />
        <TextField name="windowMinutes" label="Over how many minutes" type="number" min={1} max={10080} step={1} defaultValue={fields.windowMinutes || '10'} />
        <SelectField
          name="groupBy"
          label="One alert for each"
          defaultValue={fields.groupBy}
          options={[
            { value: '', label: 'Nothing: one for all' },
            ...[...new Set([...dimensions, ...(fields.groupBy ? [fields.groupBy] : [])])].map((value) => ({ value, label: value.replaceAll(',', ' and ') })),
          ]}
        />
        {tools.length > 0 ? (
          <SelectField
            name="toolId"
            label="Tools"
            defaultValue={fields.toolId}
            options={[{ value: '', label: 'All tools' }, ...tools.map(({ id, name }) => ({ value: id, label: name }))]}
          />
        ) : null}
      </div>
      <Only kind="threshold">
        <SelectField
          name="operator"
          label="Bad is"
          defaultValue={fields.operator || 'gt'}
          options={[
            { value: 'gt', label: 'more than' },
            { value: 'lt', label: 'less than' },
            { value: 'eq', label: 'exactly' },
          ]}
        />
        <TextField
          name="threshold"
          label="Threshold"
          hint="In the metric’s unit; of shares, 0.05 is 5 %."
          type="number"
          step="any"
          defaultValue={fields.threshold}
        />
      </Only>
      <div className={`${hiddenFor.threshold} ${hiddenFor.absence} ${hiddenFor.schedule} ${hiddenFor.burn_rate} grid gap-4 sm:grid-cols-2`}>
        <SelectField
          name="direction"
          label="Bad is"
          defaultValue={fields.direction}
          options={[
            { value: '', label: 'either way' },
            { value: 'up', label: 'upwards' },
            { value: 'down', label: 'downwards' },
          ]}
        />
      </div>
      <Only kind="anomaly">
        <TextField
          name="z"
          label="Standard deviations"
          hint="From the same hours of the past 28 days; 4 is rare."
          type="number"
          min={1}
          max={10}
          step="any"
          defaultValue={fields.z}
        />
      </Only>
      <Only kind="change">
        <TextField name="percent" label="Percent" type="number" min={1} max={10000} step="any" defaultValue={fields.percent} />
        <SelectField
          name="against"
          label="Against"
          defaultValue={fields.against}
          options={[
            { value: '', label: 'the window before' },
            { value: 'week', label: 'the same window a week before' },
          ]}
        />
      </Only>
      <Only kind="absence">
        <TextField name="minutes" label="Minutes without a value" type="number" min={1} max={1440} step={1} defaultValue={fields.minutes} />
      </Only>
      <Only kind="schedule">
        <TextField
          name="cron"
          label="When"
          hint="Minute, hour, day, month, weekday: 0 9 * * 1 is Mondays at 09:00."
          mono
          autoComplete="off"
          defaultValue={fields.cron}
        />
        <TextField name="timeZone" label="Time zone" placeholder="UTC" autoComplete="off" defaultValue={fields.timeZone} />
      </Only>
      <Only kind="burn_rate">
        <TextField name="objective" label="Objective, percent" type="number" min={0.1} max={99.999} step="any" defaultValue={fields.objective} />
        <SelectField
          name="windowDays"
          label="Over"
          defaultValue={fields.windowDays || '28'}
          options={['7', '28', '30'].map((value) => ({ value, label: `${value} days` }))}
        />
        <SelectField name="badMetric" label="Bad events" defaultValue={fields.badMetric} options={ofMetrics} />
        <TextField
          name="badFilter"
          label="Bad events: only where"
          optional
          hint="As status=failed; several with commas."
          autoComplete="off"
          defaultValue={fields.badFilter}
        />
        <SelectField name="totalMetric" label="All events" defaultValue={fields.totalMetric} options={ofMetrics} />
        <TextField name="totalFilter" label="All events: only where" optional autoComplete="off" defaultValue={fields.totalFilter} />
        <TextField
          name="minBad"
          label={`Also at so many bad events in ${ABSOLUTE_MINUTES / 60} hours`}
          optional
          type="number"
          min={1}
          step={1}
          defaultValue={fields.minBad}
        />
        <TextField
          name="minEvents"
          label="Judged from how many events on"
          hint="With fewer in its days nothing burns."
          optional
          type="number"
          min={0}
          step={1}
          defaultValue={fields.minEvents}
        />
      </Only>
      <div className={`${hiddenFor.schedule} grid gap-4 sm:grid-cols-3`}>
        <TextField name="forMinutes" label="Bad for, minutes" type="number" min={0} max={1440} step={1} defaultValue={fields.forMinutes || '0'} />
        <TextField name="recoverMinutes" label="Good for, minutes" type="number" min={0} max={1440} step={1} defaultValue={fields.recoverMinutes || '0'} />
        <SelectField
          name="noData"
          label="Without data"
          defaultValue={fields.noData || 'keep'}
          options={[
            { value: 'keep', label: 'it stays as it is' },
            { value: 'resolve', label: 'it resolves' },
            { value: 'alert', label: 'it fires' },
          ]}
        />
      </div>
      <TextareaField
        name="description"
        label="What to do about it"
        optional
        hint="Stands in every message."
        maxLength={2000}
        rows={3}
        defaultValue={fields.description}
      />
      <Disclosure summary="More: runbook, filter, rest and quiet hours" summaryClassName="py-1 text-sm font-medium" open={hasMore(fields)}>
        <div className="grid gap-4 pt-2 sm:grid-cols-2">
          <TextField name="runbookUrl" label="Runbook" optional type="url" placeholder="https://" maxLength={500} defaultValue={fields.runbookUrl} />
          <TextField
            name="cooldownMinutes"
            label="Rest after a message, minutes"
            type="number"
            min={0}
            max={10080}
            step={1}
            defaultValue={fields.cooldownMinutes || '60'}
          />
          <SelectField
            name="filterName"
            label="Only where"
            defaultValue={fields.filterName}
            options={[{ value: '', label: 'No filter' }, ...dimensions.map((value) => ({ value, label: value }))]}
          />
          <TextField name="filterValue" label="is" autoComplete="off" maxLength={200} defaultValue={fields.filterValue} />
          <TextField name="quietFrom" label="Quiet from" optional hint="Only critical is told in between." type="time" defaultValue={fields.quietFrom} />
          <TextField name="quietTo" label="Quiet until" optional hint="The next day, if earlier." type="time" defaultValue={fields.quietTo} />
          <TextField name="quietZone" label="Zone of the quiet hours" autoComplete="off" defaultValue={fields.quietZone || 'UTC'} />
          <SelectField
            name="enabled"
            label="Once it is saved"
            defaultValue={fields.enabled || 'on'}
            options={[
              { value: 'on', label: 'it is on' },
              { value: 'off', label: 'it is off' },
            ]}
          />
        </div>
      </Disclosure>
      <div className="flex flex-wrap gap-2">
        <SubmitButton pendingLabel="Saving">{rule ? 'Save the change' : 'Save the rule'}</SubmitButton>
        <Button type="submit" formAction={`${path}#lab`} formMethod="get" variant="secondary">
          Try it on the past
        </Button>
      </div>
    </ActionForm>
  )
}

// Whole class names, so that the style sheet holds them.
const hiddenFor = {
  threshold: 'group-has-[option[value=threshold]:checked]/rule:hidden',
  absence: 'group-has-[option[value=absence]:checked]/rule:hidden',
  schedule: 'group-has-[option[value=schedule]:checked]/rule:hidden',
  burn_rate: 'group-has-[option[value^=burn]:checked]/rule:hidden',
}
const shownFor = {
  threshold: 'hidden group-has-[option[value=threshold]:checked]/rule:grid',
  anomaly: 'hidden group-has-[option[value=anomaly]:checked]/rule:grid',
  change: 'hidden group-has-[option[value=change]:checked]/rule:grid',
  absence: 'hidden group-has-[option[value=absence]:checked]/rule:grid',
  schedule: 'hidden group-has-[option[value=schedule]:checked]/rule:grid',
  burn_rate: 'hidden group-has-[option[value^=burn]:checked]/rule:grid',
}

function Only({ kind, children }: { kind: keyof typeof shownFor; children: ReactNode }) {
  return <div className={`${shownFor[kind]} items-end gap-4 sm:grid-cols-2`}>{children}</div>
}

function hasMore({ runbookUrl, filterName, quietFrom, enabled }: RuleFields): boolean {
  return runbookUrl !== '' || filterName !== '' || quietFrom !== '' || enabled === 'off'
}

const unitWords: Record<CatalogueMetric['unit'], string> = {
  count: 'count',
  per_minute: 'a minute',
  ratio: 'share, 0 to 1',
  ms: 'ms',
  seconds: 'seconds',
  usd: 'US dollars',
  points: 'points',
  percent: 'percent',
  bytes: 'bytes',
}

const aggregationLabels: Record<(typeof aggregations)[number], string> = {
  sum: 'total',
  rate: 'a minute',
  avg: 'mean',
  min: 'lowest',
  max: 'highest',
  last: 'newest',
  p50: 'median (p50)',
  p95: 'p95',
  p99: 'p99',
}
