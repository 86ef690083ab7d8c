import Link from 'next/link'
import type { ReactNode } from 'react'
import { Logo } from './logo'
import { NavLink } from './nav-link'
import { type Console, consoles, navigation } from './navigation'
import { SidebarToggle } from './sidebar-toggle'

interface SidebarProps {
  console: Console
  /** The organization switcher, or what stands in its place for staff. */
  top: ReactNode
  /** Urgent things by section key. */
  counts?: Record<string, number>
  /** The other console, for who has both. */
  other?: Console
}

/** Id by which the top bar's menu button opens the sidebar on phones. */
export const SIDEBAR_ID = 'sidebar'

/**
 * The sections. From tablets up it stands at the left and collapses to icons; on phones it is a sheet,
 * by the browser's own popover, so it opens before hydration.
 */
export function Sidebar({ console, top, counts = {}, other }: SidebarProps) {
  const OtherIcon = other ? consoles[other].icon : null
  return (
    <nav
      id={SIDEBAR_ID}
      aria-label="Console"
      popover="auto"
      className="fixed inset-y-0 left-0 m-0 hidden h-dvh overflow-visible max-h-none w-64 flex-col border-r border-border bg-surface text-text backdrop:bg-scrim open:flex max-md:shadow-float md:sticky md:top-0 md:z-20 md:flex md:w-56 md:shrink-0 collapsed:w-13"
    >
      <div className="flex h-12 shrink-0 items-center px-3">
        <Link href={consoles[console].href} className="flex items-center gap-2 rounded-md px-1 text-base font-semibold">
          <Logo />
          <span className="collapsed:sr-only">Pulsegrid</span>
        </Link>
      </div>
      <div className="px-2 pb-2">{top}</div>
      <div className="flex-1 overflow-y-auto px-2 collapsed:overflow-visible">
        <ul className="space-y-0.5">
          {navigation[console].map(({ key, href, label, icon: Icon }) => (
            <li key={key}>
              <NavLink console={console} sectionKey={key} href={href} label={label} icon={<Icon aria-hidden="true" />} count={counts[key]} />
            </li>
          ))}
        </ul>
      </div>
      <div className="space-y-0.5 border-t border-border p-2">
        {other && OtherIcon ? (
          <NavLink
            console={console}
            sectionKey={`console-${other}`}
            href={consoles[other].href}
            label={consoles[other].label}
            icon={<OtherIcon aria-hidden="true" />}
          />
        ) : null}
        <SidebarToggle />
      </div>
    </nav>
  )
}
