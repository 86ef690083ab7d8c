import { ChevronRight } from 'lucide-react'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { ActionForm } from '@/components/ui/action-form'
import { requireUser, signedInPerson } from '@/lib/http/require-actor'
import { Heading } from '../../_parts/heading'
import { TextLink } from '../../_parts/text-link'
import { switchOrganization } from './actions'

export const metadata: Metadata = { title: 'Choose an organization' }

export default async function ChoosePage() {
  const { actor } = await requireUser()
  const { memberships: organizations } = await signedInPerson()
  if (organizations.length === 0 && actor.platformRole) redirect('/admin')
  if (organizations.length === 0) {
    return (
      <Heading title="You are in no organization yet">
        Ask an owner of yours to invite the address that you signed in with. <TextLink href="/sign-out">Sign out</TextLink>
      </Heading>
    )
  }
  return (
    <>
      <Heading title="Choose an organization">You can change it later at the top of the sidebar.</Heading>
      <ul className="space-y-2">
        {organizations.map((organization) => (
          <li key={organization.id}>
            <ActionForm action={switchOrganization} quiet>
              <input type="hidden" name="organizationId" value={organization.id} />
              <button
                type="submit"
                className="flex w-full items-center justify-between gap-3 rounded-md border border-border px-4 py-2.5 text-left transition-colors hover:border-border-strong hover:bg-surface-muted pointer-coarse:min-h-11"
              >
                <span className="min-w-0">
                  <span className="block truncate font-medium">{organization.name}</span>
                  <span className="text-sm text-text-muted">
                    {organization.role}
                    {organization.simulated ? ' · simulated' : ''}
                  </span>
                </span>
                <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-text-muted" />
              </button>
            </ActionForm>
          </li>
        ))}
      </ul>
      {actor.platformRole ? (
        <p className="mt-5 text-sm">
          <TextLink href="/admin">Go to the staff pages</TextLink>
        </p>
      ) : null}
    </>
  )
}
