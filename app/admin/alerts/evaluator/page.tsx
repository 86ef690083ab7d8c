import type { Metadata } from 'next'
import { AlertTabs } from '@/components/alerts/alert-tabs'
import { Card } from '@/components/ui/card'
import { KeyValue } from '@/components/ui/key-value'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { StatusMark } from '@/components/ui/status-mark'
import { TimeAgo } from '@/components/ui/time-ago'
import { ALERTED_WITHIN_SECONDS, HANDED_WITHIN_SECONDS } from '@/lib/alerts/evaluator-health'
import { evaluatorHealth } from '@/lib/alerts/queries/evaluator-health'
import { countAlerts } from '@/lib/alerts/queries/list-alerts'
import { formatCount, formatMs } from '@/lib/format'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { SECOND } from '@/lib/time'

export const metadata: Metadata = { title: 'Evaluator' }

const sentences = {
  fine: 'Rules are judged every minute',
  late: 'Rules are judged, but late',
  stopped: 'Rules have not been judged for over five minutes',
  never: 'No rule has been judged yet',
}

function seconds(value: number | null): string {
  return value === null ? 'not known yet' : formatMs(value * SECOND)
}

/** A time with the limit that it is to keep. */
function Timed({ value, limit }: { value: number | null; limit: number }) {
  if (value === null) return seconds(value)
  return (
    <StatusMark
      tone={value <= limit ? 'good' : 'critical'}
      label={`${seconds(value)}, ${value <= limit ? 'within' : 'over'} ${seconds(limit)}`}
      className="whitespace-normal"
    />
  )
}

/** How the evaluator itself does: what watches over those who watch. */
export default async function EvaluatorPage() {
  const ctx = await requireStaff('admin.read')
  const { now } = ctx
  const { health, open } = await readPlatform(ctx, async (tx) => ({
    health: await evaluatorHealth(tx, now),
    open: await countAlerts(tx, { of: 'everybody', now, open: true }),
  }))
  const { lastRun, probes } = health
  return (
    <>
      <PageHeader
        eyebrow="Alerts"
        title={sentences[health.state]}
        note={
          health.banner?.note ??
          'The job evaluate-alerts judges each closed minute once. It makes a breach of its own now and then, and times how long it takes to become an alert.'
        }
        actions={<LinkButton href="/admin/jobs">All jobs</LinkButton>}
      />
      <AlertTabs base="/admin/alerts" evaluator current="evaluator" open={open} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card title="The newest run">
          {lastRun ? (
            <KeyValue
              columns={2}
              items={[
                { label: 'Began', value: <TimeAgo at={lastRun.startedAt} now={now} /> },
                { label: 'Judged up to', value: health.judgedTo ? <TimeAgo at={health.judgedTo} now={now} /> : 'nothing yet' },
                { label: 'Took', value: formatMs(lastRun.durationMs) },
                { label: 'Done after the end of its minute', value: seconds(health.lagSeconds) },
                { label: 'Rules', value: formatCount(lastRun.rules) },
                { label: 'Readings', value: formatCount(lastRun.readings) },
                { label: 'Fired, resolved', value: `${formatCount(lastRun.fired)}, ${formatCount(lastRun.resolved)}` },
                { label: 'Could not be judged', value: formatCount(lastRun.failed) },
                ...(lastRun.error ? [{ label: 'Error', value: lastRun.error }] : []),
              ]}
            />
          ) : (
            <p className="text-sm text-text-muted">A run stands here as soon as the job evaluate-alerts has judged its first minute.</p>
          )}
        </Card>
        <Card
          title="From breach to alert"
          note="Breaches that the product itself made in the last 24 hours, told to a channel of its own by the same way as all others."
        >
          <KeyValue
            columns={2}
            items={[
              { label: 'Made', value: formatCount(probes.made) },
              { label: 'Never became an alert', value: formatCount(probes.missed) },
              { label: 'To the alert, median', value: seconds(probes.alertedP50Seconds) },
              { label: 'To the alert, p99', value: <Timed value={probes.alertedP99Seconds} limit={ALERTED_WITHIN_SECONDS} /> },
              { label: 'From there to a channel, median', value: seconds(probes.handedP50Seconds) },
              { label: 'From there to a channel, p99', value: <Timed value={probes.handedP99Seconds} limit={HANDED_WITHIN_SECONDS} /> },
            ]}
          />
        </Card>
      </div>
    </>
  )
}
