'use client'

import { Menu } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import Link from 'next/link'
import { type ReactNode, type RefObject, startTransition } from 'react'
import type { FormAction } from '@/lib/action-result'
import { cx } from './cx'
import type { MenuItem } from './menu-item'
import { placeOf } from './popup-place'
import { showToastWithPage } from './toast-queue'

interface MenuPopupProps {
  label: string
  items: MenuItem[]
  open: boolean
  onOpenChange: (open: boolean) => void
  anchor: RefObject<HTMLButtonElement | null>
  align: 'start' | 'end'
  side: 'bottom' | 'top' | 'right'
}

/** The menu itself: arrows, typeahead, Home and End, Escape. Loaded by Menu. */
export default function MenuPopup({ label, items, open, onOpenChange, anchor, align, side }: MenuPopupProps) {
  return (
    <Menu.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Menu.Portal container={placeOf(anchor.current)}>
        <Menu.Positioner anchor={anchor} align={align} side={side} sideOffset={6} collisionPadding={8} className="z-50 outline-none">
          <Menu.Popup
            aria-label={label}
            finalFocus={anchor}
            className="max-h-[min(28rem,var(--available-height))] min-w-48 max-w-80 overflow-y-auto rounded-lg border border-border bg-surface-float p-1 text-text shadow-float outline-none transition-opacity duration-140 ease-out data-ending-style:opacity-0 data-starting-style:opacity-0"
          >
            {items.map((item) => (
              <Entry key={keyOf(item)} item={item} />
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

function keyOf(item: MenuItem): string {
  if (item.kind === 'separator') return item.id
  return item.kind === 'action' ? `${item.label} ${Object.values(item.fields ?? {}).join(' ')}` : item.label
}

const itemClass =
  'flex min-h-8 w-full items-center gap-2 rounded-md px-2 py-1 text-sm outline-none select-none data-highlighted:bg-surface-muted pointer-coarse:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0'

function Entry({ item }: { item: MenuItem }) {
  switch (item.kind) {
    case 'separator':
      return <Menu.Separator className="my-1 h-px bg-border" />
    case 'heading':
      return <div className="px-2 pt-1.5 pb-1 text-xs text-text-muted">{item.label}</div>
    case 'link':
      return (
        <Menu.LinkItem closeOnClick render={<Link href={item.href} prefetch={false} />} className={itemClass}>
          <Content icon={item.icon} label={item.label} note={item.note} current={item.current} />
        </Menu.LinkItem>
      )
    case 'command':
      return (
        <Menu.Item onClick={item.onSelect} className={itemClass}>
          <Content icon={item.icon} label={item.label} current={item.current} />
        </Menu.Item>
      )
    case 'action':
      return (
        <Menu.Item onClick={() => run(item.action, item.fields ?? {}, item.undo)} className={cx(itemClass, item.danger && 'text-critical')}>
          <Content icon={item.icon} label={item.label} note={item.note} current={item.current} />
        </Menu.Item>
      )
  }
}

function Content({ icon, label, note, current }: { icon?: ReactNode; label: string; note?: string; current?: boolean }) {
  return (
    <>
      {icon ? <span className="text-text-muted">{icon}</span> : null}
      <span className="min-w-0 flex-1 truncate">
        {label}
        {note ? <span className="block truncate text-xs text-text-muted">{note}</span> : null}
      </span>
      {current ? (
        <>
          <Check aria-hidden="true" className="text-accent" />
          <span className="sr-only">(chosen)</span>
        </>
      ) : null}
    </>
  )
}

function run(action: FormAction, fields: Record<string, string>, undo?: FormAction): void {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  startTransition(async () => {
    const result = await action(null, form)
    showToastWithPage({
      title: result.message,
      tone: result.ok ? 'good' : 'critical',
      description: result.requestId ? `Request id ${result.requestId}` : undefined,
      action: result.ok && undo ? { label: 'Undo', onAction: () => run(undo, fields) } : undefined,
    })
  })
}
