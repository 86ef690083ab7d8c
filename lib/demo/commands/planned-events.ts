import { people, personId } from '@/db/demo/people'
import { buildWorld } from '@/db/demo/world'
import { planEvent } from '@/lib/anomalies/planned/commands'
import { readTenant } from '@/lib/http/read'
import { addDays, HOUR, startOfDay } from '@/lib/time'
import { listTools } from '@/lib/tools/queries'

/** What every publisher that somebody signs in to has in its calendar: hours from the midnight of the day so many days ahead. */
const calendar = [
  { title: 'Move of the database to a larger machine', ofTool: false, days: 3, from: 2, hours: 3 },
  { title: 'Launch with a partner: many more calls for a day', ofTool: true, days: 9, from: 8, hours: 24 },
  { title: 'Load test of the new version', ofTool: true, days: -6, from: 20, hours: 2 },
]

/** Plans what the simulated publishers expect, as their owners do: two events to come, one that is over. */
export async function planSimulatedEvents({ seed, now }: { seed: number; now: Date }): Promise<void> {
  const { developers } = buildWorld(seed, now)
  for (const person of people) {
    const publisher = developers.find(({ name }) => name === person.owns)
    if (!publisher) continue
    const { organizationId } = publisher
    const userId = personId(seed, person)
    const actor = { kind: 'user' as const, userId, sessionId: userId, platformRole: null, organizationId, memberRole: 'owner' as const }
    const tool = (await readTenant({ organizationId }, (tx) => listTools(tx, { organizationId })))[0]
    for (const { title, ofTool, days, from, hours } of calendar) {
      if (ofTool && !tool) continue
      const begins = new Date(addDays(startOfDay(now), days).getTime() + from * HOUR)
      const ctx = { actor, now: addDays(days < 0 ? begins : now, -1), requestId: 'demo-load', ip: null, organizationId }
      await planEvent(ctx, { title, toolId: ofTool ? (tool?.id ?? null) : null, from: begins, to: new Date(begins.getTime() + hours * HOUR) })
    }
  }
}
