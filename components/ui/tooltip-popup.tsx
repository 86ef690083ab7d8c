'use client'

import { Tooltip } from '@base-ui/react/tooltip'
import type { RefObject } from 'react'
import { placeOf } from './popup-place'

interface TooltipPopupProps {
  text: string
  open: boolean
  onOpenChange: (open: boolean) => void
  anchor: RefObject<HTMLElement | null>
  onPointerEnter: () => void
  onPointerLeave: () => void
}

/** The tooltip's bubble; Escape closes it. Loaded by Tooltip. */
export default function TooltipPopup({ text, open, onOpenChange, anchor, onPointerEnter, onPointerLeave }: TooltipPopupProps) {
  return (
    <Tooltip.Root open={open} onOpenChange={(next) => !next && onOpenChange(false)}>
      <Tooltip.Portal container={placeOf(anchor.current)}>
        <Tooltip.Positioner anchor={anchor} sideOffset={6} collisionPadding={8} className="z-50">
          <Tooltip.Popup
            aria-hidden="true"
            onPointerEnter={onPointerEnter}
            onPointerLeave={onPointerLeave}
            className="max-w-72 rounded-md border border-border bg-surface-float px-2.5 py-1.5 text-sm text-text shadow-float transition-opacity duration-140 ease-out data-ending-style:opacity-0 data-starting-style:opacity-0"
          >
            {text}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
