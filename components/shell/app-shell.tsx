import type { ReactNode } from 'react'
import { ToastHost } from '../ui/toast-host'
import { DataLabels } from './data-labels'
import type { Console } from './navigation'
import type { FindEntries } from './palette-entry'
import type { Theme } from './preferences'
import { type Remember, ShellFrame } from './shell-frame'
import { Sidebar } from './sidebar'
import { TopBar } from './top-bar'

interface AppShellProps {
  console: Console
  /** First part of the breadcrumb: the organization, or the console's name. */
  root: string
  /** At the head of the sidebar: the organization switcher. */
  switcher: ReactNode
  userMenu: ReactNode
  /** The other console, for who may use both. */
  other?: Console
  /** Urgent things by section key. */
  counts?: Record<string, number>
  /** How much of the alerts the reader has not seen. */
  bell: { unseen: number; newestSeq: number }
  /** Only when the platform is not fine or data is stale. */
  statusBanner?: ReactNode
  simulated: string | null
  shiftedWeeks: number | null
  find?: FindEntries
  preferences: { theme: Theme; sidebar: 'open' | 'collapsed' }
  remember: Remember
  children: ReactNode
}

/** The frame around every page of a console; the page itself is its main content. */
export function AppShell({
  console,
  root,
  switcher,
  userMenu,
  other,
  counts,
  bell,
  statusBanner,
  simulated,
  shiftedWeeks,
  find,
  preferences,
  remember,
  children,
}: AppShellProps) {
  return (
    <ShellFrame sidebar={preferences.sidebar} theme={preferences.theme} remember={remember}>
      <a href="#main" className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent px-3 py-2 text-sm text-on-accent focus-visible:translate-y-0">
        Skip to the content
      </a>
      <Sidebar console={console} top={switcher} counts={counts} other={other} />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar console={console} root={root} find={find} other={other} bell={bell} userMenu={userMenu} />
        <DataLabels simulated={simulated} shiftedWeeks={shiftedWeeks} />
        {statusBanner ? (
          <aside aria-label="State of the platform" className="space-y-3 px-4 pt-4 empty:hidden sm:px-6">
            {statusBanner}
          </aside>
        ) : null}
        <main id="main" tabIndex={-1} className="mx-auto w-full max-w-[80rem] flex-1 px-4 pt-6 pb-16 sm:px-6">
          {children}
        </main>
      </div>
      <ToastHost />
    </ShellFrame>
  )
}
