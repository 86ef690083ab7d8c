import { Menu as MenuIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { AlertBell } from '../live/alert-bell'
import { LiveIndicator } from '../live/live-indicator'
import { buttonClass } from '../ui/button-style'
import { Breadcrumb } from './breadcrumb'
import { type Console, navigation } from './navigation'
import { PaletteButton } from './palette-button'
import type { FindEntries } from './palette-entry'
import { SIDEBAR_ID } from './sidebar'
import { ThemeMenu } from './theme-menu'

interface TopBarProps {
  console: Console
  /** First part of the breadcrumb: the organization, or the console's name. */
  root: string
  /** What else the palette finds: tools, customers. */
  find?: FindEntries
  other?: Console
  /** How much of the alerts the reader has not seen. */
  bell: { unseen: number; newestSeq: number }
  userMenu: ReactNode
}

/** Where each console hears what happens, and reads what it has not seen. */
const liveAddresses: Record<Console, { stream: string; bell: string }> = {
  tenant: { stream: '/api/stream', bell: '/api/alerts/bell' },
  staff: { stream: '/api/admin/stream', bell: '/api/admin/alerts/bell' },
}

/** Breadcrumb, whether it is live, palette, bell, theme, person. */
export function TopBar({ console, root, find, other, bell, userMenu }: TopBarProps) {
  const live = liveAddresses[console]
  return (
    <header className="sticky top-0 z-10 border-b border-border bg-background">
      {/* Menus are put into the header beside this row, not into it. */}
      <div className="flex h-12 items-center gap-2 px-4 sm:px-6">
        <button
          type="button"
          popoverTarget={SIDEBAR_ID}
          aria-label="Sections"
          className={`${buttonClass({ variant: 'ghost', width: 'square' })} -ml-2 md:hidden`}
        >
          <MenuIcon aria-hidden="true" />
        </button>
        <Breadcrumb console={console} root={root} />
        <div className="ml-auto flex shrink-0 items-center gap-1">
          <LiveIndicator url={live.stream} />
          <PaletteButton console={console} find={find} other={other} />
          <AlertBell {...bell} url={live.bell} allHref={navigation[console].find(({ key }) => key === 'alerts')?.href ?? null} />
          <ThemeMenu />
          {userMenu}
        </div>
      </div>
    </header>
  )
}
