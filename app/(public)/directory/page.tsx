import type { Metadata } from 'next'
import { badgeMarks } from '@/components/directory/listing-marks'
import { Banner } from '@/components/ui/banner'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import type { SearchParams } from '@/components/ui/table-query'
import { type DirectorySearch, FIGURE_DAYS, PAGE_SIZE, REACH } from '@/lib/directory/model'
import { type SearchResult, searchListings } from '@/lib/directory/queries/search'
import { suggestCategory } from '@/lib/directory/suggest'
import { formatCount } from '@/lib/format'
import { readPublic } from '@/lib/http/read'
import { isNarrowed, PATH, paramsOf, parseSearch, searchHref } from './_parts/address'
import { Away } from './_parts/away'
import { Categories } from './_parts/categories'
import { ListingRow } from './_parts/listing-row'
import { NothingFound } from './_parts/nothing-found'
import { SearchForm } from './_parts/search-form'
import { unlessAway } from './_parts/when-away'

interface DirectoryPageProps {
  searchParams: Promise<SearchParams>
}

export async function generateMetadata({ searchParams }: DirectoryPageProps): Promise<Metadata> {
  const search = parseSearch(await searchParams)
  const title = search.category && !search.q ? `${search.category} tools` : 'Directory of tools'
  const description = `Find tools and APIs by what they do, with their measured uptime, error rate, latency and reviews of the last ${FIGURE_DAYS} days.`
  const canonical = searchHref({ ...search, q: '', badge: null, sort: 'best' }, { page: search.page })
  return {
    title,
    description,
    // One address for what crawlers may keep: categories and pages; searches and orders are the reader's own.
    alternates: { canonical },
    robots: { index: search.q === '' && search.badge === null && !search.inactive, follow: true },
    openGraph: { type: 'website', siteName: 'Pulsegrid', title, description, url: canonical },
  }
}

/** The public directory: every listed tool, to be searched by anybody. */
export default async function DirectoryPage({ searchParams }: DirectoryPageProps) {
  const search = parseSearch(await searchParams)
  const result = await unlessAway(() => readPublic((tx) => searchListings(tx, search)))
  if (result === 'away') return <Away href={searchHref(search, { page: search.page })} />
  const { listings, total, hasMore, categories } = result
  const query = { path: PATH, params: paramsOf(search), page: search.page, pageSize: PAGE_SIZE, offset: (search.page - 1) * PAGE_SIZE }
  return (
    <>
      <PageHeader
        eyebrow="Directory"
        title={summary(search, result)}
        note={`Uptime, errors and latency are measured over the last ${FIGURE_DAYS} whole days (UTC), ratings over all reviews.`}
      />
      <SearchForm search={search} categories={categories} />
      <div className="mt-5 grid items-start gap-x-8 gap-y-4 lg:grid-cols-[11rem_minmax(0,1fr)]">
        <Categories search={search} categories={categories} />
        <div className="min-w-0 space-y-4 lg:col-start-2">
          {result.onlyCommonWords ? (
            <Banner tone="info" title={`“${search.q}” holds no word to search for.`}>
              Words such as “the” stand everywhere, so they were left out.
            </Banner>
          ) : null}
          <div className="rounded-lg border border-border bg-surface">
            {listings.length === 0 ? (
              <NothingFound
                search={search}
                suggestion={suggestCategory(
                  search.q,
                  categories.map(({ category }) => category),
                )}
              />
            ) : (
              <>
                <ul className="divide-y divide-border overflow-hidden rounded-t-lg">
                  {listings.map((listing) => (
                    <ListingRow key={listing.toolId} listing={listing} />
                  ))}
                </ul>
                <div className="border-t border-border px-4 py-2.5 sm:px-5">
                  <Pagination query={query} total={total} shown={listings.length} hasMore={hasMore} noun="tool" />
                </div>
              </>
            )}
          </div>
          {total === null && listings.length > 0 ? (
            <p className="text-sm text-text-muted">
              {hasMore ? `The first ${formatCount(REACH)} can be paged through.` : 'This is as far as paging goes.'} Another word or a category narrows the
              search.
            </p>
          ) : null}
        </div>
      </div>
    </>
  )
}

function summary(search: DirectorySearch, { total, listings, onlyCommonWords }: SearchResult): string {
  const kind = search.inactive ? 'inactive ' : ''
  const badge = search.badge ? ` with the badge “${badgeMarks[search.badge].label}”` : ''
  const words = search.q && !onlyCommonWords ? ` for “${search.q}”` : ''
  const place = search.category ? ` in ${search.category}` : ''
  if (listings.length === 0 && search.page === 1) return isNarrowed(search) ? `No ${kind}tool${badge} found${words}${place}` : 'No tools yet'
  const counted = total === null ? `More than ${formatCount(REACH)} ${kind}tools` : total === 1 ? `One ${kind}tool` : `${formatCount(total)} ${kind}tools`
  return kind || badge || words || place ? `${counted}${badge}${words}${place}` : `${counted}, with how well they work`
}
