// npm run bench:directory [-- --listings N] [--runs N] [--keep]
//
// Searches a directory of generated listings and prints how long the database takes, by kind of search,
// beside the plain way in the same run: weigh every match with ts_rank over a sequential scan, sort, count.
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { closePool, withPlatform } from '../db/client'
import { migrateDatabase } from '../db/migrate'
import { type DirectorySearch, PAGE_SIZE, REACH, searchSchema } from '../lib/directory/model'
import { searchListings } from '../lib/directory/queries/search'
import { benchWords, generateListings } from './bench-directory-data'
import { count, positive, quantile, timed } from './bench-figures'
import { startEmbeddedPostgres } from './embedded-postgres'

/** What the spec promises of a search at the database. */
const LIMIT_MS = 100

const { values: options } = parseArgs({
  options: { listings: { type: 'string', default: '50000' }, runs: { type: 'string', default: '200' }, keep: { type: 'boolean', default: false } },
})
const listings = positive('listings', options.listings)
const runs = positive('runs', options.runs)

const say = (line: string) => process.stdout.write(`${line}\n`)
const server = process.env.DATABASE_URL || (await startEmbeddedPostgres(process.cwd()))
const name = `bench_directory_${randomBytes(4).toString('hex')}`
const admin = postgres(server, { max: 1, onnotice: () => {} })
const url = new URL(server)
url.pathname = `/${name}`
// The product's own pool and queries, as the page uses them.
process.env.DATABASE_URL = url.toString()
process.env.LOG_LEVEL ||= 'warn'

let cleaning: Promise<void> | undefined

await admin`create database ${admin(name)}`
process.once('SIGINT', () => void cleanUp().then(() => process.exit(130)))
try {
  await migrateDatabase(url.toString())
  const owner = postgres(url.toString(), { max: 1, onnotice: () => {}, connection: { TimeZone: 'UTC' } })
  try {
    await bench(owner)
  } finally {
    await owner.end()
  }
} finally {
  await cleanUp()
}

async function bench(owner: postgres.Sql): Promise<void> {
  say(`${count(listings)} listings, ${count(runs)} searches of each kind, in a database of its own`)
  await generateListings(owner, listings)
  // As a refresh leaves it: every row written again, and what that leaves in the indexes.
  await owner`update directory_listings set updated_at = now(), quality = (quality * 0.99 + 0.005)::real`
  await owner`analyze directory_listings`

  const [first = '', second = '', third = ''] = benchWords.common
  const [one = '', other = ''] = benchWords.pair
  const kinds: [name: string, search: Partial<Record<keyof DirectorySearch, string>>][] = [
    ['no words', {}],
    ['no words, newest', { sort: 'newest' }],
    ['no words, a category', { category: 'maps' }],
    ['a rare word', { q: benchWords.rare }],
    ['a common word', { q: first }],
    ['another common word', { q: second }],
    ['a common word, most called', { q: third, sort: 'calls' }],
    ['a common word, a category', { q: first, category: 'maps' }],
    ['a common word, reliable ones', { q: second, badge: 'reliable' }],
    ['two words', { q: `${one} ${other}` }],
    ['two common words', { q: `${first} ${second}` }],
    ['two that never meet', { q: benchWords.apart.join(' ') }],
    ['one word or another', { q: `${first} or ${other}` }],
    ['a phrase', { q: `"${first} ${second}"` }],
    ['anything but a word', { q: `-${first}` }],
    ['a word that is nowhere', { q: 'quixotical' }],
    ['a deep page', { q: first, page: String(REACH / PAGE_SIZE) }],
    ['a deep page, no words', { page: String(REACH / PAGE_SIZE) }],
    ['inactive ones', { q: first, inactive: '1' }],
  ]
  say('')
  say(
    `${'at the database'.padEnd(32)}${'matches'.padStart(9)}${'p50'.padStart(10)}${'p99'.padStart(10)}${'worst'.padStart(10)}${'plain scan p50'.padStart(17)}`,
  )
  let worst = 0
  for (const [kind, params] of kinds) {
    const search = searchSchema.parse({ q: '', category: '', ...params })
    const times: number[] = []
    const plain: number[] = []
    let total: number | null = 0
    // Twenty more than asked for: the first warm the caches and do not count.
    for (let run = -20; run < runs; run++) {
      const took = await timed(() => withPlatform((tx) => searchListings(tx, search), { accessMode: 'read only' }).then((result) => (total = result.total)))
      if (run >= 0) times.push(took)
      // The plain way is slower by far and needs fewer runs for a median.
      if (run >= 0 && run % 20 === 0) plain.push(await timed(() => plainScan(owner, search)))
    }
    worst = Math.max(worst, quantile(times, 0.99))
    const matches = total === null ? `>${count(REACH)}` : count(total)
    say(
      `${kind.padEnd(32)}${matches.padStart(9)}${ms(quantile(times, 0.5))}${ms(quantile(times, 0.99))}${ms(Math.max(...times))}${ms(quantile(plain, 0.5), 17)}`,
    )
  }
  say('')
  say(`worst p99 ${worst.toFixed(1)} ms, limit ${LIMIT_MS} ms: ${worst < LIMIT_MS ? 'kept' : 'BROKEN'}`)
  if (worst >= LIMIT_MS) process.exitCode = 1
}

/** What a first version does: every match weighed, sorted and counted. */
async function plainScan(owner: postgres.Sql, search: DirectorySearch): Promise<void> {
  await owner.begin(async (tx) => {
    await tx`set local enable_bitmapscan = off`
    await tx`set local enable_indexscan = off`
    await tx`set local enable_indexonlyscan = off`
    await tx`
      select tool_id, slug, name, publisher, description, category, badges, count(*) over () as total
      from directory_listings, websearch_to_tsquery('english', ${search.q}) query
      where (${search.q} = '' or all_words @@ query) and (${search.category} = '' or category = ${search.category})
        and (${search.badge}::text is null or badges @> array[${search.badge}]) and (standing <= 'deprioritised') <> ${search.inactive}
      order by standing, ts_rank(all_words, query) + 0.5 * quality desc, tool_id
      limit ${PAGE_SIZE} offset ${(search.page - 1) * PAGE_SIZE}`
  })
}

function cleanUp(): Promise<void> {
  cleaning ??= (async () => {
    await closePool()
    if (options.keep) say(`kept: database ${name}`)
    else await admin`drop database if exists ${admin(name)} with (force)`
    await admin.end()
  })()
  return cleaning
}

function ms(value: number, width = 10): string {
  return `${value.toFixed(1)} ms`.padStart(width)
}
