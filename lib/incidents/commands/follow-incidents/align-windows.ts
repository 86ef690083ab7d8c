import { withPlatform } from '@/db/client'
import { listMisaligned } from '../../queries/to-follow'
import { lockIncident } from '../act'
import { alignWindow } from '../align-window'
import { eachOf } from './each-of'
import type { Step } from './step'

/** Brings fault windows to what their incidents say, where somebody wrote one without the other. */
export const alignWindows: Step = async (ctx) => {
  const ids = await withPlatform((tx) => listMisaligned(tx, ctx.now))
  return eachOf(ids, (id) =>
    withPlatform(async (tx) => {
      await alignWindow(tx, ctx, await lockIncident(tx, id))
      return true
    }),
  )
}
