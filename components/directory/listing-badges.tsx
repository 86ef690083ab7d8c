import { Badge } from '@/components/ui/badge'
import type { Listing } from '@/lib/directory/model'
import { badgeMarks } from './listing-marks'

/** What the directory says of a listing in a word each: its badges, that it is inactive, that it is simulated. */
export function ListingBadges({ listing }: { listing: Pick<Listing, 'badges' | 'standing' | 'simulated'> }) {
  if (listing.badges.length === 0 && listing.standing !== 'inactive' && !listing.simulated) return null
  return (
    <ul aria-label="Badges" className="flex flex-wrap items-center gap-1.5">
      {listing.badges.map((badge) => (
        <li key={badge} className="flex" title={badgeMarks[badge].meaning}>
          <Badge tone={badgeMarks[badge].tone}>{badgeMarks[badge].label}</Badge>
        </li>
      ))}
      {listing.standing === 'inactive' ? (
        <li className="flex" title="No calls for a long time.">
          <Badge>Inactive</Badge>
        </li>
      ) : null}
      {listing.simulated ? (
        <li className="flex" title="Part of the simulated marketplace: nothing of it happened.">
          <Badge tone="info">Simulated</Badge>
        </li>
      ) : null}
    </ul>
  )
}
