import type { Tx } from '@/db/client'
import type { Context } from '@/lib/auth/model'
import { rootCause } from '@/lib/errors'
import { placeFaultWindow, withdrawFaultWindow } from '@/lib/ingest/commands/fault-windows'
import { judgeMarkedCalls } from '@/lib/ingest/commands/judge-marked-calls'
import { log } from '@/lib/log'
import { HOUR } from '@/lib/time'
import { type Covering, windowOf, windowSource } from '../fault-window'

/** With more to judge again, whoever works on the incident does not wait for it: the job does it within the minute. */
const MOST_WHILE_WAITING_MS = 2 * HOUR

/** Brings the fault window of an incident to what the incident says; once more changes nothing. */
export async function alignWindow(tx: Tx, ctx: Context, incident: Covering): Promise<void> {
  const wanted = windowOf(incident)
  if (wanted === null) await withdrawFaultWindow(tx, ctx, windowSource(incident.id))
  else await placeFaultWindow(tx, ctx, wanted)
}

/** Charges the calls anew that a change of an incident concerns. What fails here is made good by the job. */
export async function chargeAnew(ctx: Context): Promise<void> {
  try {
    await judgeMarkedCalls(ctx, { mostMs: MOST_WHILE_WAITING_MS })
  } catch (error) {
    log().warn({ requestId: ctx.requestId, err: rootCause(error) }, 'calls were not charged anew; the job does it')
  }
}
