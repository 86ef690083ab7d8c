import Link from 'next/link'
import { Banner } from '@/components/ui/banner'
import { formatRelative } from '@/lib/format'
import type { IncidentRow } from '@/lib/incidents/view'
import { incidentLabel, severityLabel, statusWords } from '@/lib/incidents/words'
import { severityMark } from './words'

/** On every staff page while a SEV1 or SEV2 is open: the gravest of them, and how many more there are. */
export function GraveBanner({ incidents, now }: { incidents: readonly IncidentRow[]; now: Date }) {
  const [gravest, ...others] = incidents
  if (!gravest) return null
  return (
    <Banner
      tone={severityMark(gravest.severity).tone}
      title={
        <>
          {severityLabel(gravest.severity)}:{' '}
          <Link href={`/admin/incidents/${gravest.id}`} prefetch={false} className="underline underline-offset-2">
            {gravest.title}
          </Link>
        </>
      }
    >
      {incidentLabel(gravest.number)}, {statusWords[gravest.status].toLowerCase()}, began {formatRelative(gravest.startedAt, now)}
      {gravest.commander ? `, ${gravest.commander.name ?? 'somebody'} in command` : ', nobody in command'}.
      {others.length > 0 ? (
        <>
          {' '}
          <Link href="/admin/incidents?status=open" prefetch={false} className="underline underline-offset-2">
            {others.length === 1 ? 'One more SEV1 or SEV2 is open' : `${others.length} more of SEV1 and SEV2 are open`}
          </Link>
          .
        </>
      ) : null}
    </Banner>
  )
}
