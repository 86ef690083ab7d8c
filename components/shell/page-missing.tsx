import type { ReactNode } from 'react'
import { LinkButton } from '../ui/link-button'

interface PageMissingProps {
  home: string
  homeLabel: string
  title?: string
  /** Why nothing may stand here. */
  children?: ReactNode
}

/** An address without a page, or with one that is not this reader's: both say the same. */
export function PageMissing({
  home,
  homeLabel,
  title = 'There is no such page',
  children = 'The address may be mistyped, what stood here may be gone, or it belongs to an organization that this session does not look at.',
}: PageMissingProps) {
  return (
    <div className="mx-auto w-full max-w-2xl py-10 text-center">
      <h1 className="text-xl font-semibold">{title}</h1>
      <p className="mx-auto mt-2 max-w-[52ch] text-text-muted text-pretty">{children}</p>
      <div className="mt-5 flex justify-center gap-2">
        <LinkButton href={home} variant="primary">
          {homeLabel}
        </LinkButton>
      </div>
    </div>
  )
}
