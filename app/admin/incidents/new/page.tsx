import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { IncidentForm } from '@/components/incidents/incident-form'
import { Banner } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import type { SearchParams } from '@/components/ui/table-query'
import { wholeOf } from '@/components/ui/whole'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { mayOpen } from '@/lib/incidents/permissions'
import { listChoices, listSystemChoices } from '@/lib/incidents/queries/choices'
import { prefillFromAlert } from '@/lib/incidents/queries/prefill'
import { listResponseStaff } from '@/lib/incidents/queries/staff'
import { incidentLabel } from '@/lib/incidents/words'
import { writtenIn } from '@/lib/local-time'
import { open } from './actions'

export const metadata: Metadata = { title: 'Open an incident' }

const nothing = { title: '', severity: 3, startedAt: '', systems: [], coverage: 'none', routes: [], tools: [], provider: null } as const

/** The form that opens an incident, filled in from an alert where one is named. */
export default async function NewIncidentPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('incidents.create')
  const search = await searchParams
  const { alert } = search
  const whole = wholeOf(search)
  const alertId = typeof alert === 'string' ? alert : null
  const { prefill, ...offered } = await readPlatform(ctx, async (tx) => ({
    prefill: alertId === null ? null : await prefillFromAlert(tx, alertId),
    systems: await listSystemChoices(tx),
    staff: await listResponseStaff(tx),
    choices: whole.drawn ? await listChoices(tx) : null,
  }))
  if (alertId !== null && prefill === null) notFound()
  const draft = prefill
    ? {
        ...prefill,
        startedAt: writtenIn(prefill.startedAt, 'UTC'),
        coverage: prefill.provider ? ('provider' as const) : prefill.routes.length + prefill.tools.length > 0 ? ('some' as const) : ('none' as const),
      }
    : { ...nothing, alertId: null }
  return (
    <>
      <PageHeader
        eyebrow="Incidents"
        title={prefill ? `Open an incident from “${prefill.title}”` : 'Open an incident'}
        note={
          prefill
            ? 'Filled in from the alert; change what is not so. The alert is attached, and what it does is written into the story.'
            : 'Say what is broken. Everything can be changed later, and the sooner it is open the sooner others know.'
        }
      />
      <div className="max-w-3xl space-y-4">
        {prefill?.incident ? (
          <Banner
            tone="warning"
            title={`This alert belongs to ${incidentLabel(prefill.incident.number)} already: ${prefill.incident.title}`}
            actions={<LinkButton href={`/admin/incidents/${prefill.incident.id}`}>Go there</LinkButton>}
          >
            What you open here is entered there as reported again.
          </Banner>
        ) : null}
        <Card>
          <IncidentForm open={open} draft={draft} maySev1={mayOpen(ctx.actor, 1)} me={ctx.actor.userId} whole={whole} {...offered} />
        </Card>
      </div>
    </>
  )
}
