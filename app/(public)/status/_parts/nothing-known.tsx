import { ErrorState } from '@/components/ui/error-state'
import { LinkButton } from '@/components/ui/link-button'

/** What the page says when no state was ever put together and none can be. */
export function NothingKnown({ href }: { href: string }) {
  return (
    <>
      <h1 className="mb-4 text-xl font-semibold">The state of the systems is not known right now</h1>
      <ErrorState
        title="The database behind this page does not answer, and this server has no earlier copy."
        kept="Nothing is lost. That this page cannot be read says nothing about the systems themselves."
        advice="Try again in a minute."
        actions={
          <LinkButton href={href} variant="primary">
            Try again
          </LinkButton>
        }
      />
    </>
  )
}
