'use client'

import { createContext, type ReactNode, startTransition, useContext, useMemo, useState } from 'react'
import type { SIDEBAR_COOKIE, THEME_COOKIE, Theme } from './preferences'

/** Keeps a preference in its cookie; a server action. */
export type Remember = (preference: { name: typeof THEME_COOKIE; value: Theme } | { name: typeof SIDEBAR_COOKIE; value: 'open' | 'collapsed' }) => Promise<void>

interface Frame {
  sidebar: 'open' | 'collapsed'
  toggleSidebar: () => void
  theme: Theme
  chooseTheme: (theme: Theme) => void
}

const FrameContext = createContext<Frame | null>(null)

/**
 * What of the shell can be changed by its reader.
 * @throws Error outside of the shell
 */
export function useFrame(): Frame {
  const frame = useContext(FrameContext)
  if (!frame) throw new Error('useFrame needs ShellFrame above it.')
  return frame
}

/** Holds the reader's preferences; changes show at once and are remembered behind their back. */
export function ShellFrame({
  sidebar: firstSidebar,
  theme: firstTheme,
  remember,
  children,
}: {
  sidebar: Frame['sidebar']
  theme: Theme
  remember: Remember
  children: ReactNode
}) {
  const [sidebar, setSidebar] = useState(firstSidebar)
  const [theme, setTheme] = useState(firstTheme)
  const frame = useMemo<Frame>(
    () => ({
      sidebar,
      toggleSidebar: () => {
        const value = sidebar === 'open' ? 'collapsed' : 'open'
        setSidebar(value)
        startTransition(() => remember({ name: 'sidebar', value }))
      },
      theme,
      chooseTheme: (value) => {
        setTheme(value)
        // The server writes the same attribute from the cookie on the next page.
        document.documentElement.dataset.theme = value
        startTransition(() => remember({ name: 'theme', value }))
      },
    }),
    [sidebar, theme, remember],
  )
  return (
    <FrameContext value={frame}>
      <div data-sidebar={sidebar} className="group/shell flex min-h-dvh">
        {children}
      </div>
    </FrameContext>
  )
}
