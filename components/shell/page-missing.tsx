import { LinkButton } from '../ui/link-button'

/** An address without a page, or with one that is not this reader's: both say the same. */
export function PageMissing({ home, homeLabel }: { home: string; homeLabel: string }) {
  return (
    <div className="mx-auto w-full max-w-2xl py-10 text-center">
      <h1 className="text-xl font-semibold">There is no such page</h1>
      <p className="mx-auto mt-2 max-w-[52ch] text-text-muted text-pretty">
        The address may be mistyped, what stood here may be gone, or it belongs to an organization that this session does not look at.
      </p>
      <div className="mt-5 flex justify-center gap-2">
        <LinkButton href={home} variant="primary">
          {homeLabel}
        </LinkButton>
      </div>
    </div>
  )
}
