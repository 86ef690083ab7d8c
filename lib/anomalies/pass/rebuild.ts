import { DAY } from '@/lib/time'
import { emptySlot, HALF_HOUR, keepHalfHour, SLOTS, slotAt, WINDOW } from '../detect/tool/half-hours'
import { rememberWindow, type ToolMemory, takeStock } from '../detect/tool/memory'
import type { ToolWindow } from '../detect/tool/model'

// From rows to windows one after the other, and from windows to what is usual.

/** The windows that end in (after, until], those without a call as such. */
export function spanWindows(read: ReadonlyMap<number, ToolWindow> | undefined, { after, until }: { after: number; until: number }): ToolWindow[] {
  const windows: ToolWindow[] = []
  for (let at = after + WINDOW; at <= until; at += WINDOW) {
    windows.push(read?.get(at) ?? { at, calls: 0, rated: 0, errors: 0, latencyMs: null, latencyCalls: 0, revenueMicros: 0 })
  }
  return windows
}

/**
 * Keeps the half hours of the windows, which start with one, without judging anything; those that touch a
 * planned event are no part of what is usual.
 * @returns the slots that have changed
 */
export function learnHalfHours(memory: ToolMemory, windows: readonly ToolWindow[], planned: (end: number) => boolean): Set<number> {
  const changed = new Set<number>()
  for (let start = 0; start + HALF_HOUR / WINDOW <= windows.length; start += HALF_HOUR / WINDOW) {
    const half = windows.slice(start, start + HALF_HOUR / WINDOW)
    const end = half.at(-1)?.at ?? 0
    if (planned(end)) continue
    const index = slotAt(end)
    const slot = memory.slots.get(index) ?? emptySlot()
    keepHalfHour(slot, end, half)
    memory.slots.set(index, slot)
    changed.add(index)
  }
  return changed
}

/**
 * Remembers windows without judging them; at the tool's turn it is taken stock of.
 * @returns the slots that have changed
 */
export function rememberWindows(
  memory: ToolMemory,
  windows: readonly ToolWindow[],
  { planned, stockAt }: { planned: (end: number) => boolean; stockAt: number },
): number[] {
  const changed: number[] = []
  for (const window of windows) {
    const kept = rememberWindow(memory, window, planned(window.at))
    if (kept !== null) changed.push(kept)
    if (window.at % HALF_HOUR === 0 && slotAt(window.at) === stockAt) takeStock(memory, window.at)
  }
  return changed
}

/** When in the day a tool is taken stock of, as a slot: spread, so that no pass has them all. */
export function turnOf(toolId: string): number {
  return Number.parseInt(toolId.slice(-4), 16) % SLOTS
}

/** The latest turn of the tool that is not after the moment. */
export function lastTurn(toolId: string, at: number): number {
  const turn = Math.floor(at / DAY) * DAY + turnOf(toolId) * HALF_HOUR
  return turn <= at ? turn : turn - DAY
}
