import type { FormAction } from '@/lib/action-result'
import type { ChannelKind, DeliveryKind, DeliveryState } from '@/lib/channels/model'
import { deliveryMarks, kindLabels } from '@/lib/channels/words'
import { formatCount, formatMs } from '@/lib/format'
import { ActionButton } from '../ui/action-button'
import { Card } from '../ui/card'
import { CodeBlock } from '../ui/code-block'
import { KeyValue } from '../ui/key-value'
import { LinkButton } from '../ui/link-button'
import { StatusMark } from '../ui/status-mark'
import { TimeAgo } from '../ui/time-ago'

interface Message {
  id: string
  channelName: string
  channelKind: ChannelKind
  kind: DeliveryKind
  subject: string
  state: DeliveryState
  attempts: number
  error: string | null
  body: string
  createdAt: Date
  nextAttemptAt: Date | null
  history: { id: string; attempt: number; at: Date; status: number | null; error: string | null; answer: string | null; latencyMs: number | null }[]
}

interface MessageCardProps {
  message: Message
  now: Date
  zone: string
  /** Null: the reader may look only. */
  replay: FormAction | null
  /** Where the list is without this card. */
  closeHref: string
}

/** One message: what was sent, what came back on each attempt, and sending it again. */
export function MessageCard({ message, now, zone, replay, closeHref }: MessageCardProps) {
  const { id, channelName, channelKind, kind, subject, state, attempts, error, body, createdAt, nextAttemptAt, history } = message
  const total = Math.max(attempts, history.length)
  const newestFirst = history.toReversed()
  const waiting = state === 'pending' || state === 'sending'
  return (
    <Card
      id="message"
      title={subject}
      note={<StatusMark {...deliveryMarks[state]} />}
      actions={
        <>
          {replay && !waiting && kind !== 'test' ? (
            <ActionButton action={replay} fields={{ id }} size="sm" pendingLabel="Sending">
              Send again
            </ActionButton>
          ) : null}
          <LinkButton href={closeHref} size="sm">
            Close
          </LinkButton>
        </>
      }
    >
      <div className="space-y-4">
        <KeyValue
          columns={4}
          items={[
            { label: 'Channel', value: `${channelName}, ${kindLabels[channelKind]}` },
            { label: 'Written', value: <TimeAgo at={createdAt} now={now} zone={zone} /> },
            { label: 'Attempts', value: total === 0 ? 'not tried yet' : formatCount(total) },
            { label: 'Next attempt', value: nextAttemptAt ? <TimeAgo at={nextAttemptAt} now={now} zone={zone} /> : 'none' },
          ]}
        />
        {error ? <p className="max-w-[72ch] text-sm">{error}</p> : null}
        {history.length > 0 ? (
          <ol reversed className="rounded-md border border-border">
            {newestFirst.map((attempt, i) => (
              <li key={attempt.id} className="border-b border-border px-4 py-3 text-sm last:border-b-0">
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
                {attempt.error ? <p className="mt-1 max-w-[72ch]">{attempt.error}</p> : null}
                {attempt.answer && attempt.answer === newestFirst[i - 1]?.answer ? (
                  <p className="mt-1 text-text-muted">The same answer as to the attempt after it.</p>
                ) : attempt.answer ? (
                  <div className="mt-2">
                    <CodeBlock label={`Answer to attempt ${attempt.attempt}, at most 1,000 characters`} code={attempt.answer} />
                  </div>
                ) : null}
              </li>
            ))}
          </ol>
        ) : null}
        {total > history.length && history.length > 0 ? (
          <p className="text-sm text-text-muted">
            The newest {formatCount(history.length)} of {formatCount(total)} attempts.
          </p>
        ) : null}
        <CodeBlock label="What is sent, without what is secret" code={readable(channelKind, body)} />
      </div>
    </Card>
  )
}

// For reading; what is sent has no line breaks. Of a mail its text.
function readable(kind: ChannelKind, body: string): string {
  const parsed: unknown = JSON.parse(body)
  if (kind === 'email' && typeof parsed === 'object' && parsed !== null && 'text' in parsed) return String(parsed.text)
  return JSON.stringify(parsed, null, 2)
}
