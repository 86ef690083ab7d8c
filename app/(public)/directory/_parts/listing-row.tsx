import Link from 'next/link'
import { type FigureLabel, figureLabels } from '@/components/directory/figure-labels'
import { ListingBadges } from '@/components/directory/listing-badges'
import { Tag } from '@/components/ui/tag'
import type { Listing } from '@/lib/directory/model'

/** One tool of the list: who it is, what it does, how well it works. */
export function ListingRow({ listing }: { listing: Listing }) {
  const { uptime, errors, p95, rating } = figureLabels(listing)
  return (
    <li className="group relative grid gap-x-8 gap-y-3 px-4 py-4 hover:bg-surface-muted sm:px-5 md:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1.5">
          <h2 className="min-w-0 text-lg leading-6 font-medium break-words">
            {/* The whole row can be pressed; the name is what is read out. */}
            <Link href={`/directory/${encodeURIComponent(listing.slug)}`} prefetch={false} className="after:absolute after:inset-0 group-hover:underline">
              {listing.name}
            </Link>
          </h2>
          <ListingBadges listing={listing} />
        </div>
        <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-text-muted">
          <span className="min-w-0 break-words">{listing.publisher}</span>
          <Tag>{listing.category}</Tag>
          {listing.version ? <Tag mono>{listing.version}</Tag> : null}
        </p>
        {listing.description ? <p className="mt-2 line-clamp-2 max-w-[68ch] break-words">{listing.description}</p> : null}
      </div>
      <dl className="grid grid-cols-4 gap-x-4 self-center max-sm:grid-cols-2 max-sm:gap-y-2 md:w-96">
        {[uptime, errors, p95, rating].map((figure) => (
          <RowFigure key={figure.label} figure={figure} />
        ))}
      </dl>
    </li>
  )
}

function RowFigure({ figure }: { figure: FigureLabel }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs whitespace-nowrap text-text-muted">{figure.label}</dt>
      <dd>
        <span className="block text-base font-medium whitespace-nowrap tabular-nums">{figure.value}</span>
        <span className="block text-xs text-text-muted">{figure.note}</span>
      </dd>
    </div>
  )
}
