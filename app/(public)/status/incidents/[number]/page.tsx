import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { AgeBanner } from '@/components/status/age-banner'
import { IncidentUpdates, impactLine, incidentSpan } from '@/components/status/incident-story'
import { incidentTones } from '@/components/status/marks'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { LinkButton } from '@/components/ui/link-button'
import { Markdown } from '@/components/ui/markdown'
import { PageHeader } from '@/components/ui/page-header'
import { statusWords } from '@/lib/incidents/words'
import { currentSnapshot } from '@/lib/status/commands/kept-snapshot'
import { NothingKnown } from '../../_parts/nothing-known'
import { readIncident } from '../../_parts/read-past'

interface IncidentPageProps {
  params: Promise<{ number: string }>
}

export async function generateMetadata({ params }: IncidentPageProps): Promise<Metadata> {
  const { number } = await params
  return { title: `Incident ${number}`, alternates: { canonical: `/status/incidents/${number}` }, robots: { index: true, follow: true } }
}

/** An incident as the public is told of it, with its post-mortem once that is published. */
export default async function PublicIncidentPage({ params }: IncidentPageProps) {
  const { number } = await params
  if (!/^[1-9]\d{0,8}$/.test(number)) notFound()
  const now = new Date()
  const kept = await currentSnapshot(now)
  if (!kept) return <NothingKnown href={`/status/incidents/${number}`} />
  const incident = await readIncident(Number(number), kept.snapshot)
  if (incident === null) notFound()
  if (incident === 'away') {
    return (
      <>
        <PageHeader
          eyebrow={`${kept.snapshot.name} status`}
          title="This incident cannot be read right now"
          actions={<LinkButton href="/status">State now</LinkButton>}
        />
        <ErrorState title="It is older than what this page keeps, and the database does not answer." kept="Nothing is lost." advice="Try again in a minute." />
      </>
    )
  }
  const affected = impactLine(incident, kept.snapshot.systems)
  return (
    <div className="space-y-6">
      <PageHeader
        eyebrow={`${kept.snapshot.name} status · Incident ${incident.number}`}
        title={incident.title}
        note={
          <>
            <p>{incidentSpan(incident, now)}</p>
            {affected ? <p>{affected}</p> : null}
          </>
        }
        actions={
          <>
            <Badge tone={incidentTones[incident.status]}>{statusWords[incident.status]}</Badge>
            <LinkButton href="/status">State now</LinkButton>
          </>
        }
      />
      <AgeBanner kept={kept} now={now} />
      {incident.postmortem === null ? null : (
        <Card title="Post-mortem" note="What happened, why, and what we do so that it does not happen again." id="post-mortem">
          <Markdown text={incident.postmortem} level={3} />
        </Card>
      )}
      <Card title="Updates">
        <IncidentUpdates incident={incident} now={now} />
      </Card>
    </div>
  )
}
