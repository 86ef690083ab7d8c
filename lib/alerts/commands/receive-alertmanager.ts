import { and, eq, gte, inArray, isNull, or, sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { alertEvents, alerts } from '@/db/schema/alerts'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import {
  alertmanagerPayloadSchema,
  decideReceived,
  describeReceived,
  endOf,
  fingerprintOf,
  type KnownStretch,
  type ReceivedAlert,
  receivedAlertSchema,
  severityOf,
  startOf,
} from '../alertmanager'
import { openStates } from '../model'

/** Alertmanager sends a group whole unless its receiver sets max_alerts: some ten thousand alerts. */
export const MAX_PAYLOAD_BYTES = 10 * 1024 * 1024
/** Errors that an answer names. */
const NAMED_ERRORS = 50

export interface Received {
  received: number
  opened: number
  updated: number
  resolved: number
  unchanged: number
  /** Left out by the sender, which says how many. */
  truncated: number
  errors: { index: number; message: string }[]
}

/**
 * Takes in what Alertmanager sends: opens, updates and resolves alerts of the key's organization (or the
 * platform's). A payload that comes again changes nothing; a broken alert in it loses no other.
 * @throws AppError invalid for another version or no JSON; what the database throws when it is away, so that the sender tries again
 */
export async function receiveAlertmanager(ctx: Context, organizationId: string | null, text: string): Promise<Received> {
  const parsed = alertmanagerPayloadSchema.safeParse(jsonOf(text))
  if (!parsed.success) {
    throw new AppError('invalid', 'This is no payload of Alertmanager’s webhook, version 4.', {
      problems: parsed.error.issues.map((issue) => ({ pointer: `/${issue.path.join('/')}`, message: issue.message })),
    })
  }
  const result: Received = {
    received: parsed.data.alerts.length,
    opened: 0,
    updated: 0,
    resolved: 0,
    unchanged: 0,
    truncated: parsed.data.truncatedAlerts,
    errors: [],
  }
  const good = new Map<string, ReceivedAlert>()
  for (const [index, raw] of parsed.data.alerts.entries()) {
    const alert = receivedAlertSchema.safeParse(raw)
    // Of one fingerprint the last counts, as in Alertmanager's own list.
    if (alert.success) good.set(fingerprintOf(alert.data, organizationId), alert.data)
    else if (result.errors.length < NAMED_ERRORS)
      result.errors.push({ index, message: alert.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') })
  }
  if (good.size > 0) await withPlatform((tx) => keep(tx, ctx.now, organizationId, good, result))
  return result
}

async function keep(tx: Tx, now: Date, organizationId: string | null, received: ReadonlyMap<string, ReceivedAlert>, result: Received): Promise<void> {
  // One payload of an owner at a time: two that overlap are read one after the other.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`alertmanager:${organizationId}`}))`)
  const known = await knownStretches(tx, now, organizationId, received)
  const rows: (typeof alerts.$inferInsert & { id: string })[] = []
  const events: (typeof alertEvents.$inferInsert)[] = []
  for (const [fingerprint, alert] of received) {
    const decision = decideReceived(alert, known.get(fingerprint) ?? [], now)
    const text = describeReceived(alert)
    switch (decision.act) {
      case 'nothing':
        result.unchanged++
        break
      case 'open':
      case 'record': {
        const id = newId(now.getTime())
        const over = decision.act === 'record'
        const startedAt = startOf(alert, now)
        const resolvedAt = over ? endOf(alert, now) : null
        rows.push({
          id,
          organizationId,
          source: 'alertmanager',
          fingerprint,
          severity: severityOf(alert),
          state: over ? 'resolved' : 'firing',
          startedAt,
          // It fired there; whoever reads how long it has been firing wants that moment.
          firedAt: startedAt,
          resolvedAt,
          resolveReason: over ? 'source' : null,
          updatedAt: now,
          ...text,
        })
        events.push({ alertId: id, organizationId, type: 'fired', at: startedAt })
        if (resolvedAt) events.push({ alertId: id, organizationId, type: 'resolved', at: resolvedAt, note: 'source' })
        result[over ? 'resolved' : 'opened']++
        break
      }
      case 'update':
        await tx
          .update(alerts)
          .set({ ...text, severity: severityOf(alert), updatedAt: now })
          .where(eq(alerts.id, decision.id))
        if (decision.escalated) events.push({ alertId: decision.id, organizationId, type: 'escalated', at: now })
        result.updated++
        break
      case 'resolve': {
        const resolvedAt = endOf(alert, now)
        const [closed] = await tx
          .update(alerts)
          .set({ state: 'resolved', resolvedAt, resolveReason: 'source', updatedAt: now })
          .where(and(eq(alerts.id, decision.id), inArray(alerts.state, [...openStates])))
          .returning({ id: alerts.id })
        if (closed) events.push({ alertId: decision.id, organizationId, type: 'resolved', at: resolvedAt, note: 'source' })
        result[closed ? 'resolved' : 'unchanged']++
      }
    }
  }
  for (let from = 0; from < rows.length; from += BATCH) await tx.insert(alerts).values(rows.slice(from, from + BATCH))
  for (let from = 0; from < events.length; from += BATCH) await tx.insert(alertEvents).values(events.slice(from, from + BATCH))
}

/** Rows of one statement: it has at most 65,535 parameters. */
const BATCH = 1_000

/** What is known of the fingerprints: the open stretch, and those that began no earlier than what came. */
async function knownStretches(
  tx: Tx,
  now: Date,
  organizationId: string | null,
  received: ReadonlyMap<string, ReceivedAlert>,
): Promise<Map<string, KnownStretch[]>> {
  const from = new Date(Math.min(...[...received.values()].map((alert) => startOf(alert, now).getTime())))
  const rows = await tx
    .select({ id: alerts.id, fingerprint: alerts.fingerprint, state: alerts.state, severity: alerts.severity, startedAt: alerts.startedAt })
    .from(alerts)
    .where(
      and(
        organizationId === null ? isNull(alerts.organizationId) : eq(alerts.organizationId, organizationId),
        sql`${alerts.fingerprint} = any(${sql.param([...received.keys()])}::text[])`,
        or(inArray(alerts.state, [...openStates]), gte(alerts.firedAt, from)),
      ),
    )
  const known = new Map<string, KnownStretch[]>()
  for (const { fingerprint, ...stretch } of rows) known.set(fingerprint, [...(known.get(fingerprint) ?? []), stretch])
  return known
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('invalid', 'The body is not valid JSON.')
  }
}
