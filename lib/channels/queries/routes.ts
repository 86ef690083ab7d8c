import { sql } from 'drizzle-orm'

// Which channels hear of which alerts, for statements that join alerts `a` with channels `c`.

/** Nobody's id: what is the platform's joins with what is the platform's. */
const PLATFORM = sql`'00000000-0000-0000-0000-000000000000'::uuid`

/** A channel that is in use. */
export const channelIsOn = sql`(c.deleted_at is null and c.enabled and c.disabled_at is null)`

/** Those that the alert's rule names; where none is named, those of its owner that take what names none. */
export const channelHears = sql`(
  coalesce(c.organization_id, ${PLATFORM}) = coalesce(a.organization_id, ${PLATFORM})
  and case when exists (select from alert_rule_channels r where r.rule_id = a.rule_id)
    then exists (select from alert_rule_channels r where r.rule_id = a.rule_id and r.channel_id = c.id)
    -- The breach that the product makes to time itself is told only where somebody asks for it.
    else c.takes_unrouted and not a.labels ? 'synthetic' end
)`

export const ALERTMANAGER_GROUP = 'am:'

/** The group that an alert belongs to: its rule's, or that of its name where it came from Alertmanager. */
export const alertGroupKey = sql`coalesce(a.rule_id::text, ${ALERTMANAGER_GROUP}::text || coalesce(a.labels ->> 'alertname', ''))`
