import { isDatabaseAway, rootCause } from '@/lib/errors'
import { readPublic } from '@/lib/http/read'
import { log } from '@/lib/log'
import type { SnapshotIncident, SnapshotMaintenance, StatusSnapshot } from '@/lib/status/model'
import { findPublicIncident, listPast } from '@/lib/status/queries/list-past'
import type { Window } from '@/lib/time'

interface Past {
  incidents: SnapshotIncident[]
  maintenances: SnapshotMaintenance[]
}

/** What happened in a stretch that the snapshot does not reach; 'away' while the database is. */
export function readPast(window: Window, snapshot: StatusSnapshot): Promise<Past | 'away'> {
  return unlessAway(() => readPublic((tx) => listPast(tx, window, shownOf(snapshot))))
}

/** An incident by its number: from the snapshot, or else from the database. */
export async function readIncident(number: number, snapshot: StatusSnapshot): Promise<SnapshotIncident | null | 'away'> {
  const known = snapshot.incidents.find((incident) => incident.number === number)
  return known ?? unlessAway(() => readPublic((tx) => findPublicIncident(tx, number, shownOf(snapshot))))
}

function shownOf({ systems }: StatusSnapshot): Set<string> {
  return new Set(systems.map(({ key }) => key))
}

async function unlessAway<T>(work: () => Promise<T>): Promise<T | 'away'> {
  try {
    return await work()
  } catch (err) {
    if (!isDatabaseAway(err)) throw err
    log().warn({ err: rootCause(err) }, 'the past of the status page cannot be read')
    return 'away'
  }
}
