'use client'

import type { RefObject } from 'react'
import DialogPopup from '../ui/dialog-popup'
import { type Console, navigation } from './navigation'

interface ShortcutListProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  console: Console
  returnFocus: RefObject<HTMLElement | null>
}

const incidents: { title: string; keys: [string[], string][] } = {
  title: 'Incidents',
  keys: [
    [['i'], 'Open one from an alert'],
    [['u'], 'Write an update'],
    [['⌘', 'Enter'], 'Post it (Ctrl Enter on other keyboards)'],
  ],
}

/** Every key that does something, by `?`. */
export default function ShortcutList({ open, onOpenChange, console, returnFocus }: ShortcutListProps) {
  const groups: { title: string; keys: [string[], string][] }[] = [
    {
      title: 'Anywhere',
      keys: [
        [['⌘', 'K'], 'Search and commands (Ctrl K on other keyboards)'],
        [['b'], 'The newest alerts'],
        [['?'], 'This list'],
        [['Esc'], 'Close what is open'],
        [['F6'], 'Go to the notifications'],
      ],
    },
    { title: 'Go to', keys: navigation[console].map(({ letter, label }) => [['g', letter], label]) },
    {
      title: 'In tables and lists',
      keys: [
        [['j'], 'Next row'],
        [['k'], 'Row before'],
        [['Enter'], 'Open the row'],
      ],
    },
    ...(console === 'staff' ? [incidents] : []),
  ]
  return (
    <DialogPopup open={open} onOpenChange={onOpenChange} title="Keyboard" width="md" returnFocus={returnFocus}>
      <div className="space-y-5">
        {groups.map(({ title, keys }) => (
          <section key={title}>
            <h3 className="mb-1.5 text-xs text-text-muted">{title}</h3>
            <dl className="space-y-1.5 text-sm">
              {keys.map(([combination, meaning]) => (
                <div key={meaning} className="flex items-center justify-between gap-4">
                  <dt>{meaning}</dt>
                  <dd className="flex shrink-0 gap-1">
                    {combination.map((key) => (
                      <kbd key={key} className="grid h-5 min-w-5 place-items-center rounded-sm border border-border bg-surface-muted px-1 font-sans text-xs">
                        {key}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </DialogPopup>
  )
}
