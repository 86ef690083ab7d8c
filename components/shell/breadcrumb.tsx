'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { type Console, consoles, sectionOf } from './navigation'

/** Where the reader is: console or organization, then the section. Pages below a section name themselves in their header. */
export function Breadcrumb({ console, root }: { console: Console; root: string }) {
  const path = usePathname()
  const section = sectionOf(console, path)
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1.5 text-sm">
        <li className="min-w-0 truncate max-sm:hidden">
          <Link href={consoles[console].href} className="rounded-sm text-text-muted hover:text-text">
            {root}
          </Link>
        </li>
        {section ? (
          <li className="flex min-w-0 items-center gap-1.5">
            <span aria-hidden="true" className="text-text-muted max-sm:hidden">
              /
            </span>
            <Link href={section.href} aria-current={path === section.href ? 'page' : undefined} className="truncate rounded-sm font-medium hover:underline">
              {section.label}
            </Link>
          </li>
        ) : null}
      </ol>
    </nav>
  )
}
