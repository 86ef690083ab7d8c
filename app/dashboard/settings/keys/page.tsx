import type { Metadata } from 'next'
import { IssueKeyForm } from '@/components/keys/issue-key-form'
import { KeyList } from '@/components/keys/key-list'
import { Card } from '@/components/ui/card'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { TableFilters } from '@/components/ui/table-filters'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { getOrganization } from '@/lib/accounts/queries'
import { keyConcerns } from '@/lib/auth/keys/concerns'
import { type KeyView, listKeys } from '@/lib/auth/keys/queries/list-keys'
import { isOwner } from '@/lib/auth/model'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { issue, revoke, rotate, setAllowlist } from './actions'

export const metadata: Metadata = { title: 'API keys' }

export default async function KeysPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireTenant()
  const query = parseTableQuery(await searchParams, {
    path: '/dashboard/settings/keys',
    sortable: ['issued'],
    defaultSort: { by: 'issued', direction: 'asc' },
  })
  const { keys, zone } = await readTenant(ctx, async (tx) => {
    const [keys, organization] = await Promise.all([listKeys(tx, ctx.organizationId, ctx.now), getOrganization(tx, ctx.organizationId)])
    return { keys, zone: organization.timeZone }
  })
  const mayManage = isOwner(ctx.actor)
  const open = keys.filter((key) => keyConcerns(key, ctx.now).open).length
  const old = keys.filter((key) => keyConcerns(key, ctx.now).old).length
  const show = query.params.show === 'open' || query.params.show === 'old' ? query.params.show : ''
  const matching = keys.filter((key) => matches(key, query.search) && (show === '' || keyConcerns(key, ctx.now)[show]))
  const page = matching.slice(query.offset, query.offset + query.pageSize)

  return (
    <>
      <PageHeader
        eyebrow="Settings"
        title={keys.length === 0 ? 'There are no API keys' : keys.length === 1 ? 'One API key is live' : `${keys.length} API keys are live`}
        note={keys.length === 0 ? 'A key lets a program do what its scopes say, as this organization.' : concernsNote(keys.length, open, old)}
        actions={mayManage && keys.length > 0 ? <LinkButton href="#issue">Issue a key</LinkButton> : undefined}
      />
      <div className="space-y-4">
        <Card id="keys" title="Live keys" note="Oldest first: those are the ones to rotate." flush>
          {keys.length === 0 ? (
            <EmptyState
              picture={<EmptyPicture kind="list" />}
              title="Keys that are issued here, and keys that the platform reports, stand in this list with their age and last use."
            >
              {mayManage ? 'Issue the first one below.' : 'Owners of the organization issue keys.'}
            </EmptyState>
          ) : (
            <>
              <div className="border-b border-border px-4 py-3 sm:px-5">
                <TableFilters
                  query={query}
                  searchPlaceholder="Search by name or prefix"
                  filters={[
                    {
                      name: 'show',
                      label: 'Which keys',
                      value: show,
                      allLabel: `All keys (${keys.length})`,
                      options: [
                        { value: 'open', label: `Work from anywhere (${open})` },
                        { value: 'old', label: `Older than 90 days (${old})` },
                      ],
                    },
                  ]}
                  narrowed={query.search !== '' || show !== ''}
                />
              </div>
              {page.length === 0 ? (
                <p className="px-4 py-6 text-sm text-text-muted sm:px-5">
                  {show === 'open' && open === 0
                    ? 'Every key is bound to known addresses.'
                    : show === 'old' && old === 0
                      ? 'No key is older than 90 days.'
                      : 'No key matches.'}
                </p>
              ) : (
                <KeyList
                  keys={page}
                  now={ctx.now}
                  zone={zone}
                  actions={mayManage ? { rotate, revoke, setAllowlist } : null}
                  task={show === 'open' ? 'allowlist' : show === 'old' ? 'rotate' : null}
                />
              )}
              {matching.length > query.pageSize ? (
                <div className="border-t border-border px-4 py-3 sm:px-5">
                  <Pagination query={query} total={matching.length} shown={page.length} noun="key" />
                </div>
              ) : null}
            </>
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

function matches({ name, prefix }: KeyView, search: string): boolean {
  const wanted = search.toLowerCase()
  return name.toLowerCase().includes(wanted) || prefix.toLowerCase().includes(wanted)
}

/** What the keys cost in the security dimension, in one sentence. */
function concernsNote(keys: number, open: number, old: number): string {
  if (open === 0 && old === 0) return 'All are bound to known addresses, and none is older than 90 days.'
  const share = (count: number) => (count === keys ? (keys === 1 ? 'It' : 'All of them') : count === 1 ? 'One of them' : `${count} of them`)
  const parts = [
    ...(open > 0 ? [`${share(open)} can be used from any address`] : []),
    ...(old > 0 ? [`${share(old)} ${old === 1 ? 'is' : 'are'} older than 90 days`] : []),
  ]
  return `${parts.join('. ')}. Either costs points in the security dimension.`
}
