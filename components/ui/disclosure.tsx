import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx'

interface DisclosureProps {
  /** What stands there closed; keep links and buttons out of it. */
  summary: ReactNode
  children: ReactNode
  open?: boolean
  /** Disclosures of one name close each other. */
  name?: string
  id?: string
  className?: string
  summaryClassName?: string
}

/** Something that opens, by <details>: works before and without JavaScript, and the browser's search finds what is inside. */
export function Disclosure({ summary, children, open, name, id, className, summaryClassName }: DisclosureProps) {
  return (
    <details id={id} open={open} name={name} className={cx('group/disclosure', className)}>
      <summary className={cx('flex items-center gap-2 rounded-md', summaryClassName)}>
        <ChevronRight
          aria-hidden="true"
          className="size-4 shrink-0 text-text-muted transition-transform duration-140 ease-out group-open/disclosure:rotate-90"
        />
        <span className="min-w-0 flex-1">{summary}</span>
      </summary>
      {children}
    </details>
  )
}
