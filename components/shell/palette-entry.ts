export interface PaletteEntry {
  label: string
  href: string
  /** Where it belongs: "Tool", "Customer". */
  note: string
}

/** Finds things by a few typed letters; a server action that answers at most a dozen. */
export type FindEntries = (text: string) => Promise<PaletteEntry[]>
