import { withPlatform } from '@/db/client'
import { statusSubscribers } from '@/db/schema/status'
import { newToken } from '@/lib/auth/tokens'
import type { SubscriberKind } from '../model'

/** Subscribers of the simulated marketplace, confirmed since a moment; nothing is ever sent to them. */
export async function addSimulatedSubscribers(list: { kind: SubscriberKind; address: string; systems: readonly string[]; since: Date }[]): Promise<void> {
  await withPlatform((tx) =>
    tx
      .insert(statusSubscribers)
      .values(
        list.map(({ kind, address, systems, since }) => ({
          kind,
          address,
          systems: [...systems],
          state: 'active' as const,
          tokenHash: newToken().tokenHash,
          simulated: true,
          confirmedAt: since,
          createdAt: since,
          updatedAt: since,
        })),
      )
      .onConflictDoNothing(),
  )
}
