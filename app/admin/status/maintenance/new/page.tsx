import type { Metadata } from 'next'
import { MaintenanceFields } from '@/components/status/maintenance-fields'
import { ActionForm } from '@/components/ui/action-form'
import { Card } from '@/components/ui/card'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { SubmitButton } from '@/components/ui/submit-button'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { listShownSystems } from '@/lib/status/queries/read-rows'
import { plan } from '../actions'

export const metadata: Metadata = { title: 'Plan maintenance' }

/** Announces planned work. */
export default async function NewMaintenancePage() {
  const ctx = await requireStaff('incidents.create')
  const systems = await readPlatform(ctx, listShownSystems)
  return (
    <>
      <PageHeader
        eyebrow="Status page"
        title="Plan maintenance"
        note="It stands on the public page at once; whoever has subscribed to one of its systems is told within two minutes."
        actions={<LinkButton href="/admin/status/maintenance">All maintenance</LinkButton>}
      />
      <Card className="max-w-3xl">
        <ActionForm action={plan} className="space-y-5" quiet>
          <MaintenanceFields systems={systems} value={null} now={ctx.now} />
          <SubmitButton pendingLabel="Announcing">Announce it</SubmitButton>
        </ActionForm>
      </Card>
    </>
  )
}
