import type { Metadata } from 'next'
import { SloForm } from '@/components/systems/slo-form'
import { Card } from '@/components/ui/card'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { listSystems } from '@/lib/systems/queries/list-systems'
import { offeredMetrics } from '../_parts/offered-metrics'
import { save } from '../actions'

export const metadata: Metadata = { title: 'New SLO' }

/** Writes an SLO. */
export default async function NewSloPage() {
  const ctx = await requireStaff('alerts.write')
  const systems = await readPlatform(ctx, (tx) => listSystems(tx))
  return (
    <>
      <PageHeader
        eyebrow="SLOs"
        title="Say which part of the events is to be good"
        note="Choose what people would notice, and a target that is missed only when they do."
        actions={<LinkButton href="/admin/system-health/slos">All SLOs</LinkButton>}
      />
      <div className="max-w-3xl">
        <Card>
          <SloForm save={save} slo={null} minBad={null} systems={systems} metrics={offeredMetrics} />
        </Card>
      </div>
    </>
  )
}
