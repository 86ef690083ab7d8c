// In which order does a search find? What is deprioritised comes after everything else. Within that, by
// relevance plus half of the quality: a word in the name beats the same word in the description
// whatever the quality; between neighbouring places (name, category or publisher, description) a large
// difference in quality decides, a small one does not. All of it is read from columns: no text is
// weighed at search time, which is what makes a search for a common word cost as little as another.

/** Relevance by where all the words of the search stand. */
export const RELEVANCE = { name: 1, title: 0.7, text: 0.4 } as const
/** On top, when the name is what was searched for and nothing else. */
export const EXACT_NAME = 0.5
/** What the best quality adds to the relevance. */
export const QUALITY_SHARE = 0.5
