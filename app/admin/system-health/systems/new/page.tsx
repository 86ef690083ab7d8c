import type { Metadata } from 'next'
import { SystemForm } from '@/components/systems/system-form'
import { Card } from '@/components/ui/card'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { requireStaff } from '@/lib/http/require-actor'
import { save } from '../actions'

export const metadata: Metadata = { title: 'New system' }

/** Adds a system. */
export default async function NewSystemPage() {
  await requireStaff('alerts.write')
  return (
    <>
      <PageHeader
        eyebrow="Systems"
        title="Name a part of the platform"
        note="One that can fail by itself, and that people would be told about by this name."
        actions={<LinkButton href="/admin/system-health/systems">All systems</LinkButton>}
      />
      <div className="max-w-3xl">
        <Card>
          <SystemForm save={save} system={null} />
        </Card>
      </div>
    </>
  )
}
