'use client'

import Link, { useLinkStatus } from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { type Console, sectionOf } from './navigation'

interface NavLinkProps {
  console: Console
  sectionKey: string
  href: string
  label: string
  icon: ReactNode
  /** Urgent things in the section; shown from one on. */
  count?: number
}

/** A section in the sidebar: icon and word; collapsed, the word appears beside the icon on hover and focus. */
export function NavLink({ console, sectionKey, href, label, icon, count = 0 }: NavLinkProps) {
  const current = sectionOf(console, usePathname())?.key === sectionKey
  return (
    <Link
      href={href}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => event.currentTarget.closest<HTMLElement>('[popover]:popover-open')?.hidePopover()}
      className="group/nav relative flex h-8 items-center gap-2.5 rounded-md px-2 text-sm text-text-muted transition-colors hover:bg-surface-muted hover:text-text aria-[current]:bg-surface-muted aria-[current]:font-medium aria-[current]:text-text pointer-coarse:h-11 [&_svg]:size-4 [&_svg]:shrink-0"
    >
      <Icon>{icon}</Icon>
      <span className="collapsed-label min-w-0 flex-1 truncate">{label}</span>
      {count > 0 ? (
        <span className="rounded-sm bg-critical-soft px-1 text-xs font-medium text-critical collapsed:absolute collapsed:-top-1 collapsed:-right-1">
          {count}
          <span className="sr-only"> urgent</span>
        </span>
      ) : null}
    </Link>
  )
}

/** Breathes while the page that was asked for is on its way. */
function Icon({ children }: { children: ReactNode }) {
  const { pending } = useLinkStatus()
  return <span className={pending ? 'animate-pulse text-accent' : undefined}>{children}</span>
}
