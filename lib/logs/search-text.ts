// Words as people type them, written so that Postgres (websearch_to_tsquery) reads what the index holds: every
// run of letters and digits is a word of its own, so a path, a host or an id is a phrase of its parts.

const PHRASE_OR_WORD = /(-?)"([^"]*)"?|(\S+)/g
const PART = /[\p{L}\p{N}]+/gu

/**
 * A search text with each word that the index holds in parts turned into a phrase of them. Phrases in quotes,
 * minus signs and `or` keep their meaning; '' when there is no word in it.
 */
export function searchText(typed: string): string {
  const terms: string[] = []
  for (const [, minus = '', phrase, word = ''] of typed.slice(0, 500).matchAll(PHRASE_OR_WORD)) {
    if (phrase === undefined && /^or$/i.test(word)) {
      if (terms.length > 0) terms.push('or')
      continue
    }
    const negated = phrase === undefined ? /^-(?!-)/.test(word) : minus !== ''
    const parts = (phrase ?? word).match(PART) ?? []
    if (parts.length > 0) terms.push(`${negated ? '-' : ''}${parts.length === 1 && phrase === undefined ? parts[0] : `"${parts.join(' ')}"`}`)
  }
  while (terms.at(-1) === 'or') terms.pop()
  return terms.join(' ')
}

/** Does it only say what must not be there? Then most lines match, and no index of words helps. */
export function excludesOnly(text: string): boolean {
  return text !== '' && [...text.matchAll(/-?"[^"]*"|\S+/g)].every(([term]) => term.startsWith('-'))
}
