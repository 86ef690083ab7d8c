import Link from 'next/link'
import type { ReactNode } from 'react'
import { ActionButton } from '@/components/ui/action-button'
import { ActionForm } from '@/components/ui/action-form'
import { Card } from '@/components/ui/card'
import { CheckboxField } from '@/components/ui/checkbox-field'
import { CodeBlock } from '@/components/ui/code-block'
import { Disclosure } from '@/components/ui/disclosure'
import { KeyValue } from '@/components/ui/key-value'
import { LinkButton } from '@/components/ui/link-button'
import { StatusMark } from '@/components/ui/status-mark'
import { SubmitButton } from '@/components/ui/submit-button'
import { Tag } from '@/components/ui/tag'
import { TimeAgo } from '@/components/ui/time-ago'
import { RotateSecretForm } from '@/components/webhooks/rotate-secret-form'
import { formatCount, formatMs, formatPercent } from '@/lib/format'
import { endpointState } from '@/lib/webhooks/endpoint-words'
import { eventTypes, ROTATION_HOURS } from '@/lib/webhooks/model'
import type { EndpointView, LastTest } from '@/lib/webhooks/queries/list-endpoints'
import { choose, disable, enable, rotate, test } from '../actions'

interface EndpointCardProps {
  endpoint: EndpointView
  now: Date
  zone: string
  mayManage: boolean
}

/** One endpoint: how it stands, what it is told, and what its owner can do about it. */
export function EndpointCard({ endpoint, now, zone, mayManage }: EndpointCardProps) {
  const { id, url, reported, sending, deliveries, delivered, waiting, lastSuccessAt, lastTest } = endpoint
  return (
    <Card
      id={`endpoint-${id}`}
      title={<span className="font-mono text-sm break-all">{url}</span>}
      note={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <StatusMark {...endpointState(endpoint, now)} className="whitespace-normal" />
          {reported ? <Tag>reported by the platform</Tag> : null}
        </span>
      }
      actions={mayManage ? <Switches endpoint={endpoint} /> : undefined}
    >
      <KeyValue
        columns={4}
        items={[
          {
            label: 'Accepted in 28 days',
            value: deliveries === 0 ? 'nothing sent' : `${formatPercent(delivered / deliveries)} of ${formatCount(deliveries)}`,
          },
          { label: 'Last accepted from here', value: <TimeAgo at={lastSuccessAt} now={now} zone={zone} /> },
          { label: 'Waiting', value: waiting === 0 ? 'nothing' : formatCount(waiting) },
          { label: 'Events', value: !sending ? 'none' : endpoint.eventTypes === null ? 'all' : `${endpoint.eventTypes.length} of ${eventTypes.length}` },
        ]}
      />
      <div className="mt-3 space-y-1">
        {lastTest ? (
          <Disclosure summary={<TestSummary test={lastTest} now={now} zone={zone} />} open={now.getTime() - lastTest.at.getTime() < 60_000}>
            <div className="space-y-2 py-2 pl-6 text-sm">
              {lastTest.error ? <p>{lastTest.error}</p> : null}
              {lastTest.answer ? <CodeBlock label="Answer" code={lastTest.answer} /> : <p className="text-text-muted">The answer had no body.</p>}
              <LinkButton href={`/dashboard/webhooks/${lastTest.sendId}`} size="sm">
                What was sent
              </LinkButton>
            </div>
          </Disclosure>
        ) : null}
        {mayManage && sending ? (
          <Section summary="Choose events">
            <Choice id={id} chosen={endpoint.eventTypes} />
          </Section>
        ) : null}
        {mayManage ? (
          <Section summary={sending ? 'Rotate the signing secret' : 'Send from here as well'}>
            <p className="max-w-[68ch] text-sm text-text-muted">
              {sending
                ? `The secret before signs along for ${ROTATION_HOURS} hours, so that you can change over without losing anything.`
                : 'The platform sends its own webhooks to this address. With a signing secret it hears of gates, scores and reviews from here too.'}
            </p>
            <RotateSecretForm action={rotate} id={id} first={!sending} />
          </Section>
        ) : null}
      </div>
      <p className="mt-3 text-sm">
        <Link href={`/dashboard/webhooks?endpoint=${id}`} prefetch={false} className="text-accent underline underline-offset-2">
          Deliveries to this address
        </Link>
      </p>
    </Card>
  )
}

function Switches({ endpoint: { id, active, sending, reported, disabledAt } }: { endpoint: EndpointView }) {
  const on = active && disabledAt === null
  return (
    <>
      {sending ? (
        <ActionButton action={test} fields={{ id }} size="sm" pendingLabel="Sending">
          Send a test
        </ActionButton>
      ) : null}
      {reported && (on || !active) ? null : (
        <ActionButton action={on ? disable : enable} undo={{ action: on ? enable : disable }} fields={{ id }} size="sm" pendingLabel="Switching">
          {on ? 'Switch off' : 'Switch on'}
        </ActionButton>
      )}
    </>
  )
}

function TestSummary({ test, now, zone }: { test: LastTest; now: Date; zone: string }) {
  const { state, status, latencyMs } = test
  const good = state === 'delivered'
  return (
    <span className="flex flex-wrap items-baseline gap-x-3 text-sm">
      <StatusMark tone={good ? 'good' : 'serious'} label={good ? 'Test accepted' : 'Test not accepted'} />
      <span className="text-text-muted">
        {status === null ? 'no answer' : `answered ${status}`}
        {latencyMs === null ? '' : ` in ${formatMs(latencyMs)}`}, <TimeAgo at={test.at} now={now} zone={zone} />
      </span>
    </span>
  )
}

function Section({ summary, children }: { summary: string; children: ReactNode }) {
  return (
    <Disclosure summary={<span className="text-sm">{summary}</span>}>
      <div className="space-y-3 py-2 pl-6">{children}</div>
    </Disclosure>
  )
}

function Choice({ id, chosen }: { id: string; chosen: string[] | null }) {
  return (
    <ActionForm action={choose} className="space-y-3">
      <input type="hidden" name="id" value={id} />
      <fieldset className="grid gap-x-6 gap-y-2.5 sm:grid-cols-2">
        <legend className="sr-only">Events that this address is told</legend>
        {eventTypes.map(({ type, label }) => (
          <CheckboxField
            key={type}
            name="eventTypes"
            value={type}
            defaultChecked={chosen === null || chosen.includes(type)}
            label={label}
            hint={<code className="font-mono text-xs">{type}</code>}
          />
        ))}
      </fieldset>
      <p className="text-sm text-text-muted">With all of them chosen, kinds that are added later are sent too.</p>
      <SubmitButton variant="secondary" pendingLabel="Saving">
        Save the choice
      </SubmitButton>
    </ActionForm>
  )
}
