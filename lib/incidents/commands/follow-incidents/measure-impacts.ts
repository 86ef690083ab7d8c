import { eq } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { incidentImpactOrganizations, incidentImpacts } from '@/db/schema/incidents'
import type { Context } from '@/lib/auth/model'
import { effectsUntil } from '../../clock'
import { ledgerStep } from '../../ledger'
import { listLedgers } from '../../queries/ledgers'
import { type MeasuredImpact, measureImpact } from '../../queries/measure-impact'
import { lockIncident } from '../act'
import { eachOf } from './each-of'
import type { Step } from './step'

/** Rows of one statement. */
const AT_ONCE = 1_000

/** Brings the ledgers of what incidents have cost up to now, and leaves them for good once those are over. */
export const measureImpacts: Step = async (ctx) => {
  const due = (await withPlatform(listLedgers)).filter((one) => one.coverage !== 'none' && ledgerStep(one, one.computed, ctx.now) !== 'nothing')
  return eachOf(due, ({ id }) =>
    withPlatform(async (tx) => {
      const incident = await lockIncident(tx, id)
      const [computed] = await tx.select().from(incidentImpacts).where(eq(incidentImpacts.incidentId, id))
      // Of two runs at once the second finds it done.
      const step = ledgerStep(incident, computed ?? null, ctx.now)
      if (step === 'nothing') return false
      const measured = await measureImpact(tx, incident, effectsUntil(incident, ctx.now))
      await saveImpact(tx, ctx, id, measured, step === 'freeze' ? ctx.now : null)
      return true
    }),
  )
}

async function saveImpact(tx: Tx, ctx: Context, incidentId: string, { organizations, ...figures }: MeasuredImpact, frozenAt: Date | null): Promise<void> {
  const values = { ...figures, computedAt: ctx.now, frozenAt }
  await tx
    .insert(incidentImpacts)
    .values({ incidentId, ...values })
    .onConflictDoUpdate({ target: incidentImpacts.incidentId, set: values })
  await tx.delete(incidentImpactOrganizations).where(eq(incidentImpactOrganizations.incidentId, incidentId))
  for (let from = 0; from < organizations.length; from += AT_ONCE) {
    await tx.insert(incidentImpactOrganizations).values(organizations.slice(from, from + AT_ONCE).map((one) => ({ incidentId, ...one })))
  }
}
