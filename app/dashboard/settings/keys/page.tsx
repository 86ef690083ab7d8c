import type { Metadata } from 'next'
import { IssueKeyForm } from '@/components/keys/issue-key-form'
import { KeyList } from '@/components/keys/key-list'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { getOrganization } from '@/lib/accounts/queries'
import { listKeys } from '@/lib/auth/keys/queries/list-keys'
import { isOwner } from '@/lib/auth/model'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { issue, revoke, rotate, setAllowlist } from './actions'

export const metadata: Metadata = { title: 'API keys' }

export default async function KeysPage() {
  const ctx = await requireTenant()
  const { keys, zone } = await readTenant(ctx, async (tx) => {
    const [keys, organization] = await Promise.all([listKeys(tx, ctx.organizationId), getOrganization(tx, ctx.organizationId)])
    return { keys, zone: organization.timeZone }
  })
  const mayManage = isOwner(ctx.actor)
  const open = keys.filter((key) => key.ipAllowlist.length === 0).length

  return (
    <>
      <PageHeader
        eyebrow="Settings"
        title={keys.length === 0 ? 'There are no API keys' : keys.length === 1 ? 'One API key is live' : `${keys.length} API keys are live`}
        note={
          keys.length === 0
            ? 'A key lets a program do what its scopes say, as this organization.'
            : open === 0
              ? 'All are bound to known addresses.'
              : `${open === keys.length ? 'All' : open === 1 ? 'One' : open} of them can be used from any address, which costs points in the security dimension.`
        }
        actions={mayManage && keys.length > 0 ? <LinkButton href="#issue">Issue a key</LinkButton> : undefined}
      />
      <div className="space-y-4">
        <Card title="Live keys" note="Oldest first: those are the ones to rotate." flush>
          {keys.length === 0 ? (
            <EmptyState title="Keys that are issued here, and keys that the platform reports, stand in this list with their age and last use.">
              {mayManage ? 'Issue the first one below.' : 'Owners of the organization issue keys.'}
            </EmptyState>
          ) : (
            <KeyList keys={keys} now={ctx.now} zone={zone} actions={mayManage ? { rotate, revoke, setAllowlist } : null} />
          )}
        </Card>
        {mayManage ? (
          <Card
            id="issue"
            title="Issue a key"
            note="Give it only what the program needs. Only its hash is kept here, so a lost key is replaced, not looked up."
          >
            <IssueKeyForm action={issue} />
          </Card>
        ) : null}
      </div>
    </>
  )
}
