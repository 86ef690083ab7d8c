import type { Metadata } from 'next'
import { ActionButton } from '@/components/ui/action-button'
import { ActionForm } from '@/components/ui/action-form'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { StatusMark } from '@/components/ui/status-mark'
import { SubmitButton } from '@/components/ui/submit-button'
import { Tag } from '@/components/ui/tag'
import { TextField } from '@/components/ui/text-field'
import { listWebhookEndpoints } from '@/lib/accounts/queries'
import { isOwner } from '@/lib/auth/model'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { add, disable, enable } from './actions'

export const metadata: Metadata = { title: 'Webhooks' }

export default async function WebhooksPage() {
  const ctx = await requireTenant()
  const endpoints = await readTenant(ctx, (tx) => listWebhookEndpoints(tx, ctx.organizationId))
  const active = endpoints.filter((endpoint) => endpoint.active).length
  const mayManage = isOwner(ctx.actor)

  return (
    <>
      <PageHeader
        eyebrow="Settings"
        title={active === 0 ? 'Webhooks reach nobody yet' : active === 1 ? 'Webhooks go to one address' : `Webhooks go to ${active} addresses`}
        note="The platform tells these addresses about disputes, refunds and payouts. Having one counts for the security dimension of the health score."
      />
      <div className="space-y-4">
        {mayManage ? (
          <Card title="Register an address" note="It has to answer POST requests over https with 2xx at once.">
            <ActionForm action={add} className="grid max-w-2xl items-end gap-3 sm:grid-cols-[minmax(0,1fr)_auto]">
              <TextField name="url" label="Address" type="url" required placeholder="https://example.com/webhooks" autoComplete="off" mono />
              <SubmitButton pendingLabel="Registering">Register</SubmitButton>
            </ActionForm>
          </Card>
        ) : null}
        <Card title="Addresses" flush>
          {endpoints.length === 0 ? (
            <EmptyState title="Addresses that are registered here or reported by the platform stand in this list.">
              {mayManage ? 'Register the first one above.' : 'Owners of the organization register addresses.'}
            </EmptyState>
          ) : (
            <ul>
              {endpoints.map((endpoint) => (
                <li
                  key={endpoint.id}
                  className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-border px-4 py-3 last:border-b-0 sm:px-5"
                >
                  <p className="min-w-0 font-mono text-sm break-all">{endpoint.url}</p>
                  <div className="flex flex-wrap items-center gap-3">
                    {endpoint.reported ? <Tag>reported by the platform</Tag> : null}
                    <StatusMark tone={endpoint.active ? 'good' : 'neutral'} label={endpoint.active ? 'On' : 'Off'} className="text-sm" />
                    {mayManage && !endpoint.reported ? (
                      <ActionButton
                        action={endpoint.active ? disable : enable}
                        undo={{ action: endpoint.active ? enable : disable }}
                        fields={{ id: endpoint.id }}
                        size="sm"
                        pendingLabel="Switching"
                      >
                        {endpoint.active ? 'Switch off' : 'Switch on'}
                      </ActionButton>
                    ) : null}
                  </div>
                </li>
              ))}
            </ul>
          )}
        </Card>
      </div>
    </>
  )
}
