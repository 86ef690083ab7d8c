import { formatDateTime, formatDuration } from '@/lib/format'
import { ageMs, saysAge } from '@/lib/status/age'
import type { KeptSnapshot } from '@/lib/status/model'
import { Banner } from '../ui/banner'

/** Says how old the page is when it is older than it should be. */
export function AgeBanner({ kept, now }: { kept: KeptSnapshot; now: Date }) {
  if (!saysAge(kept, now)) return null
  const at = new Date(kept.snapshot.at)
  return (
    <Banner tone="warning" title={`This is the state of ${formatDateTime(at)}, ${formatDuration(ageMs(kept.snapshot, now))} ago.`}>
      {kept.away
        ? 'The database behind this page does not answer, so newer facts cannot be read. Planned work still begins and ends by the clock.'
        : 'Newer facts have not arrived since.'}
    </Banner>
  )
}
