import { ActionButton } from '@/components/ui/action-button'
import { Card } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'
import { KeyValue } from '@/components/ui/key-value'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { StatusMark } from '@/components/ui/status-mark'
import { TimeAgo } from '@/components/ui/time-ago'
import { formatCount, formatMs } from '@/lib/format'
import type { SendDetail } from '@/lib/webhooks/queries/find-delivery'
import { repeat } from '../actions'

/** A delivery of ours: what was sent, what came back, and sending it again. */
export function SendView({ send, now, zone }: { send: SendDetail; now: Date; zone: string }) {
  const { id, type, state, url, history, messageId, createdAt, nextAttemptAt, body } = send
  const waiting = state === 'pending' || state === 'sending'
  const last = history.at(-1)
  return (
    <>
      <PageHeader
        eyebrow="Webhook delivery"
        title={sentence(send)}
        note={
          waiting ? (
            <>
              Next attempt: <TimeAgo at={nextAttemptAt} now={now} zone={zone} />. It keeps its id and its body on every attempt.
            </>
          ) : (
            (send.lastError ?? 'Nothing to do.')
          )
        }
        actions={
          <>
            <LinkButton href="/dashboard/webhooks">All deliveries</LinkButton>
            {waiting ? null : (
              <ActionButton action={repeat} fields={{ id }} variant={state === 'delivered' ? 'secondary' : 'primary'} pendingLabel="Sending">
                Send again
              </ActionButton>
            )}
          </>
        }
      />
      <div className="space-y-4">
        <Card title="Delivery">
          <KeyValue
            columns={3}
            items={[
              { label: 'Event', value: <code className="font-mono text-sm">{type}</code> },
              { label: 'Endpoint', value: <span className="font-mono text-sm break-all">{url}</span> },
              { label: 'Written', value: <TimeAgo at={createdAt} now={now} zone={zone} /> },
            ]}
          />
        </Card>
        <Card
          title={history.length === 0 ? 'Not tried yet' : history.length === 1 ? 'One attempt' : `${formatCount(history.length)} attempts, newest first`}
          flush={history.length > 0}
        >
          {history.length === 0 ? (
            <p className="text-sm text-text-muted">The job that sends runs every minute.</p>
          ) : (
            <ol reversed>
              {history.toReversed().map((attempt) => (
                <li key={attempt.id} className="border-b border-border px-4 py-3 text-sm last:border-b-0 sm:px-5">
                  <p className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
                    <StatusMark
                      tone={attempt.error === null ? 'good' : 'critical'}
                      label={attempt.status === null ? 'No answer' : `Answered ${attempt.status}`}
                    />
                    <span className="text-text-muted">attempt {attempt.attempt}</span>
                    {attempt.latencyMs === null ? null : <span className="tabular-nums">{formatMs(attempt.latencyMs)}</span>}
                    <span className="ml-auto text-text-muted">
                      <TimeAgo at={attempt.at} now={now} zone={zone} />
                    </span>
                  </p>
                  {attempt.error && attempt.error !== `Answered ${attempt.status}.` ? <p className="mt-1 max-w-[72ch]">{attempt.error}</p> : null}
                  {attempt.answer ? (
                    <div className="mt-2">
                      <CodeBlock label={`Answer to attempt ${attempt.attempt}, at most 1,000 characters`} code={attempt.answer} />
                    </div>
                  ) : null}
                </li>
              ))}
            </ol>
          )}
        </Card>
        <Card title="Request" note="The signature is made anew for each attempt, of id, timestamp and body.">
          <div className="space-y-3">
            <CodeBlock label="Headers" code={headersOf(messageId, last?.at ?? createdAt)} />
            <CodeBlock label="Body" code={pretty(body)} />
          </div>
        </Card>
      </div>
    </>
  )
}

function sentence({ type, state, history }: SendDetail): string {
  const tries = history.length === 1 ? 'one attempt' : `${formatCount(history.length)} attempts`
  switch (state) {
    case 'delivered':
      return `${type} was accepted after ${tries}`
    case 'dead':
      return `${type} was not accepted; given up after ${tries}`
    case 'cancelled':
      return `${type} was cancelled before it was accepted`
    case 'pending':
    case 'sending':
      return history.length === 0 ? `${type} waits to be sent` : `${type} is not accepted yet, after ${tries}`
  }
}

function headersOf(messageId: string, at: Date): string {
  return [
    'content-type: application/json',
    `webhook-id: ${messageId}`,
    `webhook-timestamp: ${Math.floor(at.getTime() / 1000)}`,
    'webhook-signature: v1,…',
  ].join('\n')
}

// For reading; what is sent has no line breaks.
function pretty(body: string): string {
  return JSON.stringify(JSON.parse(body), null, 2)
}
