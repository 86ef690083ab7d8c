import type { Tx } from '@/db/client'
import type { PlannedSummary } from '../sentence'
import { countPlanned, listPlanned, type PlannedFilter } from './list-planned'

/** What is under way and what comes next, for a page's first sentence. */
export async function summarizePlanned(tx: Tx, scope: Pick<PlannedFilter, 'organizationId' | 'now'>): Promise<PlannedSummary> {
  const first = async (state: 'current' | 'ahead') => (await listPlanned(tx, { ...scope, state, limit: 1, offset: 0 }))[0] ?? null
  return {
    current: await first('current'),
    currentTotal: await countPlanned(tx, { ...scope, state: 'current' }),
    next: await first('ahead'),
    aheadTotal: await countPlanned(tx, { ...scope, state: 'ahead' }),
  }
}
