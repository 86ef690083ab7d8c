import type { Metadata } from 'next'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { AddEndpointForm } from '@/components/webhooks/add-endpoint-form'
import { EndpointBanners } from '@/components/webhooks/endpoint-banners'
import { getOrganization } from '@/lib/accounts/queries'
import { isOwner } from '@/lib/auth/model'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { endpointsSentence } from '@/lib/webhooks/endpoint-words'
import { listEndpoints } from '@/lib/webhooks/queries/list-endpoints'
import { EndpointCard } from './_parts/endpoint-card'
import { HowToVerify } from './_parts/how-to-verify'
import { add, enable } from './actions'

export const metadata: Metadata = { title: 'Webhooks' }

export default async function WebhooksPage() {
  const ctx = await requireTenant()
  const { endpoints, zone } = await readTenant(ctx, async (tx) => {
    const [endpoints, organization] = await Promise.all([
      listEndpoints(tx, { organizationId: ctx.organizationId, now: ctx.now }),
      getOrganization(tx, ctx.organizationId),
    ])
    return { endpoints, zone: organization.timeZone }
  })
  const mayManage = isOwner(ctx.actor)

  return (
    <>
      <PageHeader
        eyebrow="Settings"
        title={endpointsSentence(endpoints)}
        note="Your systems hear of gates, scores, reviews and refunds within a minute. Having an address that is on counts for the security dimension of the health score, accepting what is sent for the operational one."
        actions={<LinkButton href="/dashboard/webhooks">Deliveries</LinkButton>}
      />
      <div className="space-y-4">
        <EndpointBanners endpoints={endpoints} now={ctx.now} enable={mayManage ? enable : null} />
        {endpoints.length === 0 ? (
          <Card title="Addresses" flush>
            <EmptyState title="Addresses that are registered here or reported by the platform stand in this list, with how they have been doing.">
              {mayManage ? 'Register the first one below, then send it a test.' : 'Owners of the organization register addresses.'}
            </EmptyState>
          </Card>
        ) : null}
        {endpoints.map((endpoint) => (
          <EndpointCard key={endpoint.id} endpoint={endpoint} now={ctx.now} zone={zone} mayManage={mayManage} />
        ))}
        {mayManage ? (
          <Card
            id="register"
            title="Register an address"
            note="It has to answer POST requests over https with 2xx within 15 seconds. What it does with the event, it does afterwards."
          >
            <AddEndpointForm action={add} />
          </Card>
        ) : null}
        <HowToVerify />
      </div>
    </>
  )
}
