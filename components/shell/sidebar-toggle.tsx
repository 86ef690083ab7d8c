'use client'

import { PanelLeftClose, PanelLeftOpen } from 'lucide-react'
import { useFrame } from './shell-frame'

/** Collapses the sidebar to icons and back; the choice is remembered. Not on phones, where it is a sheet. */
export function SidebarToggle() {
  const { sidebar, toggleSidebar } = useFrame()
  const Icon = sidebar === 'open' ? PanelLeftClose : PanelLeftOpen
  return (
    <button
      type="button"
      onClick={toggleSidebar}
      className="relative flex h-8 w-full items-center gap-2.5 rounded-md px-2 text-left text-sm text-text-muted hover:bg-surface-muted hover:text-text max-md:hidden"
    >
      <Icon aria-hidden="true" className="size-4 shrink-0" />
      <span className="collapsed-label">{sidebar === 'open' ? 'Collapse' : 'Expand'}</span>
      <span className="sr-only"> the sidebar</span>
    </button>
  )
}
