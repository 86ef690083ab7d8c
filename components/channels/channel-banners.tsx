import type { FormAction } from '@/lib/action-result'
import type { ChannelDisabledReason } from '@/lib/channels/model'
import { formatRelative } from '@/lib/format'
import { ActionButton } from '../ui/action-button'
import { Banner } from '../ui/banner'

interface Disabled {
  id: string
  name: string
  disabledAt: Date | null
  disabledReason: ChannelDisabledReason | null
}

const advice: Record<ChannelDisabledReason, string> = {
  failing: 'It accepted nothing for five days. Repair it and send it a test; then switch it on.',
  gone: 'It answered that it does not exist any more. Enter a new address, or switch it on again if that was a mistake.',
  unauthorized: 'It does not accept our key any more. Enter the new one; then send a test.',
}

/** One banner for each channel that was switched off because it failed, with the way back. */
export function ChannelBanners({
  channels,
  now,
  enable,
}: {
  channels: readonly Disabled[]
  now: Date
  /** Null: the reader may look only. */
  enable: FormAction | null
}) {
  return channels
    .filter(({ disabledAt }) => disabledAt !== null)
    .map(({ id, name, disabledAt, disabledReason }) => (
      <Banner
        key={id}
        tone="critical"
        title={`No alerts go to ${name} since it was switched off ${formatRelative(disabledAt, now)}`}
        actions={
          enable ? (
            <ActionButton action={enable} fields={{ id }} size="sm" variant="primary" pendingLabel="Switching">
              Switch on
            </ActionButton>
          ) : undefined
        }
      >
        {advice[disabledReason ?? 'failing']} What is still open then is told.
      </Banner>
    ))
}
