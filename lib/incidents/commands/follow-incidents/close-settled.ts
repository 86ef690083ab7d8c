import { withPlatform } from '@/db/client'
import { listUnclosed } from '../../queries/to-follow'
import { lockIncident } from '../act'
import { closeIfSettled } from '../close-settled'
import { eachOf } from './each-of'
import type { Step } from './step'

/** Closes what has nothing left to be done. */
export const closeSettled: Step = async (ctx) => {
  const resolved = (await withPlatform(listUnclosed)).filter(({ status }) => status === 'resolved')
  return eachOf(resolved, ({ id }) => withPlatform(async (tx) => (await closeIfSettled(tx, ctx, await lockIncident(tx, id))).closedAt !== null))
}
