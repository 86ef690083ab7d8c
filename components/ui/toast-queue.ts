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
let withPage: Deliver | null = null

/** Shows a toast in the lower corner. Call in the browser only. Failures stay until they are closed. */
export function showToast(toast: ToastOptions): void {
  if (deliver) deliver(toast)
  else {
    waiting.push(toast)
    wake?.()
  }
}

/**
 * Shows a toast together with the page that the running transition brings. An action answers before its page
 * has come: what is pressed on the older page for the sake of the toast would meet a newer state, and be refused.
 */
export function showToastWithPage(toast: ToastOptions): void {
  if (withPage) withPage(toast)
  else showToast(toast)
}

/** For ToastHost: takes the toasts that come with pages. Answers how to give that back. */
export function takeToastsOfPages(to: Deliver): () => void {
  withPage = to
  return () => {
    withPage = null
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
