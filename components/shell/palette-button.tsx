'use client'

import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { lazy, Suspense, useEffect, useEffectEvent, useRef, useState } from 'react'
import { openBell } from '../live/bell-door'
import { buttonClass } from '../ui/button-style'
import { isTyping } from '../ui/typing'
import { type Console, navigation } from './navigation'
import type { FindEntries } from './palette-entry'

const loadPalette = () => import('./palette')
const Palette = lazy(loadPalette)
const ShortcutList = lazy(() => import('./shortcut-list'))

/** After `g` the letter of a section must follow within this time. */
const SEQUENCE_MS = 1_200

interface PaletteButtonProps {
  console: Console
  find?: FindEntries
  other?: Console
}

/** The search button, and the keyboard of the whole shell: ⌘K or Ctrl K, `g` and a letter, `b`, `?`. */
export function PaletteButton({ console, find, other }: PaletteButtonProps) {
  const [open, setOpen] = useState<'palette' | 'shortcuts' | null>(null)
  const [used, setUsed] = useState({ palette: false, shortcuts: false })
  const button = useRef<HTMLButtonElement>(null)
  const router = useRouter()
  const show = (what: 'palette' | 'shortcuts') => {
    setUsed((before) => ({ ...before, [what]: true }))
    setOpen(what)
  }
  const pressedG = useRef(Number.NEGATIVE_INFINITY)
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if ((event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      show('palette')
      return
    }
    if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return
    if (event.key === '?') {
      event.preventDefault()
      show('shortcuts')
    } else if (event.key === 'g') {
      pressedG.current = event.timeStamp
    } else if (event.timeStamp - pressedG.current < SEQUENCE_MS) {
      pressedG.current = Number.NEGATIVE_INFINITY
      const section = navigation[console].find(({ letter }) => letter === event.key)
      if (!section) return
      event.preventDefault()
      router.push(section.href)
    } else if (event.key === 'b') {
      event.preventDefault()
      openBell()
    }
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])

  const onOpenChange = (next: boolean) => setOpen(next ? open : null)
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open === 'palette'}
        aria-keyshortcuts="Meta+K Control+K"
        className={`${buttonClass({ variant: 'secondary', width: 'none' })} px-2 text-text-muted max-sm:border-transparent max-sm:bg-transparent sm:px-3 pointer-coarse:min-w-11`}
        onPointerEnter={() => void loadPalette()}
        onFocus={() => void loadPalette()}
        onClick={() => show('palette')}
      >
        <Search aria-hidden="true" />
        <span className="max-sm:sr-only">Search</span>
        <span aria-hidden="true" className="ml-4 rounded-sm border border-border px-1 font-sans text-xs max-sm:hidden pointer-coarse:hidden">
          ⌘K
        </span>
      </button>
      <Suspense>
        {used.palette ? (
          <Palette
            open={open === 'palette'}
            onOpenChange={onOpenChange}
            onShortcuts={() => show('shortcuts')}
            console={console}
            find={find}
            other={other}
            returnFocus={button}
          />
        ) : null}
        {used.shortcuts ? <ShortcutList open={open === 'shortcuts'} onOpenChange={onOpenChange} console={console} returnFocus={button} /> : null}
      </Suspense>
    </>
  )
}
