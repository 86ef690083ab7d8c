import { eq, sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { incidentResponders, incidents } from '@/db/schema/incidents'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { incidentKeyOf } from '../incident-key'
import { coverageProblems, type OpenIncident, startProblems } from '../input'
import { mayOpen } from '../permissions'
import { type AttachableAlert, getAttachableAlert } from '../queries/attachable-alert'
import { refuseUnknownTools } from '../queries/known-tools'
import { findOpenByKey } from '../queries/open-by-key'
import { refuseOutsider } from '../queries/staff'
import { type Incident, note, personOf, refuseProblems } from './act'
import { addEntry } from './add-entry'
import { replaceAffected } from './affected-systems'
import { alignWindow, chargeAnew } from './align-window'
import { attach } from './attach'

/**
 * Opens an incident, or enters into the open one of the same key that it was reported again. What is attached
 * stays to be acknowledged by a person.
 * @param simulated it belongs to the simulated marketplace, as what is opened from an alert about it does anyway
 * @returns the incident, and whether it is new
 * @throws AppError forbidden (SEV1 needs incidents.create_sev1), invalid, not_found for the alert, conflict
 * when the alert belongs to an incident that is over
 */
export async function openIncident(
  ctx: Context,
  input: OpenIncident,
  { simulated = false }: { simulated?: boolean } = {},
): Promise<{ incident: Incident; created: boolean }> {
  if (!mayOpen(ctx.actor, input.severity)) {
    const needed = mayOpen(ctx.actor, 4) ? 'Opening a SEV1 needs the permission incidents.create_sev1. Open a SEV2 and have somebody raise it.' : null
    throw new AppError('forbidden', needed ?? 'This needs the permission incidents.create.')
  }
  refuseProblems([...coverageProblems(input), ...startProblems(input.startedAt ?? ctx.now, { now: ctx.now, over: null })])
  const opened = await withPlatform(async (tx) => {
    const alert = input.alertId === null ? null : await getAttachableAlert(tx, input.alertId)
    const incidentKey = input.incidentKey ?? incidentKeyOf({ title: input.title, fingerprint: alert?.fingerprint ?? null })
    // Whoever reports the same at the same moment waits here, and finds the incident.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`pulsegrid:incident:${incidentKey}`}))`)
    const open = await findOpen(tx, incidentKey, alert)
    return open === null
      ? { incident: await create(tx, ctx, input, { incidentKey, alert, simulated }), created: true }
      : { incident: await report(tx, ctx, open, input, alert), created: false }
  })
  await chargeAnew(ctx)
  return opened
}

async function findOpen(tx: Tx, incidentKey: string, alert: AttachableAlert | null): Promise<Incident | null> {
  if (alert?.incident) {
    if (alert.incident.status === 'resolved') {
      throw new AppError(
        'conflict',
        `This alert belongs to INC-${alert.incident.number}, which is resolved. Reopen that incident, or open one without the alert.`,
      )
    }
    const [owner] = await tx.select().from(incidents).where(eq(incidents.id, alert.incident.id)).for('update')
    return owner ?? null
  }
  return findOpenByKey(tx, incidentKey)
}

async function create(
  tx: Tx,
  ctx: Context,
  input: OpenIncident,
  { incidentKey, alert, simulated }: { incidentKey: string; alert: AttachableAlert | null; simulated: boolean },
): Promise<Incident> {
  const { alertId: _, systems, startedAt, ...said } = input
  if (input.commanderId !== null) await refuseOutsider(tx, input.commanderId, '/commanderId')
  await refuseUnknownTools(tx, input.tools)
  const [incident] = await tx
    .insert(incidents)
    .values({
      ...said,
      id: newId(ctx.now.getTime()),
      incidentKey,
      simulated: simulated || (alert?.simulated ?? false),
      createdBy: personOf(ctx),
      startedAt: startedAt ?? ctx.now,
      acknowledgedAt: input.commanderId === null ? null : ctx.now,
      lastUpdateAt: ctx.now,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    })
    .returning()
  if (!incident) throw new Error('the incident was not created')
  if (incident.coverage !== 'none') await alignWindow(tx, ctx, incident)
  const changed = await replaceAffected(tx, incident.id, systems, incident.startedAt)
  await addEntry(tx, ctx, incident.id, {
    type: 'opened',
    body: input.message,
    visibility: input.public ? 'public' : 'internal',
    facts: { severity: incident.severity, status: 'investigating', ...(changed.length > 0 ? { systems: changed } : {}) },
  })
  if (input.commanderId !== null) {
    await addEntry(tx, ctx, incident.id, { type: 'commander', facts: { userId: input.commanderId } })
    await tx.insert(incidentResponders).values({ incidentId: incident.id, userId: input.commanderId, joinedAt: ctx.now })
  }
  if (alert) await attach(tx, ctx, incident, alert.id)
  await note(tx, ctx, 'opened', incident.id, { after: { severity: incident.severity, coverage: incident.coverage, alertId: alert?.id ?? null } })
  return incident
}

async function report(tx: Tx, ctx: Context, incident: Incident, input: OpenIncident, alert: AttachableAlert | null): Promise<Incident> {
  await addEntry(tx, ctx, incident.id, {
    type: 'reported',
    body: [input.title, input.message].filter(Boolean).join('\n\n'),
    facts: { severity: input.severity },
  })
  if (alert && alert.incident === null) await attach(tx, ctx, incident, alert.id)
  await note(tx, ctx, 'reported', incident.id, { after: { severity: input.severity } })
  return incident
}
