'use client'

import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { openBell } from '../live/bell-door'
import { type Console, consoles, navigation } from './navigation'
import type { FindEntries, PaletteEntry } from './palette-entry'
import { themes } from './preferences'
import { useFrame } from './shell-frame'
import { themeChoices } from './theme-menu'

interface PaletteProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  onShortcuts: () => void
  console: Console
  find?: FindEntries
  other?: Console
  returnFocus: RefObject<HTMLElement | null>
}

interface Item {
  value: string
  /** What is matched against the typed text, beside the label. */
  label: string
  also: string
  note: string
  run: () => void
}

interface Group {
  value: string
  items: Item[]
}

const prompts: Record<Console, string> = { tenant: 'Search pages, tools and actions', staff: 'Search pages, incidents, publishers and actions' }

// Typing pauses this long before the server is asked.
const TYPING_MS = 150

/** Pages, things and actions by a few letters: a dialog with Base UI's Autocomplete. Loaded by PaletteButton. */
export default function Palette({ open, onOpenChange, onShortcuts, console, find, other, returnFocus }: PaletteProps) {
  const [text, setText] = useState('')
  const found = useFound(find, open ? text : '')
  const router = useRouter()
  const { chooseTheme, toggleSidebar, sidebar } = useFrame()
  const go = (href: string) => () => router.push(href)
  const command = (label: string, run: () => void, also = ''): Item => ({ value: `action:${label}`, label, also, note: 'Action', run })
  const groups: Group[] = [
    {
      value: 'Pages',
      items: [
        ...navigation[console].map(({ key, label, href, also = '', letter }) => ({ value: `page:${key}`, label, also, note: `g ${letter}`, run: go(href) })),
        ...(other ? [{ value: `page:${other}`, label: consoles[other].label, also: 'switch console', note: 'Page', run: go(consoles[other].href) }] : []),
      ],
    },
    { value: 'Found', items: found.map(({ label, href, note }) => ({ value: `found:${href}`, label, also: text, note, run: go(href) })) },
    {
      value: 'Actions',
      items: [
        ...themes.map((theme) => command(`Theme: ${themeChoices[theme].label.toLowerCase()}`, () => chooseTheme(theme), 'colours appearance mode')),
        command(sidebar === 'open' ? 'Collapse the sidebar' : 'Expand the sidebar', toggleSidebar),
        command('Show the newest alerts', openBell, 'bell notifications unread live'),
        command('Show the keyboard shortcuts', onShortcuts, 'help keys'),
      ],
    },
  ].filter((group) => group.items.length > 0)

  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => {
        onOpenChange(next)
        if (!next) setText('')
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-140 ease-out data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Viewport className="fixed inset-0 z-40 flex items-start justify-center px-4 pt-[12dvh] pb-4">
          <Dialog.Popup
            aria-label="Search and commands"
            finalFocus={returnFocus}
            className="flex max-h-[min(28rem,76dvh)] w-full max-w-xl flex-col overflow-hidden rounded-lg border border-border bg-surface-float text-text shadow-float transition-opacity duration-140 ease-out data-ending-style:opacity-0 data-starting-style:opacity-0"
          >
            <Autocomplete.Root
              open
              inline
              items={groups}
              value={text}
              onValueChange={setText}
              itemToStringValue={(item: Item) => item.label}
              filter={(item: Item, query) => matches(item, query)}
              autoHighlight="always"
              keepHighlight
            >
              <div className="flex shrink-0 items-center gap-2.5 border-b border-border px-4">
                <Search aria-hidden="true" className="size-4 shrink-0 text-text-muted" />
                <Autocomplete.Input
                  aria-label={prompts[console]}
                  placeholder={prompts[console]}
                  className="h-11 w-full bg-transparent text-base outline-none placeholder:text-text-muted pointer-coarse:text-lg"
                />
                <Dialog.Close className="rounded-sm border border-border px-1 text-xs text-text-muted">Esc</Dialog.Close>
              </div>
              <div className="min-h-0 overflow-y-auto overscroll-contain p-2">
                <Autocomplete.Empty>
                  <p className="px-2 py-6 text-center text-sm text-text-muted">Nothing is called “{text}”.</p>
                </Autocomplete.Empty>
                <Autocomplete.List className="outline-none">
                  {(group: Group) => (
                    <Autocomplete.Group key={group.value} items={group.items} className="not-last:mb-2">
                      <Autocomplete.GroupLabel className="px-2 pt-1 pb-1 text-xs text-text-muted">{group.value}</Autocomplete.GroupLabel>
                      <Autocomplete.Collection>
                        {(item: Item) => (
                          <Autocomplete.Item
                            key={item.value}
                            value={item}
                            onClick={() => {
                              onOpenChange(false)
                              setText('')
                              item.run()
                            }}
                            className="flex min-h-8 items-center justify-between gap-4 rounded-md px-2 py-1 text-sm outline-none data-highlighted:bg-surface-muted pointer-coarse:min-h-11"
                          >
                            <span className="min-w-0 truncate">{item.label}</span>
                            <span className="shrink-0 text-xs text-text-muted">{item.note}</span>
                          </Autocomplete.Item>
                        )}
                      </Autocomplete.Collection>
                    </Autocomplete.Group>
                  )}
                </Autocomplete.List>
              </div>
            </Autocomplete.Root>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** Every typed word must begin a word of the label or of its other words. */
function matches(item: Item, query: string): boolean {
  const words = `${item.label} ${item.also}`.toLowerCase().split(/\s+/)
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => words.some((word) => word.includes(part)))
}

/** What the server finds for the text, once typing pauses; an older answer never overwrites a newer one. */
function useFound(find: FindEntries | undefined, text: string): PaletteEntry[] {
  const [found, setFound] = useState<PaletteEntry[]>([])
  const asked = useRef(0)
  useEffect(() => {
    const mine = ++asked.current
    const wanted = text.trim()
    if (!find || wanted.length < 2) {
      setFound([])
      return
    }
    const timer = setTimeout(() => {
      find(wanted).then(
        (entries) => asked.current === mine && setFound(entries),
        // Pages and actions are still there; a search that failed finds nothing.
        () => asked.current === mine && setFound([]),
      )
    }, TYPING_MS)
    return () => clearTimeout(timer)
  }, [find, text])
  return found
}
