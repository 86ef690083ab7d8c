import { gt, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { directoryCategories } from '@/db/schema/directory'
import { type DirectorySearch, type Listing, type ListingSort, PAGE_SIZE, REACH } from '../model'
import { EXACT_NAME, QUALITY_SHARE, RELEVANCE } from '../ranking'
import { type ListingRow, listingColumns, toListing } from './listing-columns'

export interface SearchResult {
  listings: Listing[]
  /** How many match; null for more than REACH. */
  total: number | null
  /** Whether there is a next page within reach. */
  hasMore: boolean
  /** By name, with how many of them match; null where that would have to be counted one by one. */
  categories: { category: string; listings: number | null }[]
  /** The search text holds no word to search for ("the"), so it was left out. */
  onlyCommonWords: boolean
}

/** Longest that a statement of a public page may take. */
const STATEMENT_TIMEOUT = '3s'

/**
 * One page of the directory. What matches is first gathered from the indexes of words and badges, up
 * to REACH rows: when that is all of them they are ranked and counted exactly. When there are more, the
 * words are common, and walking down the order that is asked for meets enough of them soon; the same
 * for each kind of place that the words may stand in. So the work follows from what is shown, not from
 * what matches. For a read-only transaction of its own: it steers the planner.
 */
export async function searchListings(tx: Tx, search: DirectorySearch): Promise<SearchResult> {
  const [start] = await tx.execute<{ nodes: number; together: boolean }>(sql`
    select numnode(query) as nodes, query::text ~ '[&<]' as together, set_config('statement_timeout', ${STATEMENT_TIMEOUT}, true)
    from websearch_to_tsquery('english', ${search.q}) query`)
  const nodes = start?.nodes ?? 0
  const onlyCommonWords = search.q !== '' && nodes === 0
  const asked = { ...search, q: nodes === 0 ? '' : search.q }
  const narrow = [...wordsOf(asked), ...badgeOf(asked)]
  // The planner knows how common one word is, but takes words to be independent of each other: where two
  // common ones never meet it would go through the whole table for nothing. The indexes know at once.
  const indexesOnly = start?.together === true || narrow.length > 1

  if (narrow.length > 0) {
    const gathered = await gather(tx, asked, narrow, indexesOnly)
    // Where nothing matches, the categories that there are show what else there is.
    const categories = 'listings' in gathered && gathered.categories.length > 0 ? gathered.categories : await listCategoryNames(tx, search)
    if ('listings' in gathered) return { ...gathered, categories, onlyCommonWords }
    if (search.category) {
      const within = await gather(tx, asked, [...narrow, sql`category = ${search.category}`], true)
      if ('listings' in within) return { ...within, categories, onlyCommonWords }
      return { ...(await walk(tx, asked, within)), total: null, categories, onlyCommonWords }
    }
    return { ...(await walk(tx, asked, gathered)), total: null, categories, onlyCommonWords }
  }
  const categories = await listCategories(tx, search)
  const total = categories.filter(({ category }) => !search.category || category === search.category).reduce((sum, { listings }) => sum + listings, 0)
  return { ...(await walk(tx, asked, null)), total: total <= REACH ? total : null, categories, onlyCommonWords }
}

type Gathered = Omit<SearchResult, 'onlyCommonWords'>
/** Of REACH matches, as they lie in the table: the share whose words stand in the name, and in the title. */
interface Sample {
  name_words: number
  title_words: number
}

/** The page, from all that matches; a sample of it when more than REACH do. */
async function gather(tx: Tx, search: DirectorySearch, conditions: SQL[], indexesOnly: boolean): Promise<Gathered | Sample> {
  if (indexesOnly) await tx.execute(sql`select set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true)`)
  const [found] = await tx.execute<{
    reached: number
    total: number
    named: number
    titled: number
    ids: string[]
    categories: { category: string; listings: number }[] | null
  }>(sql`
    with hit as materialized (
      select tool_id, category, standing, quality, published_at, calls, ${relevanceOf(search.q)} as relevance
      from directory_listings
      where ${every([...conditions, unsought(within(search))])}
      limit ${REACH + 1}
    ), asked as (
      select * from hit ${search.category ? sql`where category = ${search.category}` : sql``}
    )
    select (select count(*)::int4 from hit) as reached, (select count(*)::int4 from asked) as total,
      (select count(*)::int4 from hit where relevance >= ${RELEVANCE.name}::float4) as named, (select count(*)::int4 from hit where relevance >= ${RELEVANCE.title}::float4) as titled,
      array(select tool_id from asked order by ${orderOf(search.sort)} limit ${PAGE_SIZE} offset ${offsetOf(search)}) as ids,
      (select json_agg(c order by c.category) from (select category, count(*)::int4 as listings from hit group by category) c) as categories`)
  if (indexesOnly) await tx.execute(sql`select set_config('enable_seqscan', 'on', true), set_config('enable_indexscan', 'on', true)`)
  if (!found) throw new Error('a search without an answer')
  if (found.reached > REACH) return { name_words: found.named / found.reached, title_words: found.titled / found.reached }
  return {
    listings: await listByIds(tx, found.ids),
    total: found.total,
    hasMore: offsetOf(search) + found.ids.length < found.total,
    categories: found.categories ?? [],
  }
}

/** The page, down the order that is asked for. */
async function walk(tx: Tx, search: DirectorySearch, sample: Sample | null): Promise<Pick<SearchResult, 'listings' | 'hasMore'>> {
  const others = [...badgeOf(search), ...(search.category ? [sql`category = ${search.category}`] : [])]
  const enough = offsetOf(search) + PAGE_SIZE + 1
  const found =
    sample && search.sort === 'best' && search.q !== ''
      ? bestOf(search, others, enough, sample)
      : walked(search, [...wordsOf(search), ...others], search.sort, enough)
  const rows = await tx.execute<{ tool_id: string }>(sql`
    select tool_id from ${found} found order by ${orderOf(search.sort)} limit ${PAGE_SIZE + 1} offset ${offsetOf(search)}`)
  const ids = rows.slice(0, PAGE_SIZE).map((row) => row.tool_id)
  return { listings: await listByIds(tx, ids), hasMore: rows.length > PAGE_SIZE && offsetOf(search) + PAGE_SIZE < REACH }
}

/** From this share of the matches on, walking finds a page of them sooner than fetching all. */
const COMMON_SHARE = 0.1

/** The best of each kind of place by quality: the best of all by relevance and quality are among them. */
function bestOf(search: DirectorySearch, others: SQL[], enough: number, sample: Sample): SQL {
  const places = (['name_words', 'title_words'] as const).map((column) => {
    // That the words stand anywhere follows, but for those that must not.
    const there = [holds(column, search.q), unsought(holds('all_words', search.q)), ...others]
    if (sample[column] >= COMMON_SHARE) return walked(search, there, 'quality', enough)
    // Fetched from the index, then sorted: materialized, or the planner might walk for them after all.
    return sql`(with few as materialized (${select(search, [...there, unsought(within(search))])}) select * from few order by ${walkOf('quality')} limit ${enough})`
  })
  // A row found in two places is one row: it says of itself how relevant it is.
  return sql`(${sql.join([...places, walked(search, [holds('all_words', search.q), ...others], 'quality', enough)], sql` union `)})`
}

function walked(search: DirectorySearch, conditions: SQL[], sort: ListingSort, enough: number): SQL {
  return sql`(${select(search, [...conditions, within(search)])} order by ${walkOf(sort)} limit ${enough})`
}

function select(search: DirectorySearch, conditions: SQL[]): SQL {
  return sql`select tool_id, standing, quality, published_at, calls, ${relevanceOf(search.q)} as relevance from directory_listings where ${every(conditions)}`
}

async function listCategoryNames(tx: Tx, search: DirectorySearch): Promise<SearchResult['categories']> {
  return (await listCategories(tx, search)).map(({ category }) => ({ category, listings: null }))
}

/** Categories with what stands in them. */
async function listCategories(tx: Tx, { inactive }: DirectorySearch): Promise<{ category: string; listings: number }[]> {
  const column = inactive ? directoryCategories.inactive : directoryCategories.listed
  return tx
    .select({ category: directoryCategories.category, listings: column })
    .from(directoryCategories)
    .where(gt(column, 0))
    .orderBy(directoryCategories.category)
}

async function listByIds(tx: Tx, ids: string[]): Promise<Listing[]> {
  if (ids.length === 0) return []
  const rows = await tx.execute<ListingRow>(sql`
    select ${listingColumns} from directory_listings join unnest(${sql.param(ids)}::uuid[]) with ordinality as wanted (tool_id, place) using (tool_id) order by place`)
  return rows.map(toListing)
}

function within({ inactive }: DirectorySearch): SQL {
  return inactive ? sql`standing = 'inactive'` : sql`standing <= 'deprioritised'`
}

function wordsOf({ q }: DirectorySearch): SQL[] {
  return q ? [holds('all_words', q)] : []
}

function badgeOf({ badge }: DirectorySearch): SQL[] {
  return badge ? [sql`badges @> array[${badge}]`] : []
}

/** A condition that is checked row by row: looking it up in an index would cost more than it leaves out. */
function unsought(condition: SQL): SQL {
  return sql`(${condition}) is true`
}

function holds(column: string, words: string): SQL {
  return sql`${sql.identifier(column)} @@ websearch_to_tsquery('english', ${words})`
}

function relevanceOf(words: string): SQL {
  if (!words) return sql`0`
  return sql`(case when ${holds('name_words', words)} then ${sql.raw(String(RELEVANCE.name))}::float4
      when ${holds('title_words', words)} then ${sql.raw(String(RELEVANCE.title))}::float4 else ${sql.raw(String(RELEVANCE.text))}::float4 end
    + case when lower(name) = lower(${words}) then ${sql.raw(String(EXACT_NAME))}::float4 else 0 end)`
}

/** The order of a page: the deprioritised last, whatever is asked for. */
function orderOf(sort: ListingSort): SQL {
  if (sort === 'best') return sql`standing, relevance + ${sql.raw(String(QUALITY_SHARE))}::float4 * quality desc, tool_id`
  return walkOf(sort)
}

// Word for word the order of an index of the table.
function walkOf(sort: ListingSort): SQL {
  if (sort === 'newest') return sql`standing, published_at desc nulls last, tool_id`
  if (sort === 'calls') return sql`standing, calls desc nulls last, tool_id`
  return sql`standing, quality desc nulls last, tool_id`
}

function every(conditions: SQL[]): SQL {
  return sql.join(conditions, sql` and `)
}

function offsetOf({ page }: DirectorySearch): number {
  return (page - 1) * PAGE_SIZE
}
