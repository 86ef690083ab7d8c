import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { SystemForm } from '@/components/systems/system-form'
import { ActionButton } from '@/components/ui/action-button'
import { Banner } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { KeyValue } from '@/components/ui/key-value'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import type { SearchParams } from '@/components/ui/table-query'
import { hasPermission } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { getSystem } from '@/lib/systems/queries/list-systems'
import { archive, restore, save } from '../actions'

export const metadata: Metadata = { title: 'System' }

interface SystemPageProps {
  params: Promise<{ systemKey: string }>
  searchParams: Promise<SearchParams>
}

/** A system and its editor. */
export default async function SystemPage({ params, searchParams }: SystemPageProps) {
  const ctx = await requireStaff('admin.read')
  const { systemKey } = await params
  const system = await readPlatform(ctx, (tx) => getSystem(tx, systemKey)).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  const writes = hasPermission(ctx.actor, 'alerts.write')
  return (
    <>
      <PageHeader
        eyebrow="Systems"
        title={`${system.name} ${system.archivedAt !== null ? 'is archived' : system.public ? 'stands on the public status page' : 'is known to staff only'}`}
        note={system.description || null}
        actions={
          <>
            <LinkButton href={`/admin/incidents?system=${system.key}`}>Incidents</LinkButton>
            {system.logService ? <LinkButton href={`/admin/logs?service=${encodeURIComponent(system.logService)}`}>Logs</LinkButton> : null}
            <LinkButton href="/admin/system-health/systems">All systems</LinkButton>
          </>
        }
      />
      <div className="max-w-3xl space-y-4">
        {(await searchParams).saved ? <Banner tone="good" title="Saved." /> : null}
        {writes ? (
          <>
            <Card title="Change it">
              <SystemForm key={system.updatedAt.getTime()} save={save} system={system} />
            </Card>
            <ActionButton action={system.archivedAt === null ? archive : restore} fields={{ key: system.key }} pendingLabel="Changing">
              {system.archivedAt === null ? 'Archive the system' : 'Take it back from the archive'}
            </ActionButton>
          </>
        ) : (
          <Card title="What belongs to it">
            <KeyValue
              columns={2}
              items={[
                { label: 'Routes', value: system.routes.join(', ') || 'none' },
                { label: 'Provider', value: system.provider ?? 'none: it is ours' },
                { label: 'Service in the logs', value: system.logService ?? 'none' },
                { label: 'Heading on the status page', value: system.groupName || 'none' },
              ]}
            />
          </Card>
        )}
      </div>
    </>
  )
}
