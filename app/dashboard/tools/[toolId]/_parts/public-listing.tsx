import { badgeMarks, standingMarks } from '@/components/directory/listing-marks'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { LinkButton } from '@/components/ui/link-button'
import { StatusMark } from '@/components/ui/status-mark'
import type { ToolPage } from './load-tool'

/** How the tool stands in the public directory, and the way to its page there. */
export function PublicListing({ listing }: { listing: ToolPage['listing'] }) {
  if (!listing) {
    return (
      <Card title="Not in the directory yet">
        <p className="text-sm text-text-muted">Published tools are listed within five minutes; archived ones leave.</p>
      </Card>
    )
  }
  const standing = standingMarks[listing.standing]
  return (
    <Card
      title="Public listing"
      actions={
        <LinkButton href={`/directory/${encodeURIComponent(listing.slug)}`} size="sm">
          Open the public page
        </LinkButton>
      }
    >
      <p className="flex flex-wrap items-center gap-2">
        <StatusMark tone={standing.tone} label={standing.label} />
        {listing.badges.map((badge) => (
          <Badge key={badge} tone={badgeMarks[badge].tone}>
            {badgeMarks[badge].label}
          </Badge>
        ))}
      </p>
      <p className="mt-2 max-w-[68ch] text-sm text-text-muted">{standing.meaning}</p>
    </Card>
  )
}
