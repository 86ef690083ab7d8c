import { people } from '@/db/demo/people'
import { buildWorld } from '@/db/demo/world'
import { getOrganization } from '@/lib/accounts/queries'
import { recordPastChannel } from '@/lib/channels/commands/record-past'
import { readTenant } from '@/lib/http/read'
import { addDays } from '@/lib/time'

/** When the channels were added. */
const ADDED_DAYS_AGO = 40
/** The publisher whose receiver was given a new token four days ago that nobody entered here. */
const LOCKED_OUT = 'Quillstone'
const LOCKED_OUT_DAYS_AGO = 4

/**
 * Gives the publishers that somebody can sign in to a list of addresses that is told of their alerts, and one
 * of them a webhook that was switched off after its receiver refused it, with the messages of their past.
 * Channels of simulated organizations send nothing: what they would have been answered is made up
 * (lib/post.ts), and addresses that end in .example are nobody's.
 */
export async function liveThroughChannels({ seed, now }: { seed: number; now: Date }): Promise<void> {
  const { developers } = buildWorld(seed, now)
  for (const person of people) {
    const publisher = developers.find(({ name }) => name === person.owns)
    if (!publisher) continue
    const { organizationId } = publisher
    const { name, timeZone } = await readTenant({ organizationId }, (tx) => getOrganization(tx, organizationId))
    const shared = { organizationId, audience: name, zone: timeZone, addedAt: addDays(now, -ADDED_DAYS_AGO) }
    const domain = person.email.slice(person.email.indexOf('@') + 1)
    await recordPastChannel(
      { ...shared, name: 'On call', settings: { kind: 'email', to: [`oncall@${domain}`, `support@${domain}`] }, refusedFrom: null, alerts: 8 },
      now,
    )
    if (person.owns !== LOCKED_OUT) continue
    await recordPastChannel(
      {
        ...shared,
        name: 'Pager bridge',
        settings: { kind: 'webhook', url: 'https://locked.hooks-example.com/quillstone/alerts', format: 'pulsegrid' },
        refusedFrom: addDays(now, -LOCKED_OUT_DAYS_AGO),
        alerts: 40,
      },
      now,
    )
  }
}
