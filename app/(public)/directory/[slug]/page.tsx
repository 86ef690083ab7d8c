import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { figureLabels } from '@/components/directory/figure-labels'
import { ListingBadges } from '@/components/directory/listing-badges'
import { badgeMarks, standingMarks } from '@/components/directory/listing-marks'
import { Banner } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { LinkButton } from '@/components/ui/link-button'
import type { SearchParams } from '@/components/ui/table-query'
import { Tag } from '@/components/ui/tag'
import { FIGURE_DAYS, type Listing } from '@/lib/directory/model'
import { env } from '@/lib/env'
import { formatCount, formatDate } from '@/lib/format'
import { Away } from '../_parts/away'
import { Embed } from './_parts/embed'
import { Figures } from './_parts/figures'
import { type ListingPage, loadListing } from './_parts/load-listing'
import { Reviews } from './_parts/reviews'
import { structuredListing } from './_parts/structured'

interface ListingPageProps {
  params: Promise<{ slug: string }>
  searchParams: Promise<SearchParams>
}

export async function generateMetadata({ params, searchParams }: ListingPageProps): Promise<Metadata> {
  const { slug, reviewPage } = await parse({ params, searchParams })
  const page = await loadListing(slug, reviewPage)
  if (page === 'away' || !page) return { title: 'Directory', robots: { index: false } }
  const { listing } = page
  const title = `${listing.name} by ${listing.publisher}`
  const description = `${listing.description ? `${listing.description.slice(0, 150)} ` : ''}${sentence(listing)}`
  const canonical = `/directory/${encodeURIComponent(listing.slug)}`
  return {
    title,
    description,
    alternates: { canonical, types: { 'application/json': `/api/badge/${encodeURIComponent(listing.slug)}.json` } },
    robots: { index: listing.standing === 'normal' || listing.standing === 'deprioritised', follow: true },
    openGraph: { type: 'website', siteName: 'Pulsegrid', title, description, url: canonical },
    twitter: { card: 'summary', title, description },
  }
}

/** A tool's public page: what it is, how well it works, what its consumers say. */
export default async function ListingPageRoute({ params, searchParams }: ListingPageProps) {
  const { slug, reviewPage } = await parse({ params, searchParams })
  const page = await loadListing(slug, reviewPage)
  if (page === 'away') return <Away href={`/directory/${encodeURIComponent(slug)}`} />
  if (!page) notFound()
  const { listing } = page
  const origin = env().APP_URL
  return (
    <>
      <nav aria-label="Breadcrumb" className="mb-3 flex flex-wrap items-center gap-x-1.5 text-sm text-text-muted">
        <Link href="/directory" prefetch={false} className="underline-offset-2 hover:text-text hover:underline">
          Directory
        </Link>
        <span aria-hidden="true">/</span>
        <Link
          href={`/directory?category=${encodeURIComponent(listing.category)}`}
          prefetch={false}
          className="underline-offset-2 hover:text-text hover:underline"
        >
          {listing.category}
        </Link>
      </nav>
      <header className="pb-5">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <h1 className="min-w-0 text-2xl font-semibold tracking-tight break-words">{listing.name}</h1>
          <ListingBadges listing={listing} />
        </div>
        <p className="mt-1.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-text-muted">
          by {listing.publisher}
          {listing.version ? <Tag mono>{listing.version}</Tag> : null}
        </p>
        <p className="mt-4 max-w-[68ch] text-lg text-pretty">{sentence(listing)}</p>
        {listing.description ? <p className="mt-2 max-w-[68ch] break-words whitespace-pre-line text-text-muted">{listing.description}</p> : null}
      </header>
      <div className="space-y-4">
        <State listing={listing} />
        <Figures page={page} />
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <Reviews page={page} reviewPage={reviewPage} />
          <div className="min-w-0 space-y-4">
            <Version page={page} />
            {listing.standing === 'hidden' ? null : <Embed listing={listing} origin={origin} />}
          </div>
        </div>
      </div>
      {listing.standing === 'hidden' ? null : (
        <script type="application/ld+json">{structuredListing(listing, new URL(`/directory/${encodeURIComponent(listing.slug)}`, origin).href)}</script>
      )}
    </>
  )
}

async function parse({ params, searchParams }: ListingPageProps): Promise<{ slug: string; reviewPage: number }> {
  const [{ slug }, { page }] = await Promise.all([params, searchParams])
  const asked = Number(page)
  return { slug: decodeSlug(slug), reviewPage: Number.isInteger(asked) && asked >= 1 && asked <= 10_000 ? asked : 1 }
}

function decodeSlug(slug: string): string {
  try {
    return decodeURIComponent(slug).replaceAll('\u0000', '')
  } catch {
    return ''
  }
}

/** How it does, in one sentence with its figures; what is not known is left out. */
function sentence(listing: Listing): string {
  const { uptime, errors, p95, rating } = figureLabels(listing)
  const parts = [
    ...(listing.uptimeRatio === null ? [] : [`up ${uptime.value} of the time`]),
    ...(listing.errorRatio === null ? [] : [`${errors.value} of calls failed by its own fault`]),
    ...(listing.p95LatencyMs === null ? [] : [`95 of 100 took less than ${p95.value}`]),
  ]
  const did = parts.length === 0 ? `Too few calls in ${FIGURE_DAYS} days to say how well it works` : `In ${FIGURE_DAYS} days: ${parts.join(', ')}`
  return `${did}.${listing.rating === null ? '' : ` Rated ${rating.value} in ${listing.reviews === 1 ? 'one review' : `${formatCount(listing.reviews)} reviews`}.`}`
}

/** What a reader must know before the figures: trouble, that it rests, that only its publisher sees it. */
function State({ listing }: { listing: Listing }) {
  if (listing.standing === 'hidden') {
    return (
      <Banner tone="critical" title="Only your organization sees this page." actions={<LinkButton href="/dashboard/health">What to fix</LinkButton>}>
        {standingMarks.hidden.meaning}
      </Banner>
    )
  }
  const fails = listing.standing === 'deprioritised' && !listing.badges.includes('needs_attention')
  const trouble = listing.badges.filter((badge) => badge !== 'reliable')
  return (
    <>
      {listing.standing === 'inactive' ? (
        <Banner tone="info" title="This tool is inactive.">
          It had no calls for a long time. It may still answer; its figures are those of the few calls that came.
        </Banner>
      ) : null}
      {fails ? (
        <Banner tone="serious" title="Too many of its calls fail.">
          More than 10 % failed by its own fault, a week long; it is listed after everything else until that ends.
        </Banner>
      ) : null}
      {trouble.map((badge) => (
        <Banner key={badge} tone={badgeMarks[badge].tone} title={`${badgeMarks[badge].label}.`}>
          {badgeMarks[badge].meaning}
        </Banner>
      ))}
    </>
  )
}

/** The newest version and the beginning of what changed in it. */
function Version({ page: { listing, version } }: { page: ListingPage }) {
  return (
    <Card
      title={version ? `Version ${version.version}` : 'No version reported'}
      note={
        version
          ? `Released ${formatDate(version.releasedAt)}; listed since ${formatDate(listing.publishedAt)}`
          : `Listed since ${formatDate(listing.publishedAt)}`
      }
    >
      {version ? (
        <p className="line-clamp-6 max-w-[68ch] text-sm break-words whitespace-pre-line">
          {version.changelog || <span className="text-text-muted">Without a changelog.</span>}
        </p>
      ) : null}
    </Card>
  )
}
