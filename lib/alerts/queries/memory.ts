import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { OpenAlert, StateRow } from '../lifecycle'
import type { Labels } from '../model'

export interface Remembered {
  ruleId: string
  fingerprint: string
  labels: Labels
  state: StateRow | null
  alert: OpenAlert | null
}

type Moments<T, K extends keyof T> = Omit<T, K> & { [P in K]: T[P] extends Date ? string : string | null }

/** Everything that is not simply fine: states and open alerts of rules (of one rule), by fingerprint. */
export async function listRemembered(tx: Tx, ruleId: string | null): Promise<Map<string, Remembered>> {
  const one = ruleId === null ? sql`` : sql`and rule_id = ${ruleId}`
  const remembered = new Map<string, Remembered>()
  const states = await tx.execute<Moments<StateRow, 'since' | 'lastReadingAt'> & { ruleId: string; fingerprint: string; labels: Labels }>(sql`
    select rule_id as "ruleId", fingerprint, labels, phase, before, since, value, last_reading_at as "lastReadingAt", missed, alert_id as "alertId",
      rule_version as "ruleVersion"
    from alert_states where true ${one}`)
  for (const { ruleId: rule, fingerprint, labels, ...row } of states) {
    const state = { ...row, since: new Date(row.since), lastReadingAt: row.lastReadingAt === null ? null : new Date(row.lastReadingAt) }
    remembered.set(fingerprint, { ruleId: rule, fingerprint, labels, state, alert: null })
  }
  const open = await tx.execute<Moments<OpenAlert, 'startedAt'> & { ruleId: string; fingerprint: string; labels: Labels }>(sql`
    select id, rule_id as "ruleId", fingerprint, labels, state, severity, started_at as "startedAt", worst_value as "worstValue", acknowledgement
    from alerts where state in ('firing', 'acknowledged') and source = 'rule' and rule_id is not null ${one}`)
  for (const { ruleId: rule, fingerprint, labels, ...row } of open) {
    const alert = { ...row, startedAt: new Date(row.startedAt) }
    const known = remembered.get(fingerprint)
    if (known) known.alert = alert
    else remembered.set(fingerprint, { ruleId: rule, fingerprint, labels, state: null, alert })
  }
  return remembered
}
