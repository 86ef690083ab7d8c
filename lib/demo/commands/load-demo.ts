import { hashPassword } from 'better-auth/crypto'
import { reserveConnection } from '@/db/client'
import { type LoadCounts, loadMarketplace } from '@/db/demo/load'
import { ownedConsumers } from '@/db/demo/people'
import { buildWorld, SCORE_DAYS } from '@/db/demo/world'
import type { Context } from '@/lib/auth/model'
import { refreshDirectory } from '@/lib/directory/commands/refresh-directory'
import { recordMilestones } from '@/lib/milestones/commands'
import { comparePeers } from '@/lib/peers/commands'
import { calculateHealthScores } from '@/lib/scores/commands'
import { addDays, HOUR, startOfDay } from '@/lib/time'
import { liveThroughAlerts } from './alert-history'
import { liveThroughAnomalies } from './anomaly-history'
import { liveThroughChannels } from './channel-history'
import { liveThroughGates } from './gate-history'
import { liveThroughIncidents } from './incident-history'
import { planSimulatedEvents } from './planned-events'
import { fillStatusPage } from './status-page'
import { allowTraffic, holdRollups, insist, stopTraffic } from './take-over'

export interface LoadDemo {
  seed: number
  now: Date
  /** Origin of the running app. */
  appUrl: string
  /** For everybody who can sign in to it. */
  password: string
}

/**
 * Brings the simulated marketplace up to `now`, replacing what was loaded before, and gives its
 * publishers a health score for each of the last days and their standing among each other. Real organizations are not touched.
 * @throws postgres.PostgresError; then nothing has changed, or only scores are missing
 */
export async function loadDemo({ seed, now, appUrl, password }: LoadDemo): Promise<LoadCounts & { receipts: number }> {
  const passwordHash = await hashPassword(password)
  const connection = await reserveConnection()
  try {
    await stopTraffic(connection)
    const counts = await insist(() => loadMarketplace(connection, { seed, now, appUrl, passwordHash }, () => holdRollups(connection)))
    await allowTraffic(connection)
    await liveThroughAnomalies(now)
    const receipts = await scoreHistory(seed, now)
    await compareHistory(now)
    // Marks of the past are recorded and told to nobody; the first night's run knows them.
    await recordMilestones({ now, stillMine: async () => true, only: 'simulated' })
    await liveThroughGates(connection, { seed, now })
    await planSimulatedEvents({ seed, now })
    await liveThroughAlerts({ seed, now })
    await liveThroughChannels({ seed, now })
    await liveThroughIncidents(connection, { seed, now })
    await fillStatusPage({ seed, now })
    // Last: the directory shows what the gates have made of the listings.
    await refreshDirectory(jobAt(now), { now, stillMine: async () => true, only: 'simulated' })
    return { ...counts, receipts }
  } finally {
    connection.release()
  }
}

// Last night's standings and those of a week before, which they are compared with.
async function compareHistory(now: Date): Promise<void> {
  for (const at of [addDays(now, -7), now]) await comparePeers(jobAt(at), { now: at, stillMine: async () => true, only: 'simulated' })
}

// Oldest day first: each receipt carries the promises of the one before on.
async function scoreHistory(seed: number, now: Date): Promise<number> {
  const world = buildWorld(seed, now)
  const owned = ownedConsumers(world).map(({ consumer }) => consumer)
  const all = new Set([...world.developers, ...world.consumers].map(({ organizationId }) => organizationId))
  // The past of consumers that nobody can sign in to is looked at by nobody.
  const withPast = new Set([...world.developers, ...owned].map(({ organizationId }) => organizationId))
  let receipts = 0
  for (let daysAgo = SCORE_DAYS - 1; daysAgo >= 0; daysAgo--) {
    const at = daysAgo === 0 ? now : new Date(addDays(startOfDay(now), -daysAgo).getTime() + 3 * HOUR)
    const result = await calculateHealthScores(jobAt(at), { now: at, stillMine: async () => true, organizationIds: daysAgo === 0 ? all : withPast })
    receipts += result.changed
  }
  return receipts
}

function jobAt(now: Date): Context {
  return { actor: { kind: 'job', job: 'demo-load' }, now, requestId: 'demo-load', ip: null }
}
