import { type SQL, sql } from 'drizzle-orm'

/**
 * The words of a text for the search, apart at every sign: the database would else take an id for numbers with
 * minus signs and an address for one word. The index on entries is made of the same expression.
 */
export function wordsOf(text: SQL): SQL {
  return sql`to_tsvector('simple', translate(${text}, '!"#$%&''()*+,-./:;<=>?@[\\]^_\`{|}~', repeat(' ', 32)))`
}
