import { ErrorState } from '@/components/ui/error-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import type { StatusSnapshot } from '@/lib/status/model'

/** Of which systems somebody is told, in words. */
export function systemNames(keys: readonly string[], { systems }: StatusSnapshot): string {
  if (keys.length === 0) return 'every system'
  return keys.map((key) => systems.find((system) => system.key === key)?.name ?? key).join(', ')
}

/** What pages of a subscription say while the database is away. */
export function AwayNote() {
  return (
    <>
      <PageHeader title="Subscriptions cannot be read right now" actions={<LinkButton href="/status">State now</LinkButton>} />
      <ErrorState
        title="The database behind this page does not answer."
        kept="Subscriptions are kept, and the link stays good."
        advice="Open the link again in a minute."
      />
    </>
  )
}
