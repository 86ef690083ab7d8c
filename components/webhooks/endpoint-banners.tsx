import type { FormAction } from '@/lib/action-result'
import { formatRelative } from '@/lib/format'
import type { DisabledReason } from '@/lib/webhooks/model'
import { ActionButton } from '../ui/action-button'
import { Banner } from '../ui/banner'

interface Disabled {
  id: string
  url: string
  disabledAt: Date | null
  disabledReason: DisabledReason | null
}

/** One banner for each endpoint that was switched off because it failed, with the way back. */
export function EndpointBanners({
  endpoints,
  now,
  enable,
}: {
  endpoints: readonly Disabled[]
  now: Date /** Null: the reader may look only. */
  enable: FormAction | null
}) {
  return endpoints
    .filter((endpoint) => endpoint.disabledAt !== null)
    .map(({ id, url, disabledAt, disabledReason }) => (
      <Banner
        key={id}
        tone="critical"
        title={`${new URL(url).host} gets no webhooks since it was switched off ${formatRelative(disabledAt, now)}`}
        actions={
          enable ? (
            <ActionButton action={enable} fields={{ id }} size="sm" pendingLabel="Switching">
              Switch on
            </ActionButton>
          ) : undefined
        }
      >
        {disabledReason === 'gone'
          ? 'It answered 410, which says that it does not exist any more. Switch it on again if that was a mistake.'
          : 'It accepted nothing for five days. Repair it and send it a test; then switch it on. What was cancelled meanwhile can be sent again from the deliveries.'}
      </Banner>
    ))
}
