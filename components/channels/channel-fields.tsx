import { intervalMinutes, repeatHours } from '@/lib/channels/channel-form-state'
import type { ChannelKind } from '@/lib/channels/model'
import { POST_TIMEOUT_SECONDS } from '@/lib/post-result'
import { CheckboxField } from '../ui/checkbox-field'
import { SelectField } from '../ui/select-field'
import { TextField } from '../ui/text-field'
import { TextareaField } from '../ui/textarea-field'

/** What the fields begin with. */
export interface ChannelFieldValues {
  name?: string
  to?: string
  url?: string
  format?: string
  region?: string
  minSeverity?: string
  sendResolved?: boolean
  takesUnrouted?: boolean
  intervalMinutes?: number
  repeatHours?: number
}

interface ChannelFieldsProps {
  kind: ChannelKind
  values: ChannelFieldValues
  /** A channel that exists: its address or key need not be entered again. */
  existing?: boolean
}

const help: Record<Exclude<ChannelKind, 'email' | 'webhook'>, { label: string; hint: string; placeholder: string }> = {
  slack: {
    label: 'Webhook URL',
    hint: 'In Slack: Apps, Incoming Webhooks, Add to Slack, choose the channel, copy the URL. Whoever has it can post there; it is stored sealed.',
    placeholder: 'https://hooks.slack.com/services/T…/B…/…',
  },
  discord: {
    label: 'Webhook URL',
    hint: 'In Discord: the channel’s settings, Integrations, Webhooks, New webhook, Copy webhook URL. It is stored sealed.',
    placeholder: 'https://discord.com/api/webhooks/…/…',
  },
  pagerduty: {
    label: 'Integration key',
    hint: 'In PagerDuty: the service, Integrations, Add integration, Events API V2, copy the integration key (32 characters). It is stored sealed.',
    placeholder: '32 letters and digits',
  },
}

/** The fields of a channel of one kind, with where to find what it needs. Plain fields, so that they work without JavaScript. */
export function ChannelFields({ kind, values, existing = false }: ChannelFieldsProps) {
  return (
    <div className="space-y-4">
      <input type="hidden" name="kind" value={kind} />
      <TextField name="name" label="Name" required maxLength={80} defaultValue={values.name} placeholder="On call" autoComplete="off" />
      <Target kind={kind} values={values} existing={existing} />
      <div className="grid gap-4 sm:grid-cols-3">
        <SelectField
          name="minSeverity"
          label="From which severity on"
          defaultValue={values.minSeverity ?? 'warning'}
          options={[
            { value: 'warning', label: 'Warnings and critical' },
            { value: 'critical', label: 'Critical only' },
          ]}
        />
        <SelectField
          name="intervalMinutes"
          label="News about a rule at most every"
          defaultValue={String(values.intervalMinutes ?? 5)}
          options={choices(intervalMinutes, values.intervalMinutes, (n) => (n === 1 ? 'minute' : n === 60 ? 'hour' : `${n} minutes`))}
        />
        <SelectField
          name="repeatHours"
          label="Again while it is firing every"
          defaultValue={String(values.repeatHours ?? 4)}
          options={choices(repeatHours, values.repeatHours, (n) => (n === 1 ? 'hour' : n === 24 ? 'day' : n === 168 ? 'week' : `${n} hours`))}
        />
      </div>
      <CheckboxField name="sendResolved" label="Say when an alert is over" defaultChecked={values.sendResolved ?? true} />
      <CheckboxField
        name="takesUnrouted"
        label="Takes alerts of rules that name no channel"
        hint="And those that Alertmanager sends."
        defaultChecked={values.takesUnrouted ?? true}
      />
    </div>
  )
}

function Target({ kind, values, existing }: Required<ChannelFieldsProps>) {
  if (kind === 'email')
    return (
      <TextareaField
        name="to"
        label="Addresses"
        hint="Up to 20, one a line. They need no account here."
        required
        rows={3}
        defaultValue={values.to}
        placeholder="oncall@example.com"
        autoComplete="off"
        spellCheck={false}
      />
    )
  if (kind === 'webhook')
    return (
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_14rem]">
        <TextField
          name="url"
          label="Address"
          type="url"
          required
          mono
          defaultValue={values.url}
          placeholder="https://example.com/alerts"
          hint={`It has to answer POST requests over https with 2xx within ${POST_TIMEOUT_SECONDS} seconds.`}
          autoComplete="off"
        />
        <SelectField
          name="format"
          label="Form"
          defaultValue={values.format ?? 'pulsegrid'}
          options={[
            { value: 'pulsegrid', label: 'Pulsegrid’s own JSON' },
            { value: 'alertmanager', label: 'Alertmanager, version 4' },
          ]}
        />
      </div>
    )
  const { label, hint, placeholder } = help[kind]
  return (
    <div className={kind === 'pagerduty' ? 'grid gap-4 sm:grid-cols-[minmax(0,1fr)_14rem]' : undefined}>
      <TextField
        name="secret"
        label={existing ? `New ${label.charAt(0).toLowerCase()}${label.slice(1)}` : label}
        hint={existing ? `Left empty, the present one stays. ${hint}` : hint}
        type="password"
        required={!existing}
        mono
        placeholder={placeholder}
        autoComplete="off"
      />
      {kind === 'pagerduty' ? (
        <SelectField
          name="region"
          label="Region of the account"
          defaultValue={values.region ?? 'us'}
          options={[
            { value: 'us', label: 'United States' },
            { value: 'eu', label: 'European Union' },
          ]}
        />
      ) : null}
    </div>
  )
}

/** The usual choices, and the present one where it is none of them. */
function choices(usual: readonly number[], present: number | undefined, label: (value: number) => string) {
  const all = present === undefined || usual.includes(present) ? [...usual] : [...usual, present].sort((a, b) => a - b)
  return all.map((value) => ({ value: String(value), label: label(value) }))
}
