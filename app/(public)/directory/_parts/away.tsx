import { buttonClass } from '@/components/ui/button-style'
import { ErrorState } from '@/components/ui/error-state'

/** What a page of the directory says while the database is away: on the server, so that it shows without JavaScript, too. */
export function Away({ href }: { href: string }) {
  return (
    <>
      <h1 className="mb-4 text-xl font-semibold">The directory cannot be read right now</h1>
      <ErrorState
        title="The database behind this page does not answer."
        kept="Nothing is lost: tools and their figures are where they were."
        advice="Try again in a minute. Badges on other sites show what they last showed until then."
        actions={
          <a href={href} className={buttonClass({ variant: 'primary' })}>
            Try again
          </a>
        }
      />
    </>
  )
}
