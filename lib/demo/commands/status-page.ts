import { people, personId } from '@/db/demo/people'
import { completeMaintenance, planMaintenance, sayOfMaintenance, startMaintenance } from '@/lib/status/commands/maintenances'
import { refreshSnapshot } from '@/lib/status/commands/refresh-snapshot'
import { addSimulatedSubscribers } from '@/lib/status/commands/simulated-subscribers'
import { addDays, HOUR, MINUTE, startOfDay } from '@/lib/time'

/** Who has subscribed: addresses end in .example, and nothing is sent to them. */
const subscribers = [
  { kind: 'email', address: 'operations@brightwater.example', systems: [], daysAgo: 51 },
  { kind: 'email', address: 'ines.tal@fernhollow.example', systems: ['api'], daysAgo: 44 },
  { kind: 'email', address: 'status@ledgerline.example', systems: ['api', 'webhooks'], daysAgo: 30 },
  { kind: 'email', address: 'on-call@tidepool.example', systems: ['builds'], daysAgo: 9 },
  { kind: 'webhook', address: 'https://hooks.brightwater.example/status', systems: [], daysAgo: 40 },
  { kind: 'webhook', address: 'https://ops.kestrel-freight.example/incoming/status', systems: ['api', 'ingest'], daysAgo: 3 },
] as const

/**
 * Gives the status page of the simulated marketplace planned work, one to come and one that is over, and some
 * subscribers; then puts the page together.
 */
export async function fillStatusPage({ seed, now }: { seed: number; now: Date }): Promise<void> {
  const staff = people.find(({ platformRole }) => platformRole !== null)
  if (!staff) return
  const userId = personId(seed, staff)
  const actor = { kind: 'user' as const, userId, sessionId: userId, platformRole: staff.platformRole, organizationId: null, memberRole: null }
  const at = (moment: Date) => ({ actor, now: moment, requestId: 'demo-load', ip: null })
  const night = (days: number, hours: number) => new Date(addDays(startOfDay(now), days).getTime() + hours * HOUR)

  const past = await planMaintenance(
    at(night(-18, 9)),
    {
      title: 'Larger machines for the webhook workers',
      body: 'Webhooks may arrive up to ten minutes late while the workers move. None is lost.',
      systems: ['webhooks'],
      startsAt: night(-12, 3),
      endsAt: night(-12, 5),
    },
    { simulated: true },
  )
  const during = (minutes: number) => at(new Date(night(-12, 3).getTime() + minutes * MINUTE))
  await startMaintenance(at(new Date(night(-12, 3).getTime() - 5 * MINUTE)), past.id, { sequence: 0, body: 'We begin now.' })
  await sayOfMaintenance(during(40), past.id, { sequence: 1, body: 'Half of the workers have moved. Webhooks are about three minutes late.' })
  await completeMaintenance(during(85), past.id, { sequence: 2, body: 'All workers have moved, and what was late has been delivered.' })

  await planMaintenance(
    at(addDays(now, -1)),
    {
      title: 'Upgrade of the database',
      body: 'Requests may take up to a minute longer while the database changes over. Calls that are sent in meanwhile are kept and counted.',
      systems: ['api', 'ingest'],
      startsAt: night(2, 2),
      endsAt: night(2, 4),
    },
    { simulated: true },
  )
  await addSimulatedSubscribers(subscribers.map(({ daysAgo, ...one }) => ({ ...one, since: addDays(now, -daysAgo) })))
  await refreshSnapshot(now)
}
