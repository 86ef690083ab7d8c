/**
 * Where a floating part is put in the document: into the sheet or the landmark of what it belongs to,
 * so that it lies above an open sheet and readers find it in its region; undefined leaves it to the body.
 */
export function placeOf(anchor: Element | null): HTMLElement | undefined {
  return anchor?.closest<HTMLElement>('[popover], header, main') ?? undefined
}
