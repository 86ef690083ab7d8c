// Opens the bell from elsewhere: the palette and the keyboard.

let ring: (() => void) | null = null

/** Opens the list of the newest alerts. */
export function openBell(): void {
  ring?.()
}

/** For the bell: called when somebody wants it open; answers how to stop. */
export function onBellWanted(open: () => void): () => void {
  ring = open
  return () => {
    ring = null
  }
}
