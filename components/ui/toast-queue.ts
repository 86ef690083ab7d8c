import type { Tone } from './tone'

export interface ToastOptions {
  title: string
  description?: string
  tone?: Tone
  /** One button, usually "Undo". */
  action?: { label: string; onAction: () => void }
  /** A toast with a key takes the place of an open one with the same. */
  key?: string
  /** Called when it is gone, however that came. */
  onClose?: () => void
}

type Deliver = (toast: ToastOptions) => void

// Toasts asked for before the toast region is there wait here; the region is loaded with the first one.
const waiting: ToastOptions[] = []
let deliver: Deliver | null = null
let wake: (() => void) | null = null

/** Shows a toast in the lower corner. Call in the browser only. Failures stay until they are closed. */
export function showToast(toast: ToastOptions): void {
  if (deliver) deliver(toast)
  else {
    waiting.push(toast)
    wake?.()
  }
}

/** For ToastHost: called when the first toast needs its region; answers how to stop listening. */
export function onFirstToast(listener: () => void): () => void {
  wake = listener
  if (waiting.length > 0) listener()
  return () => {
    wake = null
  }
}

/** For ToastRegion: takes over delivery, and what has waited. Answers how to give it back. */
export function deliverToasts(to: Deliver): () => void {
  deliver = to
  for (const toast of waiting.splice(0)) to(toast)
  return () => {
    deliver = null
  }
}
