import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { AlertsCard } from '@/components/incidents/alerts-card'
import { DetailsCard } from '@/components/incidents/details-card'
import { ImpactCard } from '@/components/incidents/impact-card'
import { IncidentClock, IncidentFacts } from '@/components/incidents/incident-facts'
import { IncidentHeader } from '@/components/incidents/incident-header'
import { PeopleCard } from '@/components/incidents/people-card'
import { StatusActs } from '@/components/incidents/status-acts'
import { Story, storyParts } from '@/components/incidents/story'
import { UpdateBox } from '@/components/incidents/update-box'
import { Banner } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { LinkButton } from '@/components/ui/link-button'
import { LinkTabs } from '@/components/ui/link-tabs'
import type { SearchParams } from '@/components/ui/table-query'
import { wholeOf } from '@/components/ui/whole'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { mayAct, mayOpen, mayResolve } from '@/lib/incidents/permissions'
import { listAttachableAlerts, listChoices, listSystemChoices } from '@/lib/incidents/queries/choices'
import { findIncident } from '@/lib/incidents/queries/find-incident'
import { listResponseStaff } from '@/lib/incidents/queries/staff'
import { incidentLabel } from '@/lib/incidents/words'
import { writtenIn } from '@/lib/local-time'
import { attach, back, callIn, change, command, correct, detach, details, join, leave, post, release, reopen, severity } from './actions'

export const metadata: Metadata = { title: 'Incident' }

interface IncidentPageProps {
  params: Promise<{ incidentId: string }>
  searchParams: Promise<SearchParams>
}

/** One incident: its story on the left with the box that writes into it, the facts on the right. */
export default async function IncidentPage({ params, searchParams }: IncidentPageProps) {
  const ctx = await requireStaff('admin.read')
  const { now } = ctx
  const [{ incidentId }, search] = await Promise.all([params, searchParams])
  const writes = mayAct(ctx.actor)
  const whole = wholeOf(search)
  const [found, systems, staff, choices, openAlerts] = await readPlatform(ctx, (tx) =>
    Promise.all([
      findIncident(tx, incidentId, now),
      listSystemChoices(tx),
      listResponseStaff(tx),
      writes && whole.drawn ? listChoices(tx) : null,
      writes ? listAttachableAlerts(tx) : [],
    ]),
  )
  const incident = found ?? notFound()
  const part = storyParts.find((one) => one === search.show) ?? 'all'
  const path = `/admin/incidents/${incident.id}`
  const resolves = mayResolve(ctx.actor, { createdBy: incident.createdBy?.id ?? null, commanderId: incident.commander?.id ?? null })
  return (
    <>
      <IncidentHeader incident={incident} now={now} tab="story" />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem] lg:grid-rows-[auto_1fr]">
        <Card className="lg:col-start-2">
          <IncidentClock incident={incident} now={now} />
          {writes ? (
            <div className="mt-4 border-t border-border pt-4">
              <StatusActs incident={incident} change={change} back={back} reopen={reopen} mayResolve={resolves} />
            </div>
          ) : null}
        </Card>
        <div className="min-w-0 space-y-4 lg:col-start-1 lg:row-span-2 lg:row-start-1">
          {search.known === '1' ? (
            <Banner tone="info" title={`${incidentLabel(incident.number)} was open already, so no second one was opened.`}>
              Yours was the same key. What you wrote is in its story as reported again.
            </Banner>
          ) : null}
          {writes ? (
            <Card className="z-[5] lg:sticky lg:top-16">
              <UpdateBox incident={incident} post={post} systems={systems} mayResolve={resolves} whole={whole} />
            </Card>
          ) : null}
          <Card
            id="story"
            title="Story"
            actions={
              <LinkTabs
                onCard
                label="Which entries"
                current={part}
                tabs={[
                  { key: 'all', label: 'Everything', href: path },
                  { key: 'written', label: 'Written', href: `${path}?show=written` },
                  { key: 'public', label: 'Public', href: `${path}?show=public` },
                ]}
              />
            }
          >
            <Story incident={incident} part={part} now={now} correct={writes ? correct : null} whole={whole} />
          </Card>
          <AlertsCard incident={incident} now={now} open={openAlerts} actions={writes ? { attach, detach } : null} />
          <ImpactCard impact={incident.impact} covers={incident.coverage !== 'none'} now={now} />
          {writes ? (
            <LinkButton href="#update" variant="primary" className="sticky bottom-3 shadow-float lg:hidden">
              Write an update
            </LinkButton>
          ) : null}
        </div>
        <div className="min-w-0 space-y-4 lg:col-start-2">
          <Card title="Facts">
            <IncidentFacts incident={incident} now={now} />
          </Card>
          <PeopleCard
            incident={incident}
            staff={staff}
            me={ctx.actor.userId}
            now={now}
            actions={writes && incident.closedAt === null ? { command, join, leave, addResponder: callIn, removeResponder: release } : null}
          />
          {writes ? (
            <DetailsCard
              incident={incident}
              startedAt={writtenIn(incident.startedAt, 'UTC')}
              maySev1={mayOpen(ctx.actor, 1)}
              choices={choices}
              whole={whole}
              actions={{ severity, details }}
            />
          ) : null}
        </div>
      </div>
    </>
  )
}
