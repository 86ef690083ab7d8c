import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { alertRules } from '@/db/schema/alerts'
import { slos, systems } from '@/db/schema/systems'
import { AppError } from '@/lib/errors'
import type { SloRow } from '../health'
import { judgeSlo } from '../judge-slo'
import { readEvents } from './read-events'

const columns = {
  id: slos.id,
  key: slos.key,
  systemKey: slos.systemKey,
  systemName: systems.name,
  name: slos.name,
  description: slos.description,
  objective: slos.objective,
  windowDays: slos.windowDays,
  ratio: slos.ratio,
  minEvents: slos.minEvents,
  ruleId: slos.ruleId,
  ruleEnabled: alertRules.enabled,
  position: slos.position,
  enabled: slos.enabled,
  version: slos.version,
}

/** Every SLO as it stands at `now`, in the order of their positions; of deleted ones nothing. */
export async function listSlos(tx: Tx, now: Date): Promise<SloRow[]> {
  return stand(tx, await select(tx), now)
}

/** One SLO as it stands at `now`. @throws AppError not_found, also when it is deleted */
export async function getSlo(tx: Tx, id: string, now: Date): Promise<SloRow> {
  const [found] = await stand(tx, await select(tx, id), now)
  if (!found) throw new AppError('not_found', 'There is no such SLO.')
  return found
}

function select(tx: Tx, id?: string) {
  return tx
    .select(columns)
    .from(slos)
    .innerJoin(systems, eq(systems.key, slos.systemKey))
    .leftJoin(alertRules, and(eq(alertRules.id, slos.ruleId), isNull(alertRules.deletedAt)))
    .where(and(isNull(slos.deletedAt), id === undefined ? undefined : eq(slos.id, id)))
    .orderBy(asc(slos.position), asc(slos.name))
}

async function stand(tx: Tx, rows: Omit<SloRow, 'standing'>[], now: Date): Promise<SloRow[]> {
  const events = await readEvents(tx, rows, now)
  return rows.map((row) => {
    const { window, recent } = events.get(row.id) ?? { window: { bad: 0, total: 0 }, recent: [] }
    return { ...row, standing: judgeSlo(row, window, recent, now) }
  })
}
