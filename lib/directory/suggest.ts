/**
 * The category that was probably meant by a search that found nothing: one that begins with a word of
 * it, or is a slip or two away. Null when none comes close.
 */
export function suggestCategory(text: string, categories: readonly string[]): string | null {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []
  let best: { category: string; distance: number } | null = null
  for (const category of categories) {
    for (const word of words.slice(0, 12)) {
      const name = category.toLowerCase()
      const distance = name.startsWith(word) || word.startsWith(name) ? 0.5 : slips(word, name)
      const allowed = Math.min(word.length, name.length) <= 5 ? 1 : 2
      if (distance <= allowed && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { category, distance }
    }
  }
  return best?.category ?? null
}

/** How many letters were left out, added, changed or swapped with their neighbour (Damerau, restricted). */
function slips(a: string, b: string): number {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : change
      row.push(Math.min(change, swap, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    before = above
    above = row
  }
  return above[b.length] ?? 0
}
