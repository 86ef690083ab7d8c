// Alone in its file: the bell of every page needs it, and the model would bring its validation along.

/** What somebody has not seen is counted up to here: nobody counts further. */
export const MOST_UNSEEN = 100
