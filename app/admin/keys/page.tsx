import type { Metadata } from 'next'
import { IssueKeyForm } from '@/components/keys/issue-key-form'
import { KeyList } from '@/components/keys/key-list'
import { Card } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { listPlatformKeys } from '@/lib/auth/keys/queries/list-keys'
import { hasPermission } from '@/lib/auth/model'
import { env } from '@/lib/env'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { issue, revoke, rotate, setAllowlist } from './actions'

export const metadata: Metadata = { title: 'Keys' }

export default async function PlatformKeysPage() {
  const ctx = await requireStaff('admin.read')
  const keys = await readPlatform(ctx, (tx) => listPlatformKeys(tx, ctx.now))
  const mayManage = hasPermission(ctx.actor, 'keys.manage')
  const example = `curl ${new URL('/api/ingest/events', env().APP_URL)} \\
  -H 'Authorization: Bearer <key>' -H 'Content-Type: application/cloudevents+json' \\
  -d '{"specversion":"1.0","id":"1","source":"/platform","type":"organization.updated","data":{"id":"acme","name":"Acme"}}'`

  return (
    <>
      <PageHeader
        eyebrow="Keys"
        title={
          keys.length === 0
            ? 'No key may send facts for the platform yet'
            : keys.length === 1
              ? 'One key speaks for the platform'
              : `${keys.length} keys speak for the platform`
        }
        note="They may send facts of every organization: keep them on the platform’s own servers, bound to their addresses."
        actions={mayManage && keys.length > 0 ? <LinkButton href="#issue">Issue a key</LinkButton> : undefined}
      />
      <div className="space-y-4">
        <Card title="Live keys" note="Newest first." flush>
          {keys.length === 0 ? (
            <EmptyState title="Keys of the platform stand here with their age and last use." action={<CodeBlock label="First fact" code={example} />}>
              Issue one below, then send the first fact with it.
            </EmptyState>
          ) : (
            <KeyList keys={keys} now={ctx.now} zone="UTC" actions={mayManage ? { rotate, revoke, setAllowlist } : null} />
          )}
        </Card>
        {mayManage ? (
          <Card id="issue" title="Issue a key" note="Only its hash is kept here, so a lost key is replaced, not looked up.">
            <IssueKeyForm action={issue} />
          </Card>
        ) : null}
      </div>
    </>
  )
}
