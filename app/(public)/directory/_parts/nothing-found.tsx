import Link from 'next/link'
import { badgeMarks } from '@/components/directory/listing-marks'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import type { DirectorySearch } from '@/lib/directory/model'
import { isNarrowed, PATH, searchHref } from './address'

/** An empty list says what to leave out, one way each, or what will stand here. */
export function NothingFound({ search, suggestion }: { search: DirectorySearch; suggestion: string | null }) {
  if (!isNarrowed(search) && search.page === 1) {
    return (
      <EmptyState
        picture={<EmptyPicture kind="list" />}
        title="Every published tool stands here, with how well it works."
        action={<LinkButton href="/">How to connect a platform</LinkButton>}
      >
        Tools are listed within five minutes of the platform reporting them; their figures follow at midnight UTC.
      </EmptyState>
    )
  }
  const ways: { key: string; href: string; words: string }[] = [
    ...(search.page > 1 ? [{ key: 'page', href: searchHref(search, { page: 1 }), words: 'Go to the first page' }] : []),
    ...(search.q && search.category
      ? [{ key: 'category', href: searchHref(search, { category: null }), words: `Search for “${search.q}” in all categories` }]
      : []),
    ...(search.badge
      ? [{ key: 'badge', href: searchHref(search, { badge: null }), words: `Also tools that are not “${badgeMarks[search.badge].label}”` }]
      : []),
    ...(search.inactive ? [{ key: 'inactive', href: searchHref(search, { inactive: null }), words: 'Tools in use, not the inactive ones' }] : []),
    ...(!search.inactive && search.q ? [{ key: 'asleep', href: searchHref(search, { inactive: '1' }), words: 'Look among the inactive ones' }] : []),
    { key: 'all', href: PATH, words: 'Clear search and filters' },
  ]
  return (
    <div className="px-5 py-10">
      <p className="font-medium">Nothing matches.</p>
      {suggestion ? (
        <p className="mt-1">
          Did you mean the category{' '}
          <Link
            href={searchHref({ ...search, q: '', badge: null }, { category: suggestion })}
            prefetch={false}
            className="font-medium text-accent underline underline-offset-2"
          >
            {suggestion}
          </Link>
          ?
        </p>
      ) : null}
      <p className="mt-2 text-text-muted">Every word must stand in a tool’s name, category, publisher or description. Fewer or plainer words find more.</p>
      <ul className="mt-3 space-y-1.5">
        {ways.map(({ key, href, words }) => (
          <li key={key}>
            <Link href={href} prefetch={false} className="text-accent underline underline-offset-2 break-words">
              {words}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
